// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"
#include "daemon/ctl/table.hpp"

namespace retention::ctl {

std::string render_failures(const json& failures, const Screen& screen) {
    using Align = Table::Align;
    Table table({{"POLICY"},
                 {"RUN", Align::Right},
                 {"RULE"},
                 {"FAILED", Align::Right},
                 {"SQLSTATE"},
                 {"CONSTRAINT"},
                 {"TABLE"},
                 {"FIRST"},
                 {"RUNS", Align::Right}});
    for (const auto& failure : elements(failures, "failures")) {
        const auto condition = text(failure, "condition");
        table.add({text(failure, "policy"), text(failure, "run"), text(failure, "rule"), count(failure, "subjects"),
                   text(failure, "sqlstate") + (condition.empty() ? "" : " " + condition),
                   text_or_dash(failure, "constraint"), text_or_dash(failure, "table"),
                   text(failure, "first_at").substr(0, 10), count(failure, "runs")});
    }
    if (table.is_empty())
        return "nobody failed in the last run\n";
    return table.render(screen) + "\nThe next run tries them again. Mend what refuses, then: retentionctl run POLICY\n";
}

} // namespace retention::ctl
