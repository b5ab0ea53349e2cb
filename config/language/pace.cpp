// SPDX-License-Identifier: Apache-2.0
#include "config/language/maps.hpp"

#include "config/language/kinds.hpp"
#include "config/settings.hpp"

namespace retention::config::language {

namespace {

using namespace std::chrono_literals;

constexpr Kind kBatchTime = duration(1ms, 60s);
constexpr Kind kLockTimeout = duration(1ms, 1h);
constexpr Kind kStatementTimeout = duration(1s, 24h);
constexpr Kind kReplicaLag = or_null(duration(1ms, 24h));
constexpr Kind kRowsPerSecond = whole_number(0, 1'000'000'000);
constexpr Kind kDeadRows = or_null(percentage());
constexpr Kind kBatchChanges = whole_number(1, 1'000'000);
constexpr Kind kWalRate = whole_number(0, 1'000'000);
constexpr Kind kActiveSessions = whole_number(0, 10'000);
constexpr Kind kBatchRows = whole_number(1, kBatchRowsMax);

constexpr Key kKeys[] = {
    {"batch_time", &kBatchTime, "`50ms`", "A batch gets as many persons as fit into this time", "50ms"},
    {"lock_timeout", &kLockTimeout, "`1s`",
     "How long a statement waits for a lock before it gives way; no more than `statement_timeout`", "1s"},
    {"statement_timeout", &kStatementTimeout, "`60s`", "When a statement of a batch is ended by the server", "60s"},
    {"replica_lag", &kReplicaLag, "`10s`", "Wait while a standby is further behind; `null`: never wait for one", "10s"},
    {"rows_per_second", &kRowsPerSecond, "`0`", "The most rows to change in a second; 0: no limit", "0"},
    {"dead_rows", &kDeadRows, "`20%`", "Wait while a larger share of a table waits for autovacuum; `null`: never", "20%"},
    {"batch_rows", &kBatchRows, "`250`",
     "Persons in a batch at most. Batches become smaller when they take longer than `batch_time`", "250"},
    {"batch_changes", &kBatchChanges, "`10000`",
     "Rows that a batch changes at most, dependents included, going by the batches before it; one person always fits", "10000"},
    {"wal_mb_per_second", &kWalRate, "`0`", "Wait while the server writes more WAL, in megabytes a second, whoever causes it; 0: no limit",
     "20"},
    {"active_sessions", &kActiveSessions, "`0`", "Wait while more sessions of others are at work in the server; 0: no limit", "40"},
};

} // namespace

constinit const Map kPace{
    .what = "pace",
    .help = "How the application's people come first",
    .docs = "settings.md#pace",
    .keys = kKeys,
};

} // namespace retention::config::language
