// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/rehearsal_commands.hpp"

#include "daemon/jobs/durable.hpp"
#include "daemon/jobs/journal.hpp"
#include "daemon/jobs/rehearsal.hpp"
#include "daemon/jobs/subject_lookup.hpp"
#include "daemon/jobs/translated.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

using database::Session;
using database::Transaction;
using nlohmann::json;
using Kind = OperationError::Kind;

namespace {

// Its people are locked meanwhile: a rehearsal that takes longer is cut off, and leaves nothing behind.
constexpr std::chrono::minutes kPatience{5};

DueByRule due_subject(Session& session, const CompiledPolicy& policy, const std::string& text) {
    const auto key = key_of(policy.binding, text);
    {
        Transaction reading(session, Transaction::Mode::ReadOnly, policy.policy->timezone());
        if (!find_subject(reading, policy.binding, key, false))
            throw OperationError(Kind::NotFound, "there is no such subject");
    }
    auto due = find_due(session, policy, key);
    if (due.empty())
        throw OperationError(Kind::Refused, "the subject is not due, and nothing would happen to it",
                             "What stops it, and until when: retentionctl explain.");
    return due;
}

void record(Session& session, const std::string& policy, const Rehearsed& rehearsed, const std::string& by) {
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    journal::record_event_in_detail(transaction, "rehearsed", policy, by,
                                    json{{"subjects", rehearsed.subjects}, {"failed", rehearsed.failed.size()}}.dump());
    commit_durably(transaction, platform::Failpoint::RehearsalBeforeCommit, platform::Failpoint::RehearsalAfterCommit);
}

} // namespace

json RehearsalCommands::rehearse(const std::string& policy, std::optional<long long> subjects, const std::optional<std::string>& key,
                                 const std::string& by) {
    if (subjects && key)
        throw OperationError(Kind::Invalid, "a key and a number of subjects exclude each other");
    const auto wanted = static_cast<std::size_t>(subjects.value_or(kRehearsedSubjects));
    if (wanted > kRehearsedSubjectsMax)
        throw OperationError(Kind::Invalid, "at most " + std::to_string(kRehearsedSubjectsMax) + " subjects can be rehearsed with",
                             "They are locked meanwhile; what all would come to is told by retentionctl plan.");
    Target& target = targets_.of_policy(policy);
    return translated(target, [&] {
        target.refuse_when_stopped();   // it takes locks, and has triggers fire
        json document;
        target.with_session([&](Session& session) {
            const auto compiled = target.checked(session, policy);
            const auto due = key ? due_subject(session, *compiled, *key) : draw_due(session, *compiled, wanted);
            const auto rehearsed = jobs::rehearse(session, *compiled, due, target.pseudonym_key());
            record(session, policy, rehearsed, by);
            document = to_json(rehearsed);
            document["policy"] = policy;
            document["database"] = target.name();
            document["mode"] = compiled->policy->mode == policies::Mode::Enforce ? "enforce" : "observe";
            log_.info("POLICY_REHEARSED", "policy " + policy + " rehearsed with " + std::to_string(rehearsed.subjects) + " subjects by " + by +
                                              ", and rolled back",
                      {.database = target.name(), .policy = policy});
        }, kPatience);
        return document;
    });
}

} // namespace retention::jobs
