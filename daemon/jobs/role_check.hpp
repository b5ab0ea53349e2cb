// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"

#include <string>
#include <vector>

namespace retention::jobs {

// What the role of this session may do beyond what the daemon needs: "it is a superuser". Nothing when it is as it should be.
// Throws database::Failure.
std::vector<std::string> excess_of_role(database::Transaction& reading);

} // namespace retention::jobs
