// SPDX-License-Identifier: Apache-2.0
//
// The daemon's own settings as values. docs/settings.md describes them; config/settings_reader reads them.
#pragma once

#include "policies/finding.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace retention::config {

inline constexpr int kWorkersMax = 16;        // more would take the application's connections
inline constexpr int kBatchRowsMax = 5'000; // larger ones gain nothing: the time per person is level by then

// A database to work in.
struct Database {
    std::string dsn;                               // any libpq connection string or URI without a password
    std::optional<std::filesystem::path> passfile; // absolute
    policies::Place place;
};

// How the application's people come first.
struct Pace {
    std::chrono::milliseconds batch_time{50};            // a batch is as large as fits: nobody notices so short a lock
    std::chrono::milliseconds lock_timeout{1'000};       // give way rather than queue before the application
    std::chrono::milliseconds statement_timeout{60'000}; // for batches: ends what a bad plan would drag on
    std::optional<std::chrono::milliseconds> replica_lag{10'000}; // wait while a standby is further behind; none: never
    long long rows_per_second = 0;                                // 0: no limit of its own
    std::optional<double> dead_rows{20.0}; // percent: wait for autovacuum, which starts at 20; none: never
    int batch_rows = 250;                  // persons in a batch at most; about 50 ms on ordinary machines
    long long batch_changes = 10'000;      // rows that a batch changes at most, dependents included
    long long wal_mb_per_second = 0;       // what the server writes in all; 0: no limit
    int active_sessions = 0;               // of others, at work; 0: no limit

    bool operator==(const Pace&) const = default;
};

// Whom a role is given to.
struct Grant {
    enum class Kind { User, Group, Uid, Gid };

    Kind kind = Kind::User;
    std::string name;     // User, Group
    std::uint32_t id = 0; // Uid, Gid

    bool operator==(const Grant&) const = default;
};

// Who may do what over the control socket. Each role includes those before it.
struct Access {
    std::vector<Grant> viewer;
    std::vector<Grant> operators;                                     // `operator` in the file
    std::vector<Grant> administrator{{Grant::Kind::User, "root", 0}}; // root can do it all anyway
};

// What is asked of people who start and release runs.
struct Approval {
    enum class Asked { Optional, Required };

    Asked four_eyes = Asked::Optional; // small offices have one person who knows
    Asked reason = Asked::Optional;    // scripts that say none go on working
};

// How often everybody is counted, so that who is overdue is known between plans too.
struct Count {
    std::chrono::milliseconds every{3'600'000}; // the number on show is no older than an hour; a census takes seconds
};

// For Prometheus, by way of the textfile collector of its node exporter.
struct Metrics {
    std::optional<std::filesystem::path> textfile; // absolute; none: only over the socket
    std::chrono::milliseconds every{15'000};       // as often as Prometheus usually looks
};

enum class LogLevel { Trace, Debug, Info, Warn, Error };

struct Settings {
    std::map<std::string, Database> databases;
    std::filesystem::path policies = "policies.d";                 // absolute once read: relative to the settings file
    std::filesystem::path state = "/var/lib/retentiond";           // the unit's StateDirectory=
    std::filesystem::path socket = "/run/retentiond/control.sock"; // the unit's RuntimeDirectory=
    std::filesystem::path stop_file;                               // absolute; while it exists nothing is done
    std::optional<std::filesystem::path> pseudonym_key;            // a file, absolute; none: no policy pseudonymizes
    int workers = 1;                                               // per database; the application feels each more
    Pace pace;
    Access access;
    Approval approval;
    Count count;
    Metrics metrics;
    LogLevel log_level = LogLevel::Info;
};

} // namespace retention::config
