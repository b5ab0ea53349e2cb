// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/server_hints.hpp"

#include <algorithm>

namespace retention::jobs {

namespace {

// From so many rows on a run writes gigabytes of page images.
constexpr double kRowsMany = 1'000'000;

constexpr const char* kSettings = R"(
select coalesce(current_setting('wal_compression', true), '') in ('off', 'no', 'false', '0')
           and coalesce(current_setting('full_page_writes', true), 'on') = 'on',
       current_setting('server_version_num')::int >= 150000,
       coalesce(current_setting('autovacuum', true), 'on') <> 'on' or coalesce(current_setting('track_counts', true), 'on') <> 'on',
       case when pg_is_in_recovery() then 'it is a standby' when current_setting('default_transaction_read_only')::boolean
            then 'default_transaction_read_only is on' end)";

double rows_of_the_largest(const policies::Schema& schema) {
    double most = 0;
    for (const auto& [name, table] : schema.tables())
        most = std::max(most, table.rows_estimate);
    return most;
}

} // namespace

policies::Findings server_hints(database::Transaction& reading, const policies::Schema& schema, const std::string& path, policies::Place place) {
    const auto settings = reading.exec("server_settings", kSettings);
    policies::Findings hints;
    if (!settings.is_null(0, 3))
        hints.push_back({policies::Severity::Warning, "SERVER_READ_ONLY", path, place,
                         "the daemon can write nothing into this database: " + std::string(settings.get_text(0, 3)),
                         "It waits until it can, and does nothing meanwhile. The setting may be the role's (ALTER ROLE), the database's, or the server's."});
    if (settings.get_bool(0, 2))
        hints.push_back({policies::Severity::Warning, "SERVER_NO_AUTOVACUUM", path, place,
                         "autovacuum is off on this server: nobody clears up after deleted rows, and nothing is known of how many there are",
                         "Switch autovacuum and track_counts on, or vacuum after each run; pace.dead_rows has no effect meanwhile."});
    if (settings.get_bool(0, 0) && rows_of_the_largest(schema) >= kRowsMany)
        hints.push_back({policies::Severity::Note, "SERVER_WAL_UNCOMPRESSED", path, place,
                         "wal_compression is off on this server: a run writes about three times the WAL that it need",
                         std::string("alter system set wal_compression = ") + (settings.get_bool(0, 1) ? "lz4" : "on") +
                             "; select pg_reload_conf(). See docs/performance.md."});
    return hints;
}

} // namespace retention::jobs
