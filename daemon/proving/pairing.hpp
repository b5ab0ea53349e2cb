// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace retention::proving {

// Gives each expected row an actual one of its own that fits, as many as possible: a row with a matcher fits several, and must not
// take the only one that fits another. `fits[e][a]`: whether expected row e fits actual row a. The result has one entry for each
// expected row. Pure.
std::vector<std::optional<std::size_t>> pair_up(const std::vector<std::vector<bool>>& fits, std::size_t actual_count);

} // namespace retention::proving
