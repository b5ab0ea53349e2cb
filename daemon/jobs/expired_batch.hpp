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

    // The instant that they were judged by, as text.
    const std::string& as_of() const noexcept { return as_of_; }

private:
    friend class Judge;
    ExpiredBatch() = default;

    std::vector<SubjectKey> keys_;
    std::string as_of_;
};

// Why subjects of a batch were left alone, and how many. Reasons: a RuleState's word, "gone" (no such row any more),
// "no_subject" (subject.where no longer holds), "other_rule" (a stronger rule is due now), "already_done".
using Skipped = std::map<std::string, long long>;

// A subject for whom an action was taken before.
struct Turn {
    SubjectKey key;
    std::string action;
};

// Locks subjects, and judges them again by the same text that planned them.
//
// Works in steps, each a statement of its own, because in READ COMMITTED only a later statement's snapshot is younger than
// the locks: (1) the subjects' rows, in key order, those being edited passed over; (2) the rows that the judgement reads;
// (3) the judgement. Anything less was seen to erase people whose consent was being renewed.
class Judge {
public:
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
    // one: to take them for not done would leave the shared row to nobody. Throws database::Failure, also when that takes too long.
    std::vector<Turn> still_done(database::Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of,
                                 std::span<const Turn> turns) const;
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
