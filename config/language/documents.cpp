// SPDX-License-Identifier: Apache-2.0
#include "config/language/documents.hpp"

namespace retention::config::language {

std::span<const Document> documents() noexcept {
    static constexpr Document all[] = {
        {"policy", "A policy of retentiond", &kPolicy},
        {"settings", "The settings of retentiond", &kSettings},
    };
    return all;
}

const Document* find_document(std::string_view name) noexcept {
    for (const auto& each : documents())
        if (each.name == name)
            return &each;
    return nullptr;
}

} // namespace retention::config::language
