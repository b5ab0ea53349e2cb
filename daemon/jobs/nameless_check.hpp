// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "policies/binding.hpp"
#include "policies/finding.hpp"

namespace retention::jobs {

// Rows that `subject.where` makes subjects, and whose key is null: they can't be told apart, so that nobody's turn comes. An error of
// the policy (KEY_NULL). Asks nothing where the key can't be null. Throws database::Failure.
policies::Findings nameless_subjects(database::Transaction& reading, const policies::Binding& binding);

} // namespace retention::jobs
