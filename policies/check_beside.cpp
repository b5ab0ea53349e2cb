// SPDX-License-Identifier: Apache-2.0
#include "policies/check.hpp"
#include "policies/check_shared.hpp"

#include <algorithm>

namespace retention::policies {

namespace {

std::string text_of(const std::optional<Expression>& where) { return where ? where->sql : std::string(); }

bool has_floor(const Policy& policy, const Floor& wanted) {
    return std::ranges::any_of(policy.floors, [&](const Floor& floor) { return floor.name == wanted.name; });
}

bool acts(const Binding& binding) {
    return std::ranges::any_of(binding.actions, [](const BoundAction& action) {
        return std::ranges::any_of(action.lines, [](const BoundLine& line) { return line.deletes() || line.changes(); });
    });
}

bool shares(const Binding& binding) {
    return std::ranges::any_of(binding.actions, [&](const BoundAction& action) {
        return std::ranges::any_of(action.lines, [&](const BoundLine& line) {
            return (line.deletes() || line.changes()) && (line.is_outward || line.may_stay() || may_be_shared(binding, line));
        });
    });
}

// The same people: each policy keeps to its own floors.
void check_floors(const Binding& binding, const Policy& other, Findings& findings) {
    for (const auto& floor : other.floors)
        if (!has_floor(*binding.policy, floor))
            findings.push_back({Severity::Warning, "FLOOR_ELSEWHERE", "subject.table", binding.policy->subject.place,
                                "policy \"" + other.name + "\" has a floor \"" + floor.name + "\" on the rows of " + to_text(binding.subject->name) +
                                    ", and this policy has none of that name: a floor keeps nobody from what another policy does",
                                "Write the floor here too, or make one policy of both."});
}

// Nor do the conditions by which the other one holds them; an operator's holds bind both.
void check_holds_elsewhere(const Binding& binding, const Policy& other, Findings& findings) {
    for (const auto& hold : other.holds)
        if (std::ranges::none_of(binding.policy->holds, [&](const Hold& own) { return own.name == hold.name; }))
            findings.push_back({Severity::Warning, "HOLD_ELSEWHERE", "subject.table", binding.policy->subject.place,
                                "policy \"" + other.name + "\" holds rows of " + to_text(binding.subject->name) + " by \"" + hold.name +
                                    "\", and this policy has no hold of that name: it acts on them all the same",
                                "Write the hold here too, or make one policy of both."});
}

// Other people of the same table: what they have in common with ours waits for them, and they never come.
void check_others(const Binding& binding, const Policy& other, Findings& findings) {
    if (shares(binding))
        findings.push_back({Severity::Warning, "SUBJECTS_ELSEWHERE", "subject.where", binding.policy->subject.place,
                            "policy \"" + other.name + "\" is about other rows of " + to_text(binding.subject->name) +
                                ": what somebody here shares with one of those stays, also when both have been done",
                            "Make both classes of one policy: then the last of them takes it along."});
}

} // namespace

void check_beside(const Binding& binding, Findings& findings) {
    if (!binding.subject || !acts(binding))
        return;
    for (const auto& other : binding.beside) {
        const auto* subject = binding.schema->find(other->subject.table);
        if (other->name == binding.policy->name || subject != binding.subject || other->database != binding.policy->database)
            continue;
        const bool are_others = other->subject.where && binding.policy->subject.where &&
                                text_of(other->subject.where) != text_of(binding.policy->subject.where);
        if (are_others) {
            check_others(binding, *other, findings);
        } else {
            check_floors(binding, *other, findings);
            check_holds_elsewhere(binding, *other, findings);
        }
    }
}

} // namespace retention::policies
