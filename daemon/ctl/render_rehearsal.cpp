// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"
#include "daemon/ctl/table.hpp"

#include <algorithm>

namespace retention::ctl {
namespace {

using Align = Table::Align;

std::string heading(const json& rehearsal, const Screen& screen) {
    std::string line = "rehearsed policy " + text(rehearsal, "policy") + " as of " + moment(rehearsal, "as_of") + ": " +
                       count(rehearsal, "acted") + " of " + count(rehearsal, "subjects") + " subjects acted upon";
    if (const auto skipped = counted(member(rehearsal, "skipped")); !skipped.empty())
        line += ", skipped: " + skipped;
    if (number(rehearsal, "busy") > 0)
        line += ", " + count(rehearsal, "busy") + " busy";
    if (number(rehearsal, "failed") > 0)
        line += ", " + coloured(screen, Colour::Red, count(rehearsal, "failed") + " failed");
    return line + "; " + count(rehearsal, "duration_ms") + " ms\neverything was rolled back\n";
}

std::string tables(const json& rehearsal, const Screen& screen) {
    Table table({{"TABLE"}, {"DELETED", Align::Right}, {"UPDATED", Align::Right}, {"SHARED", Align::Right}});
    const auto& counts = member(rehearsal, "tables");
    if (counts.is_object())
        for (const auto& [name, rows] : counts.items())
            table.add({plain_text(name), count(rows, "deleted"), count(rows, "updated"), count(rows, "shared")});
    return table.is_empty() ? "" : "\n" + table.render(screen);
}

std::string statements(const json& rehearsal, const Screen& screen) {
    Table table({{"RULE"}, {"LINE"}, {"DOES"}, {"ROWS", Align::Right}});
    for (const auto& statement : elements(rehearsal, "statements"))
        table.add({text(statement, "rule"), text(statement, "line"), text(statement, "does"), count(statement, "rows")});
    return table.is_empty() ? "" : "\n" + table.render(screen);
}

std::string failures(const json& rehearsal, const Screen& screen) {
    Table table({{"RULE"}, {"SQLSTATE"}, {"CONSTRAINT"}, {"TABLE"}, {"PERSONS", Align::Right}, {""}});
    for (const auto& failure : elements(rehearsal, "failures"))
        table.add({text(failure, "rule"), text(failure, "sqlstate"), text_or_dash(failure, "constraint"), text_or_dash(failure, "table"),
                   count(failure, "persons"), text(failure, "message")});
    return table.is_empty() ? "" : "\n" + table.render(screen);
}

// What stands in a column: old values masked, and new ones that are made of them.
std::string value(const json& column, const char* when, bool is_masked) {
    const auto& value = member(column, when);
    if (value.is_null())
        return "null";
    return is_masked ? "(" + text(column, when) + ")" : "\"" + text(column, when) + "\"";
}

std::string rows(const json& rehearsal, const Screen& screen) {
    Table table({{"ACTION"}, {"TABLE"}, {"COLUMN"}, {"ANONYMIZER"}, {"BEFORE"}, {"AFTER"}});
    for (const auto& row : elements(rehearsal, "rows")) {
        bool is_first = true;
        for (const auto& column : elements(row, "columns")) {
            table.add({is_first ? text(row, "action") : "", is_first ? text(row, "table") : "", text(column, "column"),
                       text(column, "anonymizer"), value(column, "before", true), value(column, "after", truth(column, "after_is_masked"))});
            is_first = false;
        }
    }
    return table.is_empty() ? "" : "\n" + table.render(screen);
}

} // namespace

std::string render_rehearsal(const json& rehearsal, const Screen& screen) {
    if (number(rehearsal, "subjects") == 0)
        return "nobody is due by policy " + text(rehearsal, "policy") + " as of " + moment(rehearsal, "as_of") + ": nothing to rehearse with\n";
    return heading(rehearsal, screen) + failures(rehearsal, screen) + tables(rehearsal, screen) + statements(rehearsal, screen) +
           rows(rehearsal, screen);
}

} // namespace retention::ctl
