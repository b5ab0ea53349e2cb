// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/work_counts.hpp"

namespace retention::jobs {

namespace {

// The first two characters say what kind of error it was; all five would be as many series as there are errors.
std::string class_of(const std::string& sqlstate) {
    return sqlstate.size() == 5 ? sqlstate.substr(0, 2) : "none";
}

void add(WorkCounts::Counts& counts, const std::string& what, long long number) {
    if (number > 0)
        counts[what] += static_cast<unsigned long long>(number);
}

} // namespace

void WorkCounts::batch_done(const std::string& policy, const std::string& action, long long subjects,
                            const Skipped& skipped, const TableCounts& rows, std::chrono::microseconds duration) {
    const std::lock_guard lock(mutex_);
    auto& of_policy = all_.policies[policy];
    add(of_policy.done, action, subjects);
    for (const auto& [reason, number] : skipped)
        add(of_policy.skipped, reason, number);
    add(of_policy.batches, "done", 1);
    of_policy.durations.observe(duration);
    for (const auto& [table, count] : rows) {
        add(all_.rows[table], "deleted", count.deleted);
        add(all_.rows[table], "updated", count.updated);
        add(all_.rows[table], "shared", count.shared);
    }
}

void WorkCounts::batch_put_off(const std::string& policy, const std::string& sqlstate) {
    const std::lock_guard lock(mutex_);
    add(all_.policies[policy].failures, class_of(sqlstate), 1);
    add(all_.policies[policy].batches, "put_off", 1);
}

void WorkCounts::batch_halved(const std::string& policy, const std::string& sqlstate) {
    const std::lock_guard lock(mutex_);
    add(all_.policies[policy].failures, class_of(sqlstate), 1);
    add(all_.policies[policy].batches, "halved", 1);
}

void WorkCounts::subject_set_aside(const std::string& policy, const std::string& sqlstate) {
    const std::lock_guard lock(mutex_);
    add(all_.policies[policy].failures, class_of(sqlstate), 1);
    add(all_.policies[policy].set_aside, class_of(sqlstate), 1);
    add(all_.policies[policy].batches, "set_aside", 1);
}

WorkCounts::All WorkCounts::all() const {
    const std::lock_guard lock(mutex_);
    return all_;
}

} // namespace retention::jobs
