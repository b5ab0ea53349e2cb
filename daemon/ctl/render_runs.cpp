// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"
#include "daemon/ctl/table.hpp"

namespace retention::ctl {

std::string render_runs(const json& runs, const Screen& screen) {
    using Align = Table::Align;
    Table table({{"RUN", Align::Right},
                 {"POLICY"},
                 {"STATE"},
                 {"MODE"},
                 {"PLANNED", Align::Right},
                 {"DONE", Align::Right},
                 {"SKIPPED", Align::Right},
                 {"FAILED", Align::Right},
                 {"FINISHED"}});
    for (const auto& run : elements(runs, "runs")) {
        const auto& skipped = member(run, "skipped");
        table.add({text(run, "run"), text(run, "policy"), coloured_state(screen, text(run, "state")), text(run, "mode"),
                   count(run, "planned"), count(run, "done"),
                   skipped.is_object() ? with_separators(total(skipped)) : count(run, "skipped_total"),
                   count(run, "failed"), moment(run, "finished_at", screen)});
    }
    return table.is_empty() ? "no runs yet\n" : table.render(screen);
}

} // namespace retention::ctl
