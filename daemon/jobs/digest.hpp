// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace retention::jobs {

// SHA-256 of `text` in hexadecimal.
std::string sha256(std::string_view text);

// `count` times 16 random bytes, each as a bytea in hexadecimal: one seed for each subject of a batch, drawn here and
// forgotten with the commit, so that nobody can go back.
std::vector<std::string> draw_seeds(std::size_t count);

} // namespace retention::jobs
