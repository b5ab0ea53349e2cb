// SPDX-License-Identifier: Apache-2.0
//
// How the language of a file is told as data: its maps, their keys, and what may stand at a key. There is one such table;
// the readers take from it which keys there are, which of them are needed, and which words and numbers are allowed, and
// `retentionctl schema` tells people and their editors the same.
#pragma once

#include <span>
#include <string_view>

namespace retention::config::language {

struct Map;

// What may stand as a value.
struct Kind {
    enum class Form {
        Text,       // with `pattern`, where it has a shape of its own
        Word,       // one of `words`
        Whole,      // a whole number from `min` to `max`
        Factor,     // a number above 0, at most `max`
        Percent,    // `5%`, from `min` to `max`
        Duration,   // `50ms`, from `min` to `max` milliseconds
        Anonymizer, // what becomes of a column: the catalogue knows
        Anything,   // whatever YAML can say
        Keys,       // a map whose keys are known: `map`
        Names,      // a map of names of the author's own, which are `names`, to `each`
        List,       // of `each`; where `max` is not 0, from `min` to `max` of them
        Either,     // one of `choices`
    };

    Form form = Form::Text;
    std::string_view what = {};    // in words, for messages: "a period such as P2Y"
    std::string_view pattern = {}; // a regular expression for all that a reader takes, and for little else; may be empty
    bool may_be_number = false;    // Text: YAML may take a right one for a number
    bool may_be_null = false;
    long long min = 0;
    long long max = 0;
    std::span<const char* const> words = {}; // in the order of the enumerators, where a reader has some
    const Map* map = nullptr;
    const Kind* names = nullptr;
    const Kind* each = nullptr;
    std::span<const Kind* const> choices = {};
    bool may_be_empty = false; // List, Names
    bool is_set = false;       // List: no two alike
};

// A key of a map. What the documentation says of it in its tables is the same, word by word.
struct Key {
    std::string_view name;
    const Kind* kind = nullptr;
    std::string_view without = {}; // what holds where it is not written: "`observe`", "none", "required"
    std::string_view help = {};    // a sentence without full stop
    std::string_view example = {}; // a value as YAML; one of several lines stands indented below the key
    std::string_view missing = {}; // the hint where it must be there and is not; empty where it may be left out

    bool is_required() const noexcept { return !missing.empty(); }
};

struct Map {
    std::string_view what; // "a rule"
    std::string_view help; // a sentence without full stop
    std::string_view docs; // where to read about it: "policy-language.md#rules"
    std::span<const Key> keys = {};
    std::span<const char* const> exactly_one = {}; // of these keys
    std::span<const char* const> at_least_one = {};

    const Key* find(std::string_view name) const noexcept {
        for (const auto& key : keys)
            if (key.name == name)
                return &key;
        return nullptr;
    }
};

} // namespace retention::config::language
