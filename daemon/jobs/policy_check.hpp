// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/compiled_policy.hpp"
#include "policies/finding.hpp"

#include <memory>

namespace retention::jobs {

struct CheckedPolicy {
    policies::Findings findings;
    std::shared_ptr<const CompiledPolicy> compiled;   // absent when one of the findings is an error
};

// Checks `policy` against the database: binds it, looks for what its actions would leave behind, and has the server prepare
// every text. The one check there is: --check, start, reload and every plan use it. Changes nothing.
//
// `schema`: the catalog as read in the same transaction, so that several policies share it.
// Throws database::Failure when the server can't answer.
enum class Thoroughness {
    Texts,   // what a plan needs
    Rows,    // and whether the first rows of the tables bear it out: for a person who wants to know, not for every plan
};
CheckedPolicy check_policy(database::Transaction& reading, std::shared_ptr<const policies::Policy> policy,
                           std::shared_ptr<const policies::Schema> schema, Thoroughness thoroughness = Thoroughness::Rows);

} // namespace retention::jobs
