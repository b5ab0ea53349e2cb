// SPDX-License-Identifier: Apache-2.0
#include "config/node.hpp"

#include <algorithm>

namespace retention::config {

const Node* Node::find(std::string_view key) const noexcept {
    const auto found =
        std::find_if(entries.begin(), entries.end(), [key](const Entry& entry) { return entry.key == key; });
    return found == entries.end() ? nullptr : &found->value;
}

std::string_view describe(Node::Kind kind) noexcept {
    switch (kind) {
    case Node::Kind::Absent:
        return "nothing";
    case Node::Kind::Null:
        return "null";
    case Node::Kind::Text:
        return "a text";
    case Node::Kind::List:
        return "a list";
    case Node::Kind::Map:
        return "a map";
    case Node::Kind::Refused:
        break;
    }
    return "an alias";
}

std::string path_to_entry(std::string_view path, std::string_view key) {
    if (path.empty())
        return std::string(key);
    return std::string(path) + "." + std::string(key);
}

std::string path_to_item(std::string_view path, const Node& item, std::size_t index) {
    const Node* name = item.kind == Node::Kind::Map ? item.find("name") : nullptr;
    if (name != nullptr && name->kind == Node::Kind::Text && !name->text.empty())
        return path_to_entry(path, name->text);
    return std::string(path) + "[" + std::to_string(index + 1) + "]";
}

} // namespace retention::config
