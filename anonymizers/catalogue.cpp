// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/catalogue.hpp"

#include "anonymizers/operators.hpp"

namespace retention::anonymizers {

namespace {

constexpr const Operator* kCatalogue[] = {&kKeep,       &kNull,   &kConstant,    &kRedact, &kToken, &kFake,
                                          &kGeneralize, &kPrefix, &kScrub,       &kJson,   &kArray, &kHstore,
                                          &kXml,        &kSearch, &kLargeObject, &kRemove};

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

Traits traits(const Operator& anonymizer, const Argument& argument) {
    return anonymizer.traits_of != nullptr ? anonymizer.traits_of(argument) : anonymizer.traits;
}

Draws Draws::operator|(const Draws& other) const noexcept {
    return {seed || other.seed, known || other.known, pseudonym || other.pseudonym, keyed_hash || other.keyed_hash,
            row || other.row, shuffled || other.shuffled, others || other.others};
}

} // namespace retention::anonymizers
