// SPDX-License-Identifier: Apache-2.0
#include "config/node_text.hpp"

#include <string_view>

namespace retention::config {

namespace {

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

// As JSON has them: no plus, no leading zeros, digits on both sides of the point.
bool is_json_number(std::string_view text) noexcept {
    std::size_t i = text.starts_with('-') ? 1 : 0;
    const auto digits = [&] {
        const auto begin = i;
        while (i < text.size() && is_digit(text[i]))
            ++i;
        return i - begin;
    };
    const bool begins_with_zero = i < text.size() && text[i] == '0';
    const auto whole = digits();
    if (whole == 0 || (begins_with_zero && whole > 1))
        return false;
    if (i < text.size() && text[i] == '.' && (++i, digits() == 0))
        return false;
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        if (i < text.size() && (text[i] == '+' || text[i] == '-'))
            ++i;
        if (digits() == 0)
            return false;
    }
    return i == text.size();
}

std::string json_text(std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string quoted = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            (quoted += '\\') += c;
        else if (byte < 0x20)
            ((quoted += "\\u00") += kHex[byte >> 4U]) += kHex[byte & 0xFU];
        else
            quoted += c;
    }
    return quoted + '"';
}

std::string json_scalar(const Node& node) {
    const bool is_word = node.text == "true" || node.text == "false";
    return node.is_plain && (is_word || is_json_number(node.text)) ? node.text : json_text(node.text);
}

std::string array_element(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

} // namespace

std::string to_json(const Node& node) {
    std::string text;
    switch (node.kind) {
    case Node::Kind::Text:
        return json_scalar(node);
    case Node::Kind::List:
        for (const auto& item : node.items)
            (text += text.empty() ? "" : ", ") += to_json(item);
        return "[" + text + "]";
    case Node::Kind::Map:
        for (const auto& entry : node.entries)
            (text += text.empty() ? "" : ", ") += json_text(entry.key) + ": " + to_json(entry.value);
        return "{" + text + "}";
    default:
        return "null";
    }
}

std::string to_array(const Node& list) {
    std::string text;
    for (const auto& item : list.items) {
        text += text.empty() ? "" : ",";
        if (item.kind == Node::Kind::List)
            text += to_array(item);
        else if (item.kind == Node::Kind::Text)
            text += array_element(item.text);
        else
            text += item.kind == Node::Kind::Map ? array_element(to_json(item)) : "NULL";
    }
    return "{" + text + "}";
}

} // namespace retention::config
