// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace retention::config {

// What the author of `text`, which is no period, should write: "2 years" was meant as P2Y. A full sentence.
std::string period_hint(std::string_view text);

} // namespace retention::config
