// SPDX-License-Identifier: Apache-2.0
#include "config/language/maps.hpp"

#include "config/language/kinds.hpp"
#include "config/settings.hpp"

namespace retention::config::language {

namespace {

constexpr Kind kWorkers = whole_number(1, kWorkersMax);
constexpr Kind kPaceKeys = keys_of(kPace);
constexpr Kind kAccessKeys = keys_of(kAccess);
constexpr Kind kApprovalKeys = keys_of(kApproval);
constexpr Kind kCountKeys = keys_of(kCount);
constexpr Kind kMetricsKeys = keys_of(kMetrics);
constexpr Kind kLogKeys = keys_of(kLog);

constexpr Key kKeys[] = {
    {"databases", &kDatabases, "required", "The databases to work in, each with a name", "{ crm: \"service=crm\" }",
     "Name at least one, as in databases: { crm: \"service=crm\" }."},
    {"policies", &kPath, "`policies.d`", "A folder; every `*.yaml` in it is one policy, but for `*.test.yaml`, which are tests", "policies.d"},
    {"state", &kPath, "`/var/lib/retentiond`",
     "A folder for files of the daemon's own. The journal lives in the database: nothing is written here",
     "/var/lib/retentiond"},
    {"socket", &kPath, "`/run/retentiond/control.sock`", "Where `retentionctl` finds the daemon",
     "/run/retentiond/control.sock"},
    {"stop_file", &kPath, "`stop`, in the folder `state`",
     "While this file exists no batch, plan or rehearsal starts: the emergency stop that needs no socket", "/var/lib/retentiond/stop"},
    {"workers", &kWorkers, "`1`", "Batches at the same time, per database; 1 to 16. The application feels each more", "2"},
    {"pseudonym_key", &kPath, "none",
     "A file with 32 bytes or more that only the daemon's user can read, or a credential: the key of `pseudonym` and `hash`. Who has it "
     "can tell again whose the pseudonyms are",
     "pseudonym.key"},
    {"pace", &kPaceKeys, "see below", "How the application's people come first",
     "{ batch_time: 50ms, lock_timeout: 1s, replica_lag: 10s, rows_per_second: 0, dead_rows: 20% }"},
    {"access", &kAccessKeys, "`administrator: [\"user:root\"]`", "Who may do what over the socket",
     "{ viewer: [\"group:retention\"], operator: [\"user:dpo\"], administrator: [\"user:root\"] }"},
    {"approval", &kApprovalKeys, "`{}`", "What is asked of people who start and release runs", "{ four_eyes: required, reason: required }"},
    {"count", &kCountKeys, "`every: 1h`", "How often everybody is counted, so that who is overdue is known between plans too",
     "{ every: 1h }"},
    {"metrics", &kMetricsKeys, "none", "Where numbers for Prometheus are written to",
     "{ textfile: /var/lib/prometheus/node-exporter/retentiond.prom, every: 15s }"},
    {"log", &kLogKeys, "`level: info`", "What is written to the log", "{ level: info }"},
};

} // namespace

constinit const Map kSettings{
    .what = "the settings file",
    .help = "What the daemon works on, how fast, and who may tell it to",
    .docs = "settings.md",
    .keys = kKeys,
};

} // namespace retention::config::language
