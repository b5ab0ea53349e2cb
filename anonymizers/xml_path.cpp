// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/xml_path.hpp"

#include <algorithm>
#include <optional>

namespace retention::anonymizers {

namespace {

// Letters beyond ASCII are allowed; what delimits a name in XML, or would mean something in a path, is not.
bool is_name(std::string_view text) noexcept {
    constexpr std::string_view kNone = " \t\r\n<>\"'&/=@*[](){}:;,!?|#$%^+~`\\";
    constexpr std::string_view kNotFirst = "-.0123456789";
    return !text.empty() && kNotFirst.find(text.front()) == std::string_view::npos &&
           std::ranges::none_of(text, [&](char character) {
               return character == '\0' || kNone.find(character) != std::string_view::npos;
           });
}

Refusal refuse(std::string complaint) {
    return {"is no path: " + std::move(complaint), "Write for example phone, person/phone or \"@email\"."};
}

std::optional<Refusal> take_name(std::string_view name, XmlPath& path) {
    const bool is_attribute = name.starts_with('@');
    if (is_attribute)
        name.remove_prefix(1);
    if (name.find(':') != std::string_view::npos)
        return refuse("names are written without the prefix of a namespace");
    if (!is_name(name))
        return refuse("\"" + std::string(name) + "\" is no name");
    if (is_attribute)
        path.attribute = name;
    else
        path.elements.emplace_back(name);
    return {};
}

} // namespace

std::variant<XmlPath, Refusal> read_xml_path(std::string_view written) {
    XmlPath path;
    while (true) {
        const auto slash = written.find('/');
        if (auto refusal = take_name(written.substr(0, slash), path))
            return std::move(*refusal);
        if (slash == std::string_view::npos)
            return path;
        if (!path.attribute.empty())
            return refuse("nothing is below an attribute");
        written.remove_prefix(slash + 1);
    }
}

} // namespace retention::anonymizers
