// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/settings.hpp"
#include "daemon/platform/clock.hpp"

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>

namespace retention::jobs {

struct PaceSettings {
    std::chrono::milliseconds batch_time{50};       // what a batch should take: its locks are held as long
    std::size_t batch_rows = 250;                   // subjects in a batch at first, and when planned
    std::chrono::milliseconds replica_lag{10'000};  // work waits while a standby is further behind; 0: no limit
    long long rows_per_second = 0;                  // rows deleted or updated; 0: no limit
    std::optional<double> dead_rows = 20.0;         // percent of a table that waits for autovacuum; absent: no limit
    std::chrono::milliseconds lock_timeout{1'000};        // of a batch's statements
    std::chrono::milliseconds statement_timeout{60'000};  // likewise
    long long batch_changes = 10'000;               // rows deleted or updated by one batch, dependents included
    long long wal_per_second = 0;                   // bytes that the server writes, whoever causes them; 0: no limit
    int active_sessions = 0;                        // of others, at work; 0: no limit
};

PaceSettings pace_settings(const config::Pace& pace);

// Why something does not go on: a stable word for machines, a text for people.
struct Wait {
    std::string word;
    std::string text;
};

// How fast one database is worked on. Shared by its workers; safe from any thread. Waits happen between batches, never with
// a transaction open.
class Pace {
public:
    Pace(const PaceSettings& settings, const platform::Clock& clock);

    PaceSettings settings() const;

    // Other settings from the next batch on. What was learned of batches stays.
    void retune(const PaceSettings& settings);

    // Subjects that the next batch may have: what fits into the time, and into the rows by what a subject came to lately.
    std::size_t batch_rows() const;

    // How long a statement of a batch with so many subjects may take. Of several none may hold up the others: whose rows are too many
    // for that is found by halving, and then has all the time there is.
    std::chrono::milliseconds statement_patience(std::size_t subjects) const;

    // Tells what a batch cost: the size follows the target time, halved at once when it took twice as long, grown slowly.
    void batch_took(std::chrono::milliseconds duration, std::size_t subjects, long long rows);

    // A batch ran into a timeout: half as many next time.
    void batch_timed_out();

    // How far the slowest standby is behind, as last asked.
    void set_replica_lag(std::optional<std::chrono::milliseconds> lag);

    // The table with the largest share of dead rows beyond the limit, as last asked; nothing when none has.
    void set_dead_rows(const std::optional<std::string>& table);

    // Where the server's WAL has come to, in bytes from whatever beginning. Asked again and again: what exceeds the limit is a debt
    // that time pays off.
    void set_wal_position(long long bytes);

    // How many sessions of others are at work, as last asked.
    void set_active_sessions(std::optional<int> sessions);

    // How long rows_per_second alone keeps the next batch waiting; nothing when it does not.
    std::optional<std::chrono::milliseconds> pause() const;

    // Why no batch may start now; nothing when one may.
    std::optional<Wait> wait() const;

    // The same for people alone.
    std::optional<std::string> why_wait() const;

private:
    double rows_allowed() const;
    void learn_fixed(double subjects, double took);
    std::optional<Wait> measured_wait() const;

    const platform::Clock& clock_;
    mutable std::mutex mutex_;
    PaceSettings settings_;
    // How long a batch takes however small it is, in milliseconds, as far as batches of different sizes have told.
    double fixed_ = 0;
    struct Compared {
        double subjects = 0;
        double took = 0;   // milliseconds
    } compared_;           // an earlier batch, of another size than those since
    double rows_ = 0;
    double changes_each_ = 0;   // rows that a subject came to, in the costliest of the recent batches
    std::optional<std::chrono::milliseconds> replica_lag_;
    platform::SteadyTime free_again_{};
    std::optional<std::string> swollen_table_;
    platform::SteadyTime swollen_since_{};
    std::optional<long long> wal_position_;
    platform::SteadyTime wal_asked_{};
    double wal_debt_ = 0;
    std::optional<int> active_sessions_;
};

} // namespace retention::jobs
