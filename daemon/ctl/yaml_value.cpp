// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/yaml_value.hpp"

#include "config/yaml_document.hpp"

#include <string>

namespace retention::ctl {

namespace {

using config::Node;
using ordered = nlohmann::ordered_json;

// As the core schema of YAML 1.2 has it, which agrees with JSON for all that we write.
ordered plain_scalar(const std::string& text) {
    auto value = ordered::parse(text, nullptr, false);
    return value.is_number() || value.is_boolean() ? value : ordered(text);
}

ordered value_of(const Node& node) {
    switch (node.kind) {
    case Node::Kind::Text:
        return node.is_plain ? plain_scalar(node.text) : ordered(node.text);
    case Node::Kind::List: {
        ordered list = ordered::array();
        for (const auto& item : node.items)
            list.push_back(value_of(item));
        return list;
    }
    case Node::Kind::Map: {
        ordered map = ordered::object();
        for (const auto& entry : node.entries)
            map[entry.key] = value_of(entry.value);
        return map;
    }
    case Node::Kind::Null:
    case Node::Kind::Absent:
    case Node::Kind::Refused:
        break;
    }
    return nullptr;
}

} // namespace

ordered yaml_value(std::string_view text) {
    std::string document = "value: ";
    if (text.starts_with("- ") || text.find('\n') != std::string_view::npos)
        document += "\n  ";
    for (const char c : text)
        document += c == '\n' ? std::string("\n  ") : std::string(1, c);
    policies::Findings findings;
    const auto root = config::read_yaml(config::Source("", document + "\n"), findings);
    const auto* value = root ? root->find("value") : nullptr;
    return value != nullptr ? value_of(*value) : ordered();
}

} // namespace retention::ctl
