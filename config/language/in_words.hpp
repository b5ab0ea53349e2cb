// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/language/description.hpp"

#include <string>

namespace retention::config::language {

// What may stand as a value, for people: "a whole number from 1 to 16", "observe or enforce".
std::string in_words(const Kind& kind);

// The limits of a number as the documentation writes them, "1ms – 60s"; empty for what has none.
std::string limits_in_words(const Kind& kind);

// A key with its example, as it stands in a file: "keep: P2Y".
std::string as_written(const Key& key);

} // namespace retention::config::language
