// SPDX-License-Identifier: Apache-2.0
#include "tests/policies/oracle.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace retention::policies::test {

namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

std::optional<bool> equals(const std::optional<std::string>& text, const std::string& other) {
    if (!text)
        return std::nullopt;
    return *text == other;
}

sys_days plus(sys_days date, const Period& period) {
    const year_month_day from{date};
    auto moved = from + std::chrono::months(period.years * 12 + period.months);
    if (!moved.ok())
        moved = moved.year() / moved.month() / std::chrono::last;
    return sys_days{moved} + std::chrono::days(period.days);
}

sys_days moved(sys_days date, From from) {
    const year_month_day day{date};
    if (from == From::EndOfMonth)
        return sys_days{day.year() / day.month() / std::chrono::last};
    if (from == From::EndOfYear)
        return sys_days{day.year() / std::chrono::December / 31};
    return date;
}

// Infinite ones and those outside of the years 1 to 9999 are unknown.
std::optional<sys_days> date_of(const Start& start, const Wall& wall) {
    if (!start.value || std::isinf(*start.value))
        return std::nullopt;
    const double days = start.is_date ? *start.value : wall.date_of(*start.value);
    static const double first = sys_days{std::chrono::year{1} / 1 / 1}.time_since_epoch().count();
    static const double last = sys_days{std::chrono::year{9999} / 12 / 31}.time_since_epoch().count();
    if (days < first || days > last)
        return std::nullopt;
    return sys_days{std::chrono::days(static_cast<int>(days))};
}

struct RecordEnd {
    bool is_valid = false;
    Instant end;
};

bool is_withdrawal(const ConsentRecord& record) { return record.basis == "ingetrokken" || record.basis == "withdrawn"; }

RecordEnd end_of(const ConsentRecord& record, bool is_log, double as_of, const Wall& wall) {
    Instant expiry = record.expires;
    if (!expiry && record.granted && record.purpose == "marketing" && *record.granted < 221845392000.0) // the year 9000
        expiry = std::isinf(*record.granted) ? *record.granted : wall.later(*record.granted, {0, 18, 0});
    if (is_withdrawal(record)) {
        // The first of its dates that has come.
        Instant end;
        for (const auto& date : {is_log && !record.withdrawn ? record.granted : record.withdrawn, expiry})
            if (date && *date <= as_of && (!end || *date < *end))
                end = date;
        return {false, end};
    }
    Instant end = record.withdrawn;
    if (expiry && (!end || *expiry < *end))
        end = expiry;
    return {!end || *end > as_of, end};
}

Instant made_at(const ConsentRecord& record) { return is_withdrawal(record) && record.withdrawn ? record.withdrawn : record.granted; }

// In a log: none of the same purpose was made later. What was given at a time that nobody knows counts, and a withdrawal yet to come does not.
bool counts(const ConsentRecord& record, const Person& person, double as_of) {
    const auto is_to_come = [&](const ConsentRecord& each) { return is_withdrawal(each) && made_at(each) && *made_at(each) > as_of; };
    if (is_to_come(record))
        return false;
    const auto at = made_at(record);
    if (!at && !is_withdrawal(record))
        return true;
    return std::none_of(person.consents.begin(), person.consents.end(), [&](const ConsentRecord& other) {
        const auto of_other = made_at(other);
        return other.purpose == record.purpose && !is_to_come(other) && of_other && (!at || *of_other > *at);
    });
}

ConsentState state_of(const Person& person, const std::optional<std::string>& purpose, bool is_log, double as_of, const Wall& wall) {
    ConsentState state;
    bool are_all_known = true;
    for (const auto& record : person.consents) {
        if ((purpose && record.purpose != purpose) || (is_log && !counts(record, person, as_of)))
            continue;
        const auto [is_valid, end] = end_of(record, is_log, as_of, wall);
        state.is_valid = state.is_valid || is_valid;
        are_all_known = are_all_known && end.has_value();
        if (end && (!state.ended || *end > *state.ended))
            state.ended = end;
    }
    if (state.is_valid || !are_all_known)
        state.ended.reset();
    return state;
}

Seen look_at(const Person& person, bool is_log, double as_of, const Wall& wall) {
    Seen seen;
    seen.person = &person;
    for (const auto& activity : person.activities)
        if (activity && (!seen.last_activity || *activity > *seen.last_activity))
            seen.last_activity = activity;
    for (const auto& invoice : person.invoices)
        if (!invoice.is_void && invoice.invoiced_on &&
            (!seen.last_invoice || *invoice.invoiced_on > *seen.last_invoice))
            seen.last_invoice = invoice.invoiced_on;
    seen.marketing = state_of(person, "marketing", is_log, as_of, wall);
    seen.basis = state_of(person, std::nullopt, is_log, as_of, wall);
    return seen;
}

bool is_true(const KnownCondition& condition, const Seen& seen) {
    return condition.holds(seen).value_or(false);
}

// A day may still have been going on when the action was taken.
bool was_done_since(const OracleRule& rule, const Seen& seen, const Start& start, const Wall& wall) {
    return !rule.deletes && seen.person->marked &&
           (start.is_date ? wall.date_of(*seen.person->marked) > *start.value : *seen.person->marked >= *start.value);
}

int state_of(const OraclePolicy& policy, const OracleRule& rule, const Seen& seen, const std::string& class_name,
             double as_of, const Wall& wall) {
    const sys_days today{std::chrono::days(static_cast<int>(wall.date_of(as_of)))};
    if (std::find(rule.classes.begin(), rule.classes.end(), class_name) == rule.classes.end())
        return 0;
    if (rule.when && !is_true(*rule.when, seen))
        return 1;
    const Start start = rule.after.of(seen);
    const auto date = date_of(start, wall);
    if (!date)
        return 2;
    if (plus(moved(*date, rule.from), rule.keep) > today)
        return 3;
    if (was_done_since(rule, seen, start, wall))
        return 4;
    if (rule.unless && is_true(*rule.unless, seen))
        return 5;
    for (std::size_t i = 0; i < policy.floors.size(); ++i) {
        const auto& floor = policy.floors[i];
        if (!(rule.deletes ? floor.blocks_delete : floor.blocks_anonymize))
            continue;
        if (floor.where && !is_true(*floor.where, seen))
            continue;
        const auto begin = date_of(floor.after.of(seen), wall);
        if (!begin || plus(moved(*begin, floor.from), floor.keep) > today)
            return 1000 + static_cast<int>(i);
    }
    for (std::size_t i = 0; i < policy.holds.size(); ++i)
        if (is_true(policy.holds[i], seen))
            return 2000 + static_cast<int>(i);
    return seen.person->has_hold ? 2999 : 9999;
}

} // namespace

const std::vector<KnownCondition>& known_conditions() {
    static const std::vector<KnownCondition> conditions{
        {"status = 'customer'", [](const Seen& seen) { return equals(seen.person->status, "customer"); }},
        {"frozen", [](const Seen& seen) { return seen.person->is_frozen; }},
        {"not frozen",
         [](const Seen& seen) {
             const auto& frozen = seen.person->is_frozen;
             return frozen ? std::optional<bool>(!*frozen) : std::nullopt;
         }},
        {"last_invoice is null", [](const Seen& seen) { return std::optional<bool>(!seen.last_invoice); }},
        {"person.last_invoice is not null",
         [](const Seen& seen) { return std::optional<bool>(seen.last_invoice.has_value()); }},
        {"(person).open_issues > 0", [](const Seen& seen) { return std::optional<bool>(seen.person->open_cases > 0); }},
        {"issues > 3",
         [](const Seen& seen) {
             const int issues = seen.person->open_cases + seen.person->closed_cases;
             return issues == 0 ? std::nullopt : std::optional<bool>(issues > 3);
         }},
        {"has_open_issue", [](const Seen& seen) { return std::optional<bool>(seen.person->open_cases > 0); }},
        {"consent_marketing", [](const Seen& seen) { return std::optional<bool>(seen.marketing.is_valid); }},
        {"basis_valid", [](const Seen& seen) { return std::optional<bool>(seen.basis.is_valid); }},
        {"ended_on is null", [](const Seen& seen) { return std::optional<bool>(!seen.person->ended_on); }},
    };
    return conditions;
}

const std::vector<KnownStart>& known_starts() {
    static const std::vector<KnownStart> starts{
        {"created_at",
         [](const Seen& seen) {
             return Start{seen.person->created_at, false};
         }},
        {"ended_on",
         [](const Seen& seen) {
             return Start{seen.person->ended_on, true};
         }},
        {"last_activity",
         [](const Seen& seen) {
             return Start{seen.last_activity, false};
         }},
        {"coalesce(last_activity, created_at)",
         [](const Seen& seen) {
             return Start{seen.last_activity ? seen.last_activity : seen.person->created_at, false};
         }},
        {"last_invoice",
         [](const Seen& seen) {
             return Start{seen.last_invoice, true};
         }},
        {"consent_marketing_ended",
         [](const Seen& seen) {
             return Start{seen.marketing.ended, false};
         }},
        {"basis_ended",
         [](const Seen& seen) {
             return Start{seen.basis.ended, false};
         }},
    };
    return starts;
}

OraclePolicy random_policy(Random& random) {
    static const std::vector<Period> periods{{0, 0, 0}, {0, 0, 30}, {0, 1, 0}, {0, 6, 0},  {1, 0, 0},
                                             {1, 1, 1}, {2, 0, 0},  {4, 0, 0}, {0, 18, 7}, {1000, 0, 0}};
    static const std::vector<From> froms{From::Exact, From::Exact, From::EndOfMonth, From::EndOfYear};
    OraclePolicy policy;
    policy.consents_are_log = chance(random, 40);
    policy.classes = {{"customer",
                       {"status = 'customer' and ended_on is null",
                        [](const Seen& seen) -> std::optional<bool> {
                            return seen.person->status == "customer" && !seen.person->ended_on;
                        }}},
                      {"former",
                       {"ended_on is not null",
                        [](const Seen& seen) { return std::optional<bool>(seen.person->ended_on.has_value()); }}},
                      {"prospect", {"status = 'prospect'", [](const Seen& seen) {
                                        return equals(seen.person->status, "prospect");
                                    }}}};
    // Sometimes a class that facts decide, anywhere in the order.
    if (chance(random, 60)) {
        const auto at = static_cast<std::ptrdiff_t>(random() % (policy.classes.size() + 1));
        policy.classes.insert(policy.classes.begin() + at, {"special", one_of(random, known_conditions())});
    }
    const auto maybe = [&](unsigned percent) {
        return chance(random, percent) ? std::optional<KnownCondition>(one_of(random, known_conditions()))
                                       : std::nullopt;
    };
    for (auto n = 1 + random() % 4; n > 0; --n) {
        OracleRule rule;
        for (const auto& each : policy.classes)
            if (chance(random, 50))
                rule.classes.push_back(each.name);
        if (rule.classes.empty())
            rule.classes.push_back(one_of(random, policy.classes).name);
        rule.keep = one_of(random, periods);
        rule.from = one_of(random, froms);
        rule.after = one_of(random, known_starts());
        rule.when = maybe(30);
        rule.unless = maybe(30);
        rule.deletes = chance(random, 50);
        policy.rules.push_back(std::move(rule));
    }
    for (auto n = random() % 3; n > 0; --n) {
        const auto blocks = random() % 3;
        policy.floors.push_back({maybe(50), one_of(random, periods), one_of(random, froms),
                                 one_of(random, known_starts()), blocks != 1, blocks != 2});
    }
    for (auto n = random() % 3; n > 0; --n)
        policy.holds.push_back(one_of(random, known_conditions()));
    return policy;
}

std::optional<Opinion> judge_by_hand(const OraclePolicy& policy, const Person& person, double as_of, const Wall& wall) {
    if (!person.status || *person.status == "team")
        return std::nullopt; // subject.where: status <> 'team'
    const Seen seen = look_at(person, policy.consents_are_log, as_of, wall);
    Opinion opinion;
    for (const auto& each : policy.classes)
        if (is_true(each.when, seen)) {
            opinion.class_name = each.name;
            break;
        }
    opinion.is_somebody = !opinion.class_name.empty();
    for (const auto& rule : policy.rules) {
        const Start start = rule.after.of(seen);
        if (!rule.deletes && person.marked && date_of(start, wall) && !was_done_since(rule, seen, start, wall))
            opinion.is_somebody = true;
    }
    for (const auto& rule : policy.rules)
        opinion.states.push_back(state_of(policy, rule, seen, opinion.class_name, as_of, wall));
    for (const bool deletes : {true, false})
        for (std::size_t i = 0; i < policy.rules.size() && !opinion.verdict; ++i)
            if (policy.rules[i].deletes == deletes && opinion.states[i] == 9999)
                opinion.verdict = static_cast<int>(i);
    return opinion;
}

} // namespace retention::policies::test
