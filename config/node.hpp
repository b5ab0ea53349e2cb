// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/finding.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace retention::config {

struct Entry;

// A node of a YAML document, as written: scalars are text, nobody has guessed a type for them yet.
struct Node {
    enum class Kind {
        Absent, // a key without a value: `phone:`
        Null,   // null or ~
        Text,
        List,
        Map,
        Refused, // an alias: already reported, says nothing
    };

    enum class Refusal { None, Anchor, Alias, Tag };

    Kind kind = Kind::Absent;
    Refusal refusal = Refusal::None;
    bool is_plain = true;       // Kind::Text: written without quotes, on no block
    std::string text;           // Kind::Text
    std::vector<Node> items;    // Kind::List
    std::vector<Entry> entries; // Kind::Map, in the order written
    policies::Place place;      // for what has no place of its own in the line: that of its key
    policies::Place text_place; // Kind::Text: of its first character, after a quote

    // The value of the first entry called `key`, or nullptr.
    const Node* find(std::string_view key) const noexcept;
};

struct Entry {
    std::string key;
    policies::Place place;
    Node value;
};

// "a map", for messages
std::string_view describe(Node::Kind kind) noexcept;

// The path of entry `key` of what `path` leads to: "rules" and "keep" give "rules.keep".
std::string path_to_entry(std::string_view path, std::string_view key);

// The path of `item`, the one at `index` (from 0) of a list: by its name ("rules.silent-prospects") where it has one,
// else by its number, from 1 ("rules[2]").
std::string path_to_item(std::string_view path, const Node& item, std::size_t index);

} // namespace retention::config
