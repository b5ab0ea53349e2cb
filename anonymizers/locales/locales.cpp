// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/locales/locales.hpp"

#include <algorithm>

namespace retention::anonymizers {

namespace {

constexpr const Locale* kLocales[] = {&kEnglish, &kDutch, &kGerman, &kFrench, &kNorwegian};

} // namespace

std::span<const Locale* const> locales() noexcept {
    return kLocales;
}

const Locale* find_locale(std::string_view name) noexcept {
    for (const Locale* candidate : kLocales)
        if (candidate->name == name)
            return candidate;
    return nullptr;
}

std::size_t longest(std::span<const std::string_view> words) noexcept {
    std::size_t length = 0;
    for (const auto word : words)
        length = std::max(length, word.size());
    return length;
}

std::size_t longest(const Numbering& numbering) noexcept {
    return longest(numbering.prefixes) + numbering.pattern.size();
}

} // namespace retention::anonymizers
