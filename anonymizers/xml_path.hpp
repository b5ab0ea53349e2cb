// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anonymizers/operator.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace retention::anonymizers {

// Elements one inside the other, at any depth, and perhaps an attribute of the last; by their local names, whatever the
// namespace. With an attribute alone, of any element.
struct XmlPath {
    std::vector<std::string> elements;
    std::string attribute; // empty: the element itself

    bool operator==(const XmlPath&) const = default;
};

// `phone`, `person/phone`, `@email`, `person/@email`, or why it can't be read.
std::variant<XmlPath, Refusal> read_xml_path(std::string_view written);

} // namespace retention::anonymizers
