// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace retention::drafting {

// The words of a name in small letters that was written without anything between them, as PostgreSQL leaves those of other systems:
// `personphone` is person and phone. A word that is known, and one that is not made of known words alone, stays as it is. Pure.
std::vector<std::string> taken_apart(const std::string& word);

} // namespace retention::drafting
