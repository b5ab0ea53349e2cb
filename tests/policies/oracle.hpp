// SPDX-License-Identifier: Apache-2.0
//
// A second opinion: judges people by the words of docs/policy-language.md, in C++, without any of the product's SQL.
#pragma once

#include "policies/period.hpp"
#include "policies/policy.hpp"
#include "tests/policies/people.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace retention::policies::test {

// A starting point: a date, or an instant.
struct Start {
    std::optional<double> value;
    bool is_date = false;
};

// Consent for one purpose, or all of them together.
struct ConsentState {
    bool is_valid = false;
    Instant ended;
};

// What an expression of the oracle may look at.
struct Seen {
    const Person* person = nullptr;
    Instant last_activity;
    Day last_invoice;
    ConsentState marketing;
    ConsentState basis;
};

// The same thing twice: for the product in SQL, for the oracle in C++. Three-valued, as SQL is.
struct KnownCondition {
    std::string sql;
    std::function<std::optional<bool>(const Seen&)> holds;
};
struct KnownStart {
    std::string sql;
    std::function<Start(const Seen&)> of;
};
const std::vector<KnownCondition>& known_conditions();
const std::vector<KnownStart>& known_starts();

struct OracleClass {
    std::string name;
    KnownCondition when;
};
struct OracleRule {
    std::vector<std::string> classes;
    Period keep;
    From from = From::Exact;
    KnownStart after;
    std::optional<KnownCondition> when;
    std::optional<KnownCondition> unless;
    bool deletes = false;
};
struct OracleFloor {
    std::optional<KnownCondition> where;
    Period keep;
    From from = From::Exact;
    KnownStart after;
    bool blocks_delete = true;
    bool blocks_anonymize = true;
};
struct OraclePolicy {
    std::vector<OracleClass> classes;
    std::vector<OracleRule> rules;
    std::vector<OracleFloor> floors;
    std::vector<KnownCondition> holds;
    bool consents_are_log = false;
};

OraclePolicy random_policy(Random& random);

// Wall clocks of one time zone, looked up by whoever has a time zone database.
struct Wall {
    std::function<double(double)> date_of;       // days since 1970 of an instant
    std::function<double(double, Period)> later; // an instant, a period later
};

struct Opinion {
    std::string class_name;  // empty: none
    std::vector<int> states; // numbers as in RuleState
    std::optional<int> verdict;
    bool is_somebody = false; // of a class, or with a starting point later than an action that was taken
};

// Empty for somebody who is no subject at all.
std::optional<Opinion> judge_by_hand(const OraclePolicy& policy, const Person& person, double as_of, const Wall& wall);

} // namespace retention::policies::test
