// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace retention::policies {

// A word of a name, in small letters, in the singular as far as English goes: `companies` is company. Pure.
std::string singular(std::string word);

} // namespace retention::policies
