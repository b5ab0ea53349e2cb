// SPDX-License-Identifier: Apache-2.0
//
// Policies against the schema as it is: at the start, after a reload, and when the schema changed.
#include "daemon/jobs/target.hpp"

#include "daemon/database/catalog.hpp"
#include "daemon/jobs/durable.hpp"
#include "daemon/jobs/inventory_record.hpp"
#include "daemon/jobs/policy_check.hpp"
#include "policies/drift.hpp"

namespace retention::jobs {

using database::Session;
using database::Transaction;
using namespace std::chrono_literals;

namespace {

constexpr auto kLookAtSchema = 5s;   // between looks whether it is still the one that policies were checked against
constexpr auto kAskAgain = 10s;      // where somebody's lock kept a policy from being checked

} // namespace

void Target::check_all(Session& session) {
    check_again_at_.reset();
    for (const auto& known : book_.all()) {
        const auto begun = book_.begin_check();
        CheckedPolicy checked;
        {
            Transaction reading(session, Transaction::Mode::ReadOnly);
            const auto schema = std::make_shared<const policies::Schema>(database::read_catalog(reading));
            checked = check_policy(reading, known.policy, schema, Thoroughness::Rows, book_.policies());
        }
        if (is_put_off(checked.findings)) {
            check_again_at_ = std::chrono::steady_clock::now() + kAskAgain;
            if (known.compiled)
                continue;   // what is in force stays so: each batch looks at the schema itself
        }
        tell(known.policy, checked.findings);
        book_.set_checked(known.policy, checked, begun);
        put_in_force(session, known.policy, checked);
    }
}

void Target::tell(const std::shared_ptr<const policies::Policy>& policy, const policies::Findings& findings) {
    std::set<std::string> errors;
    Told& told = told_[policy->name];
    if (told.policy != policy)
        told = {policy, {}, told.last, false};
    for (const auto& finding : findings) {
        if (finding.severity != policies::Severity::Error)
            continue;
        const auto text = "policy " + policy->name + ": " + finding.path + ": " + finding.message;
        if (!errors.insert(text).second || told.errors.count(text))
            continue;
        if (policies::is_drift(finding))
            log_.error("POLICY_DRIFTED", text, {.database = settings_.name, .policy = policy->name});
        else
            log_.error("POLICY_BROKEN", text, {.database = settings_.name, .policy = policy->name});
    }
    told.errors = std::move(errors);
}

// What follows from a check in the journal: runs of another policy or schema stop, and what is right by now is what the next check
// compares with. A policy that is not in force any more stops its runs once: whatever another daemon plans later, it has judged by
// its own text.
void Target::put_in_force(Session& session, const std::shared_ptr<const policies::Policy>& policy, const CheckedPolicy& checked) {
    const auto& name = policy->name;
    Told& told = told_[name];
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    std::string why = "the policy changed since the plan";
    std::vector<long long> stopped;
    if (checked.compiled) {
        stopped = journal::supersede_others(transaction, name, checked.compiled->digest, why);
        if (!checked.is_recorded)
            record_accepted(transaction, *policy, checked.inventory, std::nullopt);
    } else if (const auto& last = checked.waiting ? checked.waiting : told.last; last && !told.has_stopped) {
        why = "the schema changed since the plan";
        const auto fingerprint = transaction.exec(last->fingerprint.name, last->fingerprint.sql);
        stopped = journal::supersede_outdated(transaction, name, std::string(fingerprint.get_text(0, 0)), why);
    }
    transaction.exec("note_policy",
                     "insert into retentiond.event (what, policy) select 'policy_seen', $1 "
                     "where not exists (select from retentiond.event where what = 'policy_seen' and policy = $1)",
                     {name});
    commit_durably(transaction, platform::Failpoint::PolicyBeforeCommit, platform::Failpoint::PolicyAfterCommit);
    for (const auto run : stopped)
        log_.warning("RUN_SUPERSEDED", "run " + std::to_string(run) + " of policy " + name + " stopped: " + why,
                     {.database = settings_.name, .policy = name, .run = run});
    told.has_stopped = !checked.compiled;
    if (checked.compiled)
        told.last = checked.compiled;
}

// So that a change is told when it happens, not by the run that would have met it; and what somebody accepted through another daemon,
// or undid in the schema, is noticed here.
void Target::look_at_schema(Session& session) {
    const auto now = std::chrono::steady_clock::now();
    if (now - looked_at_schema_ < kLookAtSchema)
        return;
    looked_at_schema_ = now;
    if (check_again_at_ && now >= *check_again_at_)
        must_recheck_ = true;
    Transaction reading(session, Transaction::Mode::ReadOnly);
    std::vector<std::string> waiting;
    for (const auto& known : book_.all()) {
        const auto& last = known.compiled ? known.compiled : known.waiting;
        if (known.waiting)
            waiting.push_back(known.policy->name);
        if (last && reading.exec(last->fingerprint.name, last->fingerprint.sql).get_text(0, 0) != last->schema_digest)
            must_recheck_ = true;
    }
    const auto mark = waiting.empty() ? std::string() : acceptance_mark(reading, waiting);
    if (mark != accepted_ && !waiting.empty())
        must_recheck_ = true;
    accepted_ = mark;
}

// A run whose policy was taken away would otherwise wait for ever.
void Target::supersede_removed(Session& session) {
    std::vector<std::string> removed;
    {
        const std::lock_guard lock(mutex_);
        removed.swap(removed_);
    }
    for (const auto& name : removed) {
        Transaction transaction(session, Transaction::Mode::ReadWrite);
        for (const auto run : journal::supersede_others(transaction, name, {}, "the policy was removed"))
            log_.warning("RUN_SUPERSEDED", "run " + std::to_string(run) + " of policy " + name + " stopped: the policy was removed",
                         {.database = settings_.name, .policy = name, .run = run});
        commit_durably(transaction, platform::Failpoint::SupersedeBeforeCommit, platform::Failpoint::SupersedeAfterCommit);
    }
}

std::shared_ptr<const CompiledPolicy> Target::checked(Session& session, const std::string& policy) {
    const auto known = book_.find(policy);
    if (!known)
        throw PlanRefused("there is no policy \"" + policy + "\"");
    const auto begun = book_.begin_check();
    CheckedPolicy checked;
    {
        Transaction reading(session, Transaction::Mode::ReadOnly);
        const auto schema = std::make_shared<const policies::Schema>(database::read_catalog(reading));
        // What only rows showed to be wrong is not right because nobody looks at the rows.
        checked = check_policy(reading, known->policy, schema, known->compiled ? Thoroughness::Texts : Thoroughness::Rows, book_.policies());
    }
    if (is_put_off(checked.findings) && known->compiled)
        throw PlanRefused("policy \"" + policy + "\": somebody holds a lock on one of its tables; try again");
    std::string first;
    for (const auto& finding : checked.findings)
        if (finding.severity == policies::Severity::Error && first.empty())
            first = finding.path + ": " + finding.message;
    book_.set_checked(known->policy, checked, begun);
    // What follows from that in the journal and the log is the keeper's to do.
    if (!known->compiled != !checked.compiled || (checked.compiled && !checked.is_recorded))
        recheck();
    if (checked.compiled)
        return checked.compiled;
    throw PlanRefused(checked.waiting ? "the schema drifted from what policy \"" + policy + "\" was accepted with: " + first +
                                            "; name it in the policy, or retentionctl check --accept " + policy
                                      : "policy \"" + policy + "\" does not fit the schema: " + first);
}

policies::Binding Target::bound(Session& session, const std::string& policy) {
    const auto known = book_.find(policy);
    if (!known)
        throw PlanRefused("there is no policy \"" + policy + "\"");
    Transaction reading(session, Transaction::Mode::ReadOnly);
    policies::Findings findings;
    auto binding = policies::bind(known->policy, std::make_shared<const policies::Schema>(database::read_catalog(reading)), findings);
    if (!binding.subject || binding.key.empty())
        throw PlanRefused("the subject of policy \"" + policy + "\" is not found in the schema");
    return binding;
}

} // namespace retention::jobs
