// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/catalogue.hpp"

#include "anonymizers/operators.hpp"

namespace retention::anonymizers {

namespace {

constexpr const Operator* kCatalogue[] = {&kKeep, &kNull,       &kConstant, &kRedact, &kToken,
                                          &kFake, &kGeneralize, &kPrefix,   &kScrub};

} // namespace

std::span<const Operator* const> catalogue() noexcept {
    return kCatalogue;
}

const Operator* find(std::string_view name) noexcept {
    for (const Operator* candidate : kCatalogue)
        if (candidate->name == name)
            return candidate;
    return nullptr;
}

} // namespace retention::anonymizers
