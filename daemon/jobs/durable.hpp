// SPDX-License-Identifier: Apache-2.0
//
// A durable step: what was done before it is either lost wholly or kept for good.
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/platform/failpoint.hpp"

namespace retention::jobs {

// Commits between two failpoints, so that tests die on either side. Throws database::Failure.
inline void commit_durably(database::Transaction& transaction, platform::Failpoint before, platform::Failpoint after) {
    platform::failpoint(before);
    transaction.commit();
    platform::failpoint(after);
}

} // namespace retention::jobs
