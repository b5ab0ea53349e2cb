// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/batch_runner.hpp"
#include "daemon/jobs/policy_check.hpp"
#include "daemon/platform/clock.hpp"
#include "policies/finding.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace retention::jobs {

// Whether `now` lies in the window, whose hours are those of `zone`.
bool is_within(const policies::Window& window, platform::SystemTime now, const std::string& zone);

// A policy of one database as the daemon knows it at present.
struct KnownPolicy {
    std::shared_ptr<const policies::Policy> policy;
    std::shared_ptr<const CompiledPolicy> compiled;   // null: not checked yet, broken, or waiting
    std::shared_ptr<const CompiledPolicy> waiting;    // the schema drifted: nothing is done until a person has decided
    policies::Findings findings;                      // of the last check
    std::string trouble;                              // why it is not in force, for people; empty: nothing is wrong
    std::string plan_trouble;                         // why its last scheduled plan was not made; empty: it was
    std::string count_trouble;                        // why its last count was not made; empty: it was
    std::optional<platform::SystemTime> next_run;     // by its schedule
    long long checked = 0;                            // the place of the check that told so
};

// The policies of one database. Safe from any thread: readers get copies.
class PolicyBook {
public:
    // Puts `loaded` in place of all; those that did not change keep what is known of them, as long as no policy did that links tables,
    // deletes rows with their owners or writes constants: whom holds bind, and who points to a row, depends on the links and owners of all;
    // who must not be due on all stand-ins.
    void replace(const std::vector<std::shared_ptr<const policies::Policy>>& loaded);

    std::vector<KnownPolicy> all() const;
    std::optional<KnownPolicy> find(const std::string& name) const;
    std::vector<std::string> names() const;
    policies::Beside policies() const;

    // One that is in force, whichever it is: it knows the schema, and of all the others. Null: none is.
    std::shared_ptr<const CompiledPolicy> any_in_force() const;

    // To be asked for before a check looks at the database: its place among the checks of all threads.
    long long begin_check();
    // The result of the check that began so. Ignored when `policy` is no longer the one in place, or a check that began later has
    // told already: it has seen what somebody changed or accepted meanwhile.
    void set_checked(const std::shared_ptr<const policies::Policy>& policy, const CheckedPolicy& checked, long long begun);
    // What came of the last plan of the schedule, or of the last count: why there is none, or nothing.
    void set_plan_trouble(const std::string& name, const std::string& trouble);
    void set_count_trouble(const std::string& name, const std::string& trouble);
    void set_next_run(const std::string& name, std::optional<platform::SystemTime> next);

    // Those that batches may be done for at `now`: compiled, enforcing, and within their window.
    CompiledPolicies workable(platform::SystemTime now) const;

    // "outside its window, 22:00-06:00 Europe/Amsterdam"; nothing within it, or without one.
    std::optional<std::string> outside_window(const std::string& name, platform::SystemTime now) const;

private:
    mutable std::mutex mutex_;
    std::map<std::string, KnownPolicy> policies_;
    long long checks_ = 0;   // that have begun
};

} // namespace retention::jobs
