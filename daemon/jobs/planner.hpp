// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/session.hpp"
#include "daemon/jobs/census.hpp"
#include "daemon/jobs/person.hpp"
#include "daemon/platform/clock.hpp"

#include <atomic>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace retention::jobs {

// Why no plan was made. what() is for people.
class PlanRefused : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// There is nothing to plan: a run of the policy is active, or the scheduled time has its run. As it should be.
class PlanAnswered : public PlanRefused {
public:
    using PlanRefused::PlanRefused;
};

struct PlanRequest {
    std::optional<std::string> as_of;           // absent: now. Never later than now
    std::optional<std::string> scheduled_for;   // the scheduled time that the run answers
    std::optional<Person> requested_by;         // absent for the schedule
    bool needs_four_eyes = false;               // whoever asked for it must not be who approves it
    std::size_t batch_rows = 250;
};

struct PlannedRun {
    long long run = 0;
    std::string state;
    long long planned = 0;
    std::vector<std::string> reasons;   // why it waits for an approval
    std::vector<Unjudged> unjudged;     // who is left out, because nobody can say whether they are due
};

// Freezes who is due. Runs on any thread that has a session.
class Planner {
public:
    explicit Planner(const platform::Clock& clock) : clock_(clock) { trust_clock(); }

    // A person says that the host's clock is right as it is now. Later on it may not differ from the time that has passed since: a
    // clock that somebody sets forward makes everybody due.
    void trust_clock() noexcept { trusted_ = offset(); }

    // Counts, also by a date to come, and changes nothing. Whoever can't be judged is left out, as by plan(), and counted (jobs/parts).
    // Throws PlanRefused, database::Failure.
    Census count(database::Session& session, const CompiledPolicy& policy, const std::optional<std::string>& as_of) const;

    // Plans a run in one transaction: census, the due as pending batches, digest, limits. Dying in between leaves nothing.
    // Throws PlanRefused when a run of the policy is active already or the clocks disagree, database::Failure.
    PlannedRun plan(database::Session& session, const CompiledPolicy& policy, const PlanRequest& request) const;

    // Why a run of so many would wait for an approval; empty: it would not.
    std::vector<std::string> reasons(database::Transaction& transaction, const CompiledPolicy& policy, long long due,
                                     long long subjects) const;

    // `as_of` as the server writes it, or its present time. Throws PlanRefused for what is no date, or refused as future.
    enum class Future { Allowed, Refused };
    static std::string resolve_as_of(database::Transaction& transaction, const std::optional<std::string>& as_of,
                                     Future future);

private:
    PlannedRun plan_once(database::Session& session, const CompiledPolicy& policy, const PlanRequest& request, bool in_parts) const;
    void refuse_wrong_clock(database::Transaction& transaction, const std::string& policy) const;

    // The wall clock against the one that only time moves.
    std::chrono::microseconds offset() const noexcept { return clock_.now().time_since_epoch() - clock_.steady_now().time_since_epoch(); }

    const platform::Clock& clock_;
    std::atomic<std::chrono::microseconds> trusted_{};
};

// The numbers of `person` as the text of an array of PostgreSQL's.
std::string uids_of(const Person& person);

// The digest that an approval names: over the policy, the schema and every key in its batch.
std::string plan_digest(database::Transaction& transaction, long long run, const std::string& policy_digest,
                        const std::string& schema_digest);

} // namespace retention::jobs
