// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/journal.hpp"

#include <string>

namespace retention::jobs {

// `why` without the names that the catalog does not know. A trigger can raise PostgreSQL's own words with somebody's
// data in the place of a name. Throws database::Failure.
SetAside with_known_names(database::Transaction& transaction, SetAside why);

// `, constraint "task_person_fkey" on table "task"`, or what of it is there.
std::string named(const SetAside& why);

} // namespace retention::jobs
