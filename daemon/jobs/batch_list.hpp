// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/compiled_policy.hpp"
#include "daemon/jobs/subject_key.hpp"

#include <span>
#include <string>

namespace retention::jobs {

// Whoever is due, as pending batches of a run: in key order, so that a batch's rows lie together. Those who go for good come first: what
// they shared with others is the others' alone then, whose turn comes in the same run. Throws database::Failure.
class BatchList {
public:
    // `batch_rows`: subjects in a batch at most.
    BatchList(database::Transaction& transaction, const CompiledPolicy& policy, std::string as_of, long long run, std::size_t batch_rows);

    // By one statement over everybody.
    void add_everybody();

    // Those of `keys` who are due. When it throws, none of them is in the list, as long as the caller takes back what it did.
    void add(std::span<const SubjectKey> keys);
    // The batches that parts have made get the order that those of everybody have. To be called once, after the last part.
    void put_in_order();

    // How many subjects are listed.
    long long subjects();

private:
    database::Transaction& transaction_;
    const CompiledPolicy& policy_;
    const std::string as_of_;
    const long long run_;
    const std::size_t batch_rows_;
    long long batches_ = 0;   // that parts have made
};

} // namespace retention::jobs
