// SPDX-License-Identifier: Apache-2.0
#include "config/language/documents.hpp"

#include "config/language/anonymizer.hpp"
#include "config/language/maps.hpp"

namespace retention::config::language {

std::span<const Document> documents() noexcept {
    static constexpr Document all[] = {
        {"policy", "A policy of retentiond", &kPolicy},
        {"settings", "The settings of retentiond", &kSettings},
        {"test", "Tests of a policy of retentiond", &kPolicyTests},
    };
    return all;
}

const Document& anonymizer_document() {
    static const Document document{"anonymizer", "What becomes of a column", &anonymizers_with_arguments()};
    return document;
}

const Document* find_document(std::string_view name) {
    for (const auto& each : documents())
        if (each.name == name)
            return &each;
    return name == anonymizer_document().name ? &anonymizer_document() : nullptr;
}

} // namespace retention::config::language
