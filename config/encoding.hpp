// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace retention::config {

struct EncodingError {
    std::size_t offset = 0; // bytes
    std::string message;    // lowercase, no full stop
    std::string hint;
};

// The first place where `text` is not plain UTF-8 text: invalid bytes, control characters other than tab and line end,
// or marks that change the direction of writing (with them, a policy can look other than it is).
std::optional<EncodingError> find_encoding_error(std::string_view text);

} // namespace retention::config
