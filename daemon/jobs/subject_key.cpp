// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/subject_key.hpp"

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace retention::jobs {

using nlohmann::json;

namespace {

void append_element(std::string& array, const std::string& value) {
    array += array.size() > 1 ? ",\"" : "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\')
            array += '\\';
        array += c;
    }
    array += '"';
}

} // namespace

std::string array_of_column(std::span<const SubjectKey> keys, std::size_t index) {
    std::string array = "{";
    for (const auto& key : keys)
        append_element(array, key.parts.at(index));
    return array + "}";
}

std::string array_of(std::span<const std::string> values) {
    std::string array = "{";
    for (const auto& value : values)
        append_element(array, value);
    return array + "}";
}

std::string keys_to_json(std::span<const SubjectKey> keys) {
    json array = json::array();
    for (const auto& key : keys)
        array.push_back(key.parts);
    return array.dump();
}

std::vector<SubjectKey> keys_from_json(std::string_view text) {
    const json array = json::parse(text, nullptr, false);
    if (!array.is_array())
        throw std::invalid_argument("keys are no array");
    std::vector<SubjectKey> keys;
    keys.reserve(array.size());
    for (const auto& element : array) {
        if (!element.is_array())
            throw std::invalid_argument("a key is no array");
        SubjectKey key;
        for (const auto& part : element) {
            if (!part.is_string())
                throw std::invalid_argument("a key's part is no text");
            key.parts.push_back(part.get<std::string>());
        }
        keys.push_back(std::move(key));
    }
    return keys;
}

SubjectKey parse_key(std::string_view text, std::size_t parts) {
    SubjectKey key;
    if (text.find('\0') != std::string_view::npos)
        throw std::invalid_argument("a key holds no zero byte");
    // A key of one column is taken as it is, whatever it looks like: a hold must find its subject.
    const json array = parts > 1 && text.starts_with('[') ? json::parse(text, nullptr, false) : json();
    if (array.is_array()) {
        for (const auto& part : array)
            key.parts.push_back(part.is_string() ? part.get<std::string>() : part.dump());
    } else {
        key.parts.emplace_back(text);
    }
    if (key.parts.size() != parts)
        throw std::invalid_argument("the subject's key has " + std::to_string(parts) + " columns, and " +
                                    std::to_string(key.parts.size()) + (key.parts.size() == 1 ? " value was" : " values were") + " given");
    return key;
}

std::string to_text(const SubjectKey& key) {
    if (key.parts.size() == 1)
        return key.parts.front();
    std::string text = "[";
    for (const auto& part : key.parts)
        text += (text.size() > 1 ? ", " : "") + json(part).dump();
    return text + "]";
}

} // namespace retention::jobs
