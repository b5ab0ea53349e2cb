// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/compiled_policy.hpp"
#include "policies/finding.hpp"
#include "policies/inventory.hpp"

#include <memory>

namespace retention::jobs {

struct CheckedPolicy {
    policies::Findings findings;
    std::shared_ptr<const CompiledPolicy> compiled;   // absent when one of the findings is an error
    std::shared_ptr<const CompiledPolicy> waiting;    // with drift and no other error: what is in force once it is accepted
    policies::Inventory inventory;                    // what the policy reaches, where one of the two is there
    bool is_recorded = false;                         // the journal has just this inventory for this text of the policy
};

// Checks `policy` against the database: binds it, looks for what its actions would leave behind, and has the server prepare
// every text; then compares what it reaches with what was accepted, as far as there is a journal that may be read. The one check
// there is: --check, start, reload and every plan use it. Changes nothing.
//
// `schema`: the catalog as read in the same transaction, so that several policies share it.
// `beside`: the policies in force in the database, along whose links holds are looked for as well; `policy` may be among them.
// A table that somebody has locked is a finding of the policies that read it, and of no others.
// Throws database::Failure when the server can't answer.
enum class Thoroughness {
    Texts,   // what a plan needs
    Rows,    // and whether the first rows of the tables bear it out: for a person who wants to know, not for every plan
};
CheckedPolicy check_policy(database::Transaction& reading, std::shared_ptr<const policies::Policy> policy,
                           std::shared_ptr<const policies::Schema> schema, Thoroughness thoroughness = Thoroughness::Rows,
                           const policies::Beside& beside = {});

// Somebody's lock was in the way: no fault of the policy's, and the check has to be made again before anything is known.
bool is_lock(const policies::Finding& finding) noexcept;
bool is_put_off(const policies::Findings& findings) noexcept;

} // namespace retention::jobs
