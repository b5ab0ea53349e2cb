// SPDX-License-Identifier: Apache-2.0
#pragma once

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
};

// How fast one database is worked on. Shared by its workers; safe from any thread. Waits happen between batches, never with
// a transaction open.
class Pace {
public:
    Pace(const PaceSettings& settings, const platform::Clock& clock);

    // Subjects that the next batch may have.
    std::size_t batch_rows() const;

    // Tells what a batch cost: the size follows the target time, halved at once when it took twice as long, grown slowly.
    void batch_took(std::chrono::milliseconds duration, std::size_t subjects, long long rows);

    // A batch ran into a timeout: half as many next time.
    void batch_timed_out();

    // How far the slowest standby is behind, as last asked.
    void set_replica_lag(std::optional<std::chrono::milliseconds> lag);

    // The table with the largest share of dead rows beyond the limit, as last asked; nothing when none has.
    void set_dead_rows(const std::optional<std::string>& table);

    // How long rows_per_second alone keeps the next batch waiting; nothing when it does not.
    std::optional<std::chrono::milliseconds> pause() const;

    // Why no batch may start now, for people; nothing when one may.
    std::optional<std::string> why_wait() const;

private:
    const PaceSettings settings_;
    const platform::Clock& clock_;
    mutable std::mutex mutex_;
    double rows_ = 0;
    std::optional<std::chrono::milliseconds> replica_lag_;
    platform::SteadyTime free_again_{};
    std::optional<std::string> swollen_table_;
    platform::SteadyTime swollen_since_{};
};

} // namespace retention::jobs
