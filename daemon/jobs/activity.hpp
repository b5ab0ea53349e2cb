// SPDX-License-Identifier: Apache-2.0
//
// What the daemon does now, in one line: for `systemctl status`, where nobody should have to ask the database.
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/policy_book.hpp"
#include "daemon/platform/clock.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace retention::jobs {

// An active run in brief.
struct RunInBrief {
    std::string policy;
    std::string state;             // of retentiond.run
    long long run = 0;
    long long batches_through = 0; // done, failed or abandoned
    long long batches = 0;
};

struct Activity {
    std::string database;          // its name in the settings
    std::string trouble;           // why it can't be worked on; empty: it can
    std::string why_wait;          // why batches wait; empty: they don't
    std::vector<RunInBrief> runs;
    long long broken = 0;          // policies that do not fit
    long long drifted = 0;         // policies whose schema has more than they were checked against
    std::string next_policy;       // whose schedule comes first; empty: none has one
    std::string next_run;          // when: 2026-11-27 02:15
};

// "12 of 40 batches of contacts done; next run 2026-11-27 02:15 (contacts)". With the database's name where there are several.
std::string in_one_line(const std::vector<Activity>& activities);

// The runs that are not at their end. Throws Failure.
std::vector<RunInBrief> active_in_brief(database::Transaction& reading);

// Where the keeper writes what it saw, and the io thread reads it. Safe from any thread; nobody holds it for long.
class ActivityBoard {
public:
    void set_trouble(const std::string& trouble);
    void set_runs(std::vector<RunInBrief> runs);

    Activity read(const std::string& database, const std::string& why_wait, const std::vector<KnownPolicy>& policies) const;

private:
    mutable std::mutex mutex_;
    std::string trouble_ = "not connected yet";
    std::vector<RunInBrief> runs_;
};

} // namespace retention::jobs
