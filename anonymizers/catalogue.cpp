// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/catalogue.hpp"

#include "anonymizers/operators.hpp"

#include <algorithm>

namespace retention::anonymizers {

namespace {

// One a line, in the order of operators.hpp.
constexpr const Operator* kCatalogue[] = {
    &kKeep,       //
    &kNull,       //
    &kEmpty,      //
    &kConstant,   //
    &kChoice,     //
    &kRandom,     //
    &kRedact,     //
    &kToken,      //
    &kPseudonym,  //
    &kHash,       //
    &kFake,       //
    &kShape,      //
    &kMask,       //
    &kPrefix,     //
    &kTruncate,   //
    &kGeneralize, //
    &kShiftDate,  //
    &kNoise,      //
    &kShuffle,    //
    &kScrub,      //
    &kSql,        //
    &kJson,       //
    &kArray,      //
    &kHstore,     //
    &kXml,        //
    &kRemove,     //
    &kSearch,     //
    &kLargeObject,
};

// Somewhere in the argument of an operator that is made of others: { json: { "$.email": hash } }
bool holds_keyed(const Argument& argument) noexcept {
    switch (argument.kind) {
    case Argument::Kind::Text:
        return names_keyed(argument.text, Argument::none());
    case Argument::Kind::List:
        return std::any_of(argument.list.begin(), argument.list.end(), holds_keyed);
    case Argument::Kind::Map:
        return std::any_of(argument.map.begin(), argument.map.end(), [](const auto& entry) {
            return names_keyed(entry.first, entry.second) || holds_keyed(entry.second);
        });
    case Argument::Kind::None:
    case Argument::Kind::Null:
        break;
    }
    return false;
}

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

bool names_keyed(std::string_view name, const Argument& argument) noexcept {
    const Operator* anonymizer = find(name);
    if (anonymizer == nullptr)
        return false;
    if (anonymizer->traits_of == nullptr)
        return anonymizer->traits.draws.pseudonym || anonymizer->traits.draws.keyed_hash;
    return holds_keyed(argument);
}

std::span<const ArgumentForm> forms_of(const Operator& anonymizer) {
    static constexpr ArgumentForm kNothing[] = {{}};
    return anonymizer.forms != nullptr ? anonymizer.forms() : kNothing;
}

bool stands_alone(const Operator& anonymizer) {
    const auto forms = forms_of(anonymizer);
    return std::any_of(forms.begin(), forms.end(),
                       [](const auto& each) { return each.kind == ArgumentForm::Kind::Nothing; });
}

Traits traits(const Operator& anonymizer, const Argument& argument) {
    return anonymizer.traits_of != nullptr ? anonymizer.traits_of(argument) : anonymizer.traits;
}

Draws Draws::operator|(const Draws& other) const noexcept {
    return {seed || other.seed, known || other.known, pseudonym || other.pseudonym, keyed_hash || other.keyed_hash,
            row || other.row, shuffled || other.shuffled, others || other.others};
}

std::string_view strength_of(const Operator& anonymizer) noexcept {
    switch (anonymizer.traits.strength) {
    case Strength::Unchanged:
        return "unchanged";
    case Strength::Reduced:
        return "reduced";
    case Strength::Pseudonym:
        return "pseudonym";
    case Strength::Anonymous:
        break;
    }
    return "anonymous";
}

std::string_view uniqueness_of(const Operator& anonymizer) noexcept {
    if (anonymizer.traits.is_unique_in_each_row)
        return "each row";
    return anonymizer.traits.is_unique_safe ? "each subject" : "no";
}

} // namespace retention::anonymizers
