// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "policies/binding.hpp"

#include <string>
#include <vector>

namespace retention::proving {

// Records that each of the subjects asked to be erased at `as_of`. Throws Trouble where there is no such subject, and database::Failure.
void place_requests(database::Transaction& writing, const policies::Binding& binding, const std::vector<policies::Text>& keys,
                    const std::string& as_of);

} // namespace retention::proving
