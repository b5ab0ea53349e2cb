// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/arguments.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace retention::control {
namespace {

using nlohmann::json;

std::string named(std::string_view name) {
    return "parameter \"" + std::string{name} + "\"";
}

// A name that a client made up, cut short so that the answer stays readable.
std::string named_by_client(std::string_view name) {
    constexpr std::size_t kShown = 64;
    return named(name.size() > kShown ? std::string{name.substr(0, kShown)} + "..." : std::string{name});
}

std::string check_bounds(std::string_view name, std::string text) {
    if (text.size() > kTextBytesMax)
        throw ArgumentError(named(name) + " is longer than " + std::to_string(kTextBytesMax) + " bytes");
    if (text.find('\0') != std::string::npos)
        throw ArgumentError(named(name) + " contains a NUL character");
    return text;
}

std::string check_text(std::string_view name, std::string text) {
    if (text.empty())
        throw ArgumentError(named(name) + " is empty");
    return check_bounds(name, std::move(text));
}

std::string read_text(std::string_view name, const json& value) {
    if (!value.is_string())
        throw ArgumentError(named(name) + " is not a text");
    return check_text(name, value.get<std::string>());
}

long long read_number(std::string_view name, const json& value) {
    // A whole number is unsigned when it comes from a text, and may be signed when it comes from code.
    const bool fits = value.is_number_unsigned()
                          ? std::in_range<long long>(value.get<std::uint64_t>()) && value.get<std::uint64_t>() >= 1
                          : value.is_number_integer() && value.get<std::int64_t>() >= 1;
    if (!fits)
        throw ArgumentError(named(name) + " is not a whole number from 1");
    return value.get<long long>();
}

std::string read_key_part(std::string_view name, const json& value) {
    if (value.is_number_integer())
        return value.dump();
    if (!value.is_string())
        throw ArgumentError(named(name) + " is neither a text nor a whole number, nor an array of them");
    // An application may well have written an empty text into a key, and that person has rights like anybody else.
    return check_bounds(name, value.get<std::string>());
}

std::string read_key(std::string_view name, const json& value) {
    if (!value.is_array())
        return read_key_part(name, value);
    if (value.empty() || value.size() > kKeyColumnsMax)
        throw ArgumentError(named(name) + " has not 1 to " + std::to_string(kKeyColumnsMax) + " parts");
    json parts = json::array();
    for (const auto& part : value)
        parts.push_back(read_key_part(name, part));
    return parts.size() == 1 ? parts[0].get<std::string>() : parts.dump();
}

std::vector<std::string> read_texts(std::string_view name, const json& value) {
    if (!value.is_array() || value.size() > kTextsMax)
        throw ArgumentError(named(name) + " is not an array of at most " + std::to_string(kTextsMax) + " texts");
    std::vector<std::string> texts;
    for (const auto& each : value)
        texts.push_back(read_text(name, each));
    return texts;
}

} // namespace

std::string_view to_text(Parameter::Kind kind) noexcept {
    switch (kind) {
    case Parameter::Kind::Texts:
        return "texts";
    case Parameter::Kind::Number:
        return "number";
    case Parameter::Kind::Key:
        return "key";
    case Parameter::Kind::Text:
        break;
    }
    return "text";
}

Arguments::Arguments(const json& params, std::span<const Parameter> parameters) {
    for (const auto& [name, value] : params.items()) {
        const auto known = std::find_if(parameters.begin(), parameters.end(),
                                        [&name = name](const Parameter& parameter) { return parameter.name == name; });
        if (known == parameters.end())
            throw ArgumentError(named_by_client(name) + " is unknown");
        if (value.is_null())
            continue;
        switch (known->kind) {
        case Parameter::Kind::Text:
            values_.emplace(name, read_text(name, value));
            break;
        case Parameter::Kind::Number:
            values_.emplace(name, read_number(name, value));
            break;
        case Parameter::Kind::Key:
            values_.emplace(name, read_key(name, value));
            break;
        case Parameter::Kind::Texts:
            values_.emplace(name, read_texts(name, value));
            break;
        }
    }
    for (const auto& parameter : parameters)
        if (parameter.is_required && !values_.contains(parameter.name))
            throw ArgumentError(named(parameter.name) + " is missing");
}

const std::string& Arguments::text(std::string_view name) const {
    return std::get<std::string>(values_.find(name)->second);
}

long long Arguments::number(std::string_view name) const {
    return std::get<long long>(values_.find(name)->second);
}

std::optional<std::string> Arguments::optional_text(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::nullopt : std::optional{std::get<std::string>(found->second)};
}

std::optional<long long> Arguments::optional_number(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::nullopt : std::optional{std::get<long long>(found->second)};
}

std::map<std::string, std::variant<std::string, long long>>
Arguments::recordable(std::span<const Parameter> parameters) const {
    std::map<std::string, std::variant<std::string, long long>> kept;
    for (const auto& parameter : parameters) {
        const auto found = values_.find(parameter.name);
        if (found == values_.end() || parameter.name == "reason")
            continue;
        if (const auto* number = std::get_if<long long>(&found->second))
            kept.emplace(parameter.name, *number);
        else if (parameter.kind == Parameter::Kind::Text)
            kept.emplace(parameter.name, std::get<std::string>(found->second));
    }
    return kept;
}

std::vector<std::string> Arguments::texts(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>() : std::get<std::vector<std::string>>(found->second);
}

} // namespace retention::control
