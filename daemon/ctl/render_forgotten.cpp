// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"
#include "daemon/ctl/table.hpp"

namespace retention::ctl {
namespace {

std::string left_out(const json& group) {
    const auto more = number(group, "total") - static_cast<long long>(elements(group, "subjects").size());
    return more > 0 ? "and " + with_separators(more) + " more; --limit shows more of them\n" : "";
}

std::string unclassified(const json& group, const Screen& screen) {
    Table table({{"SUBJECT"}});
    for (const auto& subject : elements(group, "subjects"))
        table.add({listed(member(subject, "subject"))});
    return count(group, "total") + " of no class\n" + (table.is_empty() ? "" : table.render(screen)) + left_out(group);
}

std::string never_due(const json& group, const Screen& screen) {
    Table table({{"SUBJECT"}, {"CLASS"}, {"BECAUSE"}});
    for (const auto& subject : elements(group, "subjects"))
        table.add({listed(member(subject, "subject")), text(subject, "class"),
                   text(subject, "because") == "when" ? "no rule's \"when\" holds" : "no starting point"});
    return count(group, "total") + " can never become due as things are\n" + (table.is_empty() ? "" : table.render(screen)) +
           left_out(group);
}

std::string unjudged(const json& group, const Screen& screen) {
    Table table({{"SUBJECT"}, {"SQLSTATE"}});
    for (const auto& subject : elements(group, "subjects"))
        table.add({listed(member(subject, "subject")), text(subject, "sqlstate")});
    if (table.is_empty())
        return "";
    return "\n" + count(group, "total") + " can't be judged: retentionctl explain says which expression can't be worked out\n" + table.render(screen) +
           left_out(group);
}

} // namespace

std::string render_forgotten(const json& forgotten, const Screen& screen) {
    return "whom policy " + text(forgotten, "policy") + " forgets, as of " + moment(forgotten, "as_of") + "\n\n" +
           unclassified(member(forgotten, "unclassified"), screen) + "\n" + never_due(member(forgotten, "never_due"), screen) +
           unjudged(member(forgotten, "unjudged"), screen);
}

} // namespace retention::ctl
