// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/compiled_policy.hpp"

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace retention::jobs {

// How many subjects one rule is about, by what it says of them. Each subject counts once.
struct RuleCount {
    long long due = 0;
    long long takes = 0;               // due by this rule and by no stronger one
    long long unless = 0;
    long long done = 0;
    long long no_starting_point = 0;
    std::map<std::string, long long> floors;   // by name: expired, and this floor is the first that stops it
    std::map<std::string, long long> holds;
    std::optional<std::string> oldest_due_on;  // the earliest day on which one that is due now expired
    std::optional<std::string> oldest_stopped_on;

    long long floor() const noexcept;
    long long hold() const noexcept;
    // Of its class, `when` holds, the period has ended, and the action was not taken yet.
    long long expired() const noexcept { return due + unless + floor() + hold(); }
};

// Subjects whose period has ended and who are due by no rule, because something stops all that would be. Each counts once: where
// several rules are stopped, one by a hold before one by a floor.
struct Stopped {
    std::map<std::string, long long> subjects;   // by the name of the hold or floor that stops them, the first of several
    std::optional<std::string> oldest_on;        // the earliest day on which one of them expired
};

// Subjects who can't be judged, because of a value that an expression of the policy's can't take.
struct Unjudged {
    std::string path;       // the expression, rules.old.after; empty where it is not known
    std::string sqlstate;
    long long subjects = 0;
};

// Everybody, counted: nobody is left out, those whom no class matches neither.
struct Census {
    std::string as_of;
    long long subjects = 0;
    long long unclassified = 0;
    long long due = 0;
    long long undone = 0;              // the action was taken, and what it takes away is there again
    std::map<std::string, long long> classes;
    std::map<std::string, long long> without_rule;   // by class: no rule is about it
    std::map<std::string, long long> never_due;      // by class with rules: as things are, none of them will ever be due
    std::vector<RuleCount> rules;      // as the policy's
    Stopped held, floored;
    std::optional<std::string> oldest_due_on;
    std::vector<Unjudged> unjudged;    // among `subjects`, and in no other number

    long long unjudged_subjects() const noexcept;
};

// Counts. Throws database::Failure: of SQLSTATE class 22 where some row holds what an expression can't take (jobs/parts). Dates are
// in the transaction's time zone, which must be the policy's.
Census take_census(database::Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of);

// One of nobody yet, and the rows of policies::census() added to it, of whatever part of the subjects.
Census empty_census(const policies::Policy& policy, const std::string& as_of);
void add_counted(Census& census, const CompiledPolicy& policy, const database::Result& rows);

// As docs/control-protocol.md has it for `plan`.
nlohmann::json to_json(const Census& census, const policies::Policy& policy);

} // namespace retention::jobs
