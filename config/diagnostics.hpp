// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/source.hpp"
#include "policies/finding.hpp"

#include <string>

namespace retention::config {

// One finding for a person:
//
//     contacts.yaml:31:12: rules.silent-prospects.unless: column "consent_marketng" does not exist [SQL_REFUSED]
//         unless: consent_marketng
//                 ^
//     HINT: Did you mean "consent_marketing"?
//
// An error carries no word; a warning says "warning: " and a note "note: " before the path. A concealed line is not
// shown, nor one with bytes that could upset a terminal. Ends with a line feed.
std::string render(const policies::Finding& finding, const Source& source);

// All of them, in order of line, then column.
std::string render(policies::Findings findings, const Source& source);

} // namespace retention::config
