// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/drafting/draft.hpp"
#include "policies/schema.hpp"

#include <optional>
#include <string>

namespace retention::drafting {

struct ConsentGuess {
    DraftConsent consent;    // without `via`
    std::string marketing;   // of its purposes the one that is marketing; empty for none
};

// Which columns of a table of consents say what, by their names, and what its words mean, as far as they were seen. Nothing where none says
// when or on what ground. Pure.
std::optional<ConsentGuess> guess_consent(const policies::SchemaTable& table, const Observations& seen);

} // namespace retention::drafting
