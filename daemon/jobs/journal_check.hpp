// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"

#include <string>
#include <vector>

namespace retention::jobs {

// Whose the schema `retentiond` is, as the daemon's role must own all of it: a restore without owners leaves it to whoever restored.
struct JournalOwnership {
    bool is_there = false;
    bool may_be_made = false;            // by `role`
    std::vector<std::string> of_others;   // what somebody else owns, as ALTER wants it: SCHEMA retentiond, TABLE retentiond.hold
};

// `role`: whom the journal should be of. Throws database::Failure.
JournalOwnership journal_ownership(database::Transaction& reading, const std::string& role);

// ALTER SCHEMA ... OWNER TO ...; for each, on lines of their own.
std::string hand_over(const JournalOwnership& journal, const std::string& role);

} // namespace retention::jobs
