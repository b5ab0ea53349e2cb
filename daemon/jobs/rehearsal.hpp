// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/session.hpp"
#include "daemon/jobs/compiled_policy.hpp"
#include "daemon/jobs/eraser.hpp"
#include "daemon/jobs/expired_batch.hpp"
#include "daemon/jobs/journal.hpp"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace retention::jobs {

inline constexpr std::size_t kRehearsedSubjects = 10;
inline constexpr std::size_t kRehearsedSubjectsMax = 100;   // they are locked until it is over

// What a run would have done to a few people, without anything of theirs.
struct Rehearsed {
    struct Statement {
        std::string rule, line, table;
        bool is_delete = false;
        long long rows = 0;
    };
    struct Value {
        std::string column, anonymizer;
        std::optional<std::string> before;   // masked; nothing: null
        std::optional<std::string> after;
        bool is_masked = false;              // `after`
    };
    struct Row {
        std::string action, table, line;
        std::vector<Value> values;
    };
    // One person who would be set aside.
    struct Failed {
        std::string rule;
        SetAside why;
        std::string message;
    };

    std::string as_of;
    std::size_t subjects = 0;   // taken, of those who are due
    long long acted = 0;
    long long busy = 0;
    Skipped skipped;
    TableCounts tables;
    std::vector<Statement> statements;
    std::vector<Row> rows;      // at most three of each action and table
    std::vector<Failed> failed;
    std::chrono::milliseconds duration{0};
};

// The document of `rehearse`, docs/control-protocol.md.
nlohmann::json to_json(const Rehearsed& rehearsed);

// Who is due by now, by the index of the rule.
using DueByRule = std::map<std::size_t, std::vector<SubjectKey>>;

// A few of the due, of each rule about as many. Reads only. Throws database::Failure.
DueByRule draw_due(database::Session& session, const CompiledPolicy& policy, std::size_t subjects);

// The rule by which `key` is due, and the key in the server's words; nothing when it is not, or no subject. Likewise.
DueByRule find_due(database::Session& session, const CompiledPolicy& policy, const SubjectKey& key);

// Acts on `due` as a run's batches would, in a transaction that can't be committed: judges, erases, proves, and lets constraints and
// triggers have their say. Whom the server refuses is set apart, as a run would do. Nothing is left but what no transaction takes
// back, such as the numbers that a sequence gave.
//
// `key`: nullptr: the policy needs none. Locks are waited for a second at most. Throws database::Failure.
Rehearsed rehearse(database::Session& session, const CompiledPolicy& policy, const DueByRule& due, const PseudonymKey* key);

} // namespace retention::jobs
