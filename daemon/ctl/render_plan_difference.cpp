// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"
#include "daemon/ctl/table.hpp"

#include <algorithm>

namespace retention::ctl {
namespace {

using Align = Table::Align;

// "  97  still waiting": a number and what it counts, in one sum.
class Sum {
public:
    void add(const json& object, const char* field, const std::string& words) {
        if (number(object, field) != 0)
            table_.add({count(object, field), words});
    }
    void add(long long subjects, const std::string& words) {
        if (subjects != 0)
            table_.add({with_separators(subjects), words});
    }
    // Reasons are never cut short.
    std::string text() const {
        if (table_.is_empty())
            return {};
        const auto lines = table_.render(Screen{}, 2);
        return lines.substr(lines.find('\n') + 1);   // headings would say nothing
    }

private:
    Table table_{{{"", Align::Right}, {""}}};
};

std::string then_text(const json& difference) {
    const auto& last = member(difference, "last");
    const auto& then = member(difference, "then");
    Sum sum;
    sum.add(then, "done", "done");
    sum.add(then, "waiting", "still wait");
    const auto& skipped = member(then, "skipped");
    sum.add(total(skipped), "skipped: " + counted(skipped));
    sum.add(then, "failed", "set aside, because acting on them failed");
    sum.add(then, "abandoned", "not come to, because the run ended before");
    if (text(last, "mode") == "observe")
        sum.add(then, "left", "counted only: the policy observed");
    return "due then: " + count(then, "due") + "\n" + sum.text();
}

std::string waiting_text(const json& difference) {
    const auto& waiting = member(difference, "waiting");
    if (number(member(difference, "then"), "waiting") == 0)
        return {};
    Sum sum;
    sum.add(waiting, "still", "due as planned");
    sum.add(waiting, "other_rule", "due, by another rule");
    const auto& no_longer = member(waiting, "no_longer");
    sum.add(total(no_longer), "not due any more: " + counted(no_longer));
    return "\nof those who wait: " + count(member(difference, "then"), "waiting") + "\n" + sum.text();
}

std::string now_text(const json& difference, const Screen& screen) {
    const auto& now = member(difference, "now");
    const auto& came = member(now, "came");
    const auto left = number(member(difference, "then"), "left");
    Sum sum;
    sum.add(now, "still", "wait since that plan");
    sum.add(came, "time", "came by time: due since a later day");
    sum.add(came, "earlier", left > 0 ? "came by a change, or were left: due by that day, as the data is now"
                                      : "came by a change: due by that day, as the data is now");
    return "\n" + coloured(screen, Colour::Bold, "due now: " + count(now, "due")) + "\n" + sum.text() +
           (number(came, "earlier") > 0 ? "\na change: of facts, class, hold, floor or policy\n" +
                                              (left > 0 ? "left: " + with_separators(left) + " who were not acted upon then\n" : std::string())
                                        : "");
}

// "rule silent-prospects, by time", "hold dispute"
std::string why(const json& subject) {
    auto because = text(subject, "because");
    std::replace(because.begin(), because.end(), '_', ' ');
    const auto rule = text(subject, "rule");
    if (rule.empty())
        return because;
    return "rule " + rule + (because.empty() ? "" : because == "time" ? ", by time" : ", by a change or left");
}

std::string list(const json& subjects, const char* kind, const char* words, long long in_all, const Screen& screen) {
    Table table({{"SUBJECT"}, {"WHY"}});
    for (const auto& subject : elements(subjects, kind))
        table.add({listed(member(subject, "subject")), why(subject)});
    if (table.is_empty())
        return {};
    const auto more = in_all - static_cast<long long>(elements(subjects, kind).size());
    return std::string("\n") + words + "\n" + table.render(screen) +
           (more > 0 ? "and " + with_separators(more) + " more; --limit shows more of them\n" : "");
}

std::string lists(const json& difference, const Screen& screen) {
    const auto& subjects = member(difference, "subjects");
    const auto& now = member(difference, "now");
    return list(subjects, "came", "came", total(member(now, "came")), screen) +
           list(subjects, "still", "still due", number(now, "still"), screen) +
           list(subjects, "gone", "not due any more", number(member(difference, "waiting"), "no_longer_total"), screen);
}

} // namespace

std::string render_plan_difference(const json& difference, const Screen& screen) {
    const auto& last = member(difference, "last");
    std::string result = "policy " + text(difference, "policy") + " as of " + moment(difference, "as_of") + ", compared with the plan of run " +
                         text(last, "run") + " (" + text(last, "state") + ") as of " + moment(last, "as_of") + "\n";
    if (truth(last, "policy_changed"))
        result += coloured(screen, Colour::Yellow, "the policy was changed since") + "\n";
    return result + "\n" + then_text(difference) + waiting_text(difference) + now_text(difference, screen) +
           lists(difference, screen);
}

} // namespace retention::ctl
