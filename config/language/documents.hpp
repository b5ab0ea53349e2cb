// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/language/maps.hpp"

#include <span>
#include <string_view>

namespace retention::config::language {

// A kind of file, or what stands for a column in one.
struct Document {
    std::string_view name; // "policy"
    std::string_view title;
    const Map* map = nullptr;
};

// Every kind of file that we read, the most usual first.
std::span<const Document> documents() noexcept;

// What an anonymizer takes: it is in files of policies, and tells of itself.
const Document& anonymizer_document();

// The one called `name`, or nullptr.
const Document* find_document(std::string_view name);

} // namespace retention::config::language
