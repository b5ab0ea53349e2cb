// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/reader.hpp"

#include <map>
#include <string>

namespace retention::config {

// The names of one list, each of which may occur once.
class NamesSeen {
public:
    // Reports the second use of `name`, with the line of the first. `what`: "a rule".
    void add(const Value& value, const std::string& name, std::string_view what) {
        const auto [first, is_new] = lines_.emplace(name, value.node().place.line);
        if (!is_new)
            value.error("NAME_DUPLICATE",
                        std::string(what) + " called " + in_quotes(name) + " is already on line " +
                            std::to_string(first->second),
                        "Give each its own name: reports and the journal tell them apart by it.");
    }

private:
    std::map<std::string, int> lines_;
};

} // namespace retention::config
