// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retention::anonymizers {

// What a policy gives an anonymizer, as written: `redact` has none, `{ prefix: 2 }` a text, `{ mask: { keep_last: 4 }
// }` a map. A small tree of text, so that this room needs no YAML.
struct Argument {
    enum class Kind { None, Null, Text, List, Map };

    Kind kind = Kind::None;
    std::string text;                                  // Kind::Text
    std::vector<Argument> list;                        // Kind::List
    std::vector<std::pair<std::string, Argument>> map; // Kind::Map, in the order written

    static Argument none() { return {}; }
    static Argument null() { return {Kind::Null, {}, {}, {}}; }
    static Argument of(std::string value) { return {Kind::Text, std::move(value), {}, {}}; }

    bool operator==(const Argument&) const = default;

    const Argument* find(std::string_view key) const noexcept {
        for (const auto& [name, value] : map)
            if (name == key)
                return &value;
        return nullptr;
    }
};

} // namespace retention::anonymizers
