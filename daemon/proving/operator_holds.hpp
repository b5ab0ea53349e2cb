// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "policies/binding.hpp"

#include <vector>

namespace retention::proving {

// Places an operator's hold on each of the subjects. Throws Trouble where there is no such subject, and database::Failure.
void place_holds(database::Transaction& writing, const policies::Binding& binding, const std::vector<policies::Text>& keys);

} // namespace retention::proving
