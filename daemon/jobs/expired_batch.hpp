// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/compiled_policy.hpp"
#include "daemon/jobs/subject_key.hpp"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace retention::jobs {

// Subjects that are locked, and were judged due after their locks were taken, in the transaction that is still open.
// Only the Judge makes one, and the Eraser takes nothing else: what was not examined cannot be deleted.
class ExpiredBatch {
public:
    std::span<const SubjectKey> keys() const noexcept { return keys_; }
    bool is_empty() const noexcept { return keys_.empty(); }

    // The instants that they were judged by, as texts: each found them due.
    std::span<const std::string> instants() const noexcept { return instants_; }

private:
    friend class Judge;
    ExpiredBatch() = default;

    std::vector<SubjectKey> keys_;
    std::vector<std::string> instants_;
};

// Why subjects of a batch were left alone, and how many. Reasons: a RuleState's word, "gone" (no such row any more),
// "no_subject" (subject.where no longer holds), "other_rule" (a stronger rule is due now), "already_done".
using Skipped = std::map<std::string, long long>;

// A subject for whom an action was taken before.
struct Turn {
    SubjectKey key;
    std::string action;
};

// The instant by which somebody has to be due besides the run's own, which may be days old: an approval, a pause or a window lie between a
// plan and its batches.
enum class Present {
    Clock,   // the server's time of that moment
    AsOf,    // none: for tests of policies, whose today is the run's
};

// Locks subjects, and judges them again by the same text that planned them: by the run's instant, and where the policy asks for the instant
// by the present as well (docs/decisions/0027-due-by-now-too.md).
//
// Works in steps, each a statement of its own, because in READ COMMITTED only a later statement's snapshot is younger than
// the locks: (1) the subjects' rows, in key order, those being edited passed over; (2) the rows that the judgement reads;
// (3) the judgement. Anything less was seen to erase people whose consent was being renewed.
class Judge {
public:
    explicit Judge(Present present = Present::Clock) noexcept : present_(present) {}

    struct Verdict {
        ExpiredBatch due;
        std::vector<SubjectKey> owed;   // of those due: whom another rule would do something else to, now or when a floor has ended
        std::vector<std::string> asked;   // the keys, as text, of erasure requests of those due to whom nothing more is to be done
        Skipped skipped;
        std::vector<SubjectKey> busy;   // somebody was editing them: not judged, to be tried later
    };

    // `as_of`: the run's, as text. `rule`: the index of the batch's rule. Throws database::Failure.
    Verdict judge(database::Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of,
                  std::size_t rule, std::span<const SubjectKey> keys) const;

    // Those of `turns` for whom the action still counts as taken: no later starting point has come, nor a hold, nor are they in a class
    // again that no rule with this action is about, nor does `unless` or a floor protect them by now. Locks them, and waits for whoever edits
    // one: to take them for not done would leave the shared row to nobody. By each of `instants`. Throws database::Failure, also when that takes too long.
    static std::vector<Turn> still_done(database::Transaction& transaction, const CompiledPolicy& policy, std::span<const std::string> instants,
                                        std::span<const Turn> turns);

private:
    std::vector<std::string> instants(database::Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of) const;

    Present present_;
};

// What differs for each subject of a batch, in the order of its keys, as bytea in hexadecimal.
struct Secrets {
    std::vector<std::string> seeds;        // draw_seeds()
    std::vector<std::string> pseudonyms;   // PseudonymKey::pseudonym()
};

// The parameters that `statement` binds. `secrets` may be empty when it asks for none.
database::Parameters parameters_of(const policies::Statement& statement, const std::string& as_of,
                                   std::span<const SubjectKey> keys, std::size_t key_columns, const Secrets& secrets = {});

} // namespace retention::jobs
