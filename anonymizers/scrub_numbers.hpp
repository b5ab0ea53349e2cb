// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anonymizers/scrub_kinds.hpp"

#include <string>

namespace retention::anonymizers {

// SQL for `text` with the mark in place of each number of `kinds` that has the shape and the check digits of one;
// nothing where none of `kinds` has check digits or fixed groups. `text` is a column, because it is written several
// times.
std::optional<std::string> without_numbers(const ScrubKinds& kinds, const std::string& text);

} // namespace retention::anonymizers
