// SPDX-License-Identifier: Apache-2.0
//
// What an anonymizer's argument may be, as data: its forms, and the words, limits and parameters of each. The checks
// take names and limits from here, and people and their editors are told the same. Which form suits which type of
// column is the checks' to say.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace retention::anonymizers {

struct ArgumentForm;

// A key of an argument that is a map of known keys.
struct Parameter {
    std::string_view name;
    const ArgumentForm* form = nullptr;
    std::string_view without = {}; // what holds where it is not written: "`*`", "none", "required"
    std::string_view help = {};    // a sentence without full stop
    std::string_view example = {}; // as YAML

    bool is_required() const noexcept { return without == "required"; }
};

struct ArgumentForm {
    enum class Kind {
        Nothing,    // the word alone
        Value,      // one text, number or truth value; with `pattern`, where it has a shape
        Word,       // one of `words`
        Whole,      // a whole number from `min` to `max`
        Percent,    // a whole percentage, likewise
        List,       // of `each`, from `min` to `max` of them, no two alike where `is_set`
        Parameters, // a map of `parameters`
        Parts,      // a map of names of the author's own to anonymizers
        Anonymizer, // another one
    };
    enum class Needs { Any, One, ExactlyOne }; // of the parameters

    Kind kind = Kind::Nothing;
    std::string_view what = {};    // in words: "how many characters"
    std::string_view example = {}; // as YAML: the argument alone
    std::string_view pattern = {};
    std::span<const std::string_view> words = {};
    long long min = 0;
    long long max = 0;
    const ArgumentForm* each = nullptr;
    bool is_set = false;
    bool may_be_null = false;
    std::span<const Parameter> parameters = {};
    Needs needs = Needs::Any;
};

// The names alone, for checks and their hints.
template <std::size_t Count>
constexpr auto names_of(const Parameter (&parameters)[Count]) noexcept {
    struct Names {
        std::string_view all[Count] = {};
        constexpr operator std::span<const std::string_view>() const noexcept { return all; }
    } names;
    for (std::size_t i = 0; i < Count; ++i)
        names.all[i] = parameters[i].name;
    return names;
}

} // namespace retention::anonymizers
