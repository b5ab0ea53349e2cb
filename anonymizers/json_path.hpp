// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anonymizers/operator.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace retention::anonymizers {

// One step down a document.
struct JsonStep {
    enum class Kind {
        Key,   // .name ."any name" ["any name"]
        Index, // [0]
        Every, // .* [*]: each value of an object and each element of an array (RFC 9535, 2.3.2)
        Deep,  // ..name: in this value and everywhere below it
    };

    Kind kind = Kind::Key;
    std::string key; // Key and Deep
    int index = 0;   // Index

    bool operator==(const JsonStep&) const = default;
};

using JsonPath = std::vector<JsonStep>;

// `$.employer."job title"`, `$.tags[*]`, `$..email`: the part of RFC 9535 without conditions, slices and negative
// numbers; or why it can't be read.
std::variant<JsonPath, Refusal> read_json_path(std::string_view written);

// Whether each value that `inner` finds is one that `outer` finds, or lies below one.
bool leads_through(const JsonPath& inner, const JsonPath& outer);

} // namespace retention::anonymizers
