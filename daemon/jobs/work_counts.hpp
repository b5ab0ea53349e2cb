// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/eraser.hpp"
#include "daemon/jobs/expired_batch.hpp"
#include "daemon/metrics/histogram.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace retention::jobs {

// What the workers of this process did in one database since it started: for metrics, which are told apart from the
// journal by that they begin at nought with each start. Safe from any thread.
class WorkCounts {
public:
    using Counts = std::map<std::string, unsigned long long>;

    struct OfPolicy {
        Counts done;                  // subjects by action
        Counts skipped;               // subjects by reason
        Counts set_aside;             // subjects by class of SQLSTATE
        Counts failures;              // batches that were rolled back, by class of SQLSTATE
        Counts batches;               // by what became of them: done, put_off, halved, set_aside
        metrics::Histogram durations; // of those that were done
    };

    struct All {
        std::map<std::string, OfPolicy> policies;
        std::map<std::string, Counts> rows; // by table, then deleted, updated or shared
    };

    void batch_done(const std::string& policy, const std::string& action, long long subjects, const Skipped& skipped,
                    const TableCounts& rows, std::chrono::microseconds duration);
    void batch_put_off(const std::string& policy, const std::string& sqlstate);
    void batch_halved(const std::string& policy, const std::string& sqlstate);
    void subject_set_aside(const std::string& policy, const std::string& sqlstate);

    All all() const;

private:
    mutable std::mutex mutex_;
    All all_;
};

} // namespace retention::jobs
