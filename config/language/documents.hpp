// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/language/maps.hpp"

#include <span>
#include <string_view>

namespace retention::config::language {

// A kind of file.
struct Document {
    std::string_view name; // "policy"
    std::string_view title;
    const Map* map = nullptr;
};

// Every kind of file that we read, the most usual first.
std::span<const Document> documents() noexcept;

// The one called `name`, or nullptr.
const Document* find_document(std::string_view name) noexcept;

} // namespace retention::config::language
