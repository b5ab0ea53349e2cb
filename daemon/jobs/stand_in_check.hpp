// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "policies/binding.hpp"
#include "policies/finding.hpp"
#include "policies/statement.hpp"

#include <string>

namespace retention::jobs {

// Stand-ins that are due themselves, also those of the other policies of the database: rows would be moved to a row that goes, or is
// changed as somebody's, or were long ago, and go with it. Each is an error of the policy (STAND_IN_DUE). `judge`: policies::judge(). The session is in the policy's time zone. Throws database::Failure.
policies::Findings due_stand_ins(database::Transaction& reading, const policies::Binding& binding, const policies::Statement& judge,
                                 const std::string& as_of);

} // namespace retention::jobs
