// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"

#include "anonymizers/suggestion.hpp"

#include <algorithm>
#include <charconv>

namespace retention::anonymizers {

namespace {

// What can be written for a column of this family, besides null and a constant.
std::string_view alternatives(const Column& column) noexcept {
    switch (column.family) {
    case TypeFamily::Text:
        return "redact, token, mask, { prefix: 2 } or scrub";
    case TypeFamily::Integer:
    case TypeFamily::Number:
        return "{ generalize: { bucket: 10 } } or { noise: 10% }";
    case TypeFamily::Date:
    case TypeFamily::Timestamp:
        return "{ generalize: year } or { shift_date: 30 }";
    case TypeFamily::Time:
        return "{ generalize: hour }";
    case TypeFamily::Uuid:
        return "token or random";
    case TypeFamily::Bytes:
        return "redact";
    case TypeFamily::Json:
        return "redact or { json: { \"$.email\": redact } }";
    case TypeFamily::Array:
        return "redact or { array: redact }";
    case TypeFamily::Hstore:
        return "{ hstore: { email: redact, \"*\": remove } }";
    case TypeFamily::Xml:
        return "{ xml: { phone: redact, \"@email\": remove } }";
    case TypeFamily::Search:
        return "empty or { search: { from: [title, body] } }";
    case TypeFamily::LargeObject:
        return "{ large_object: unlink }";
    case TypeFamily::Network:
        return column.type == "inet" || column.type == "cidr" ? "{ generalize: network }" : "shuffle";
    case TypeFamily::Point:
        return "{ generalize: { decimals: 1 } }";
    case TypeFamily::Boolean:
        return "{ choice: [true, false] }";
    case TypeFamily::Enum:
        return "{ choice: [...] }";
    case TypeFamily::Other:
        return "shuffle";
    }
    return {};
}

} // namespace

bool is_absent(const Argument& argument) noexcept {
    return argument.kind == Argument::Kind::None || argument.kind == Argument::Kind::Null;
}

std::optional<Refusal> check_no_argument(const Argument& argument) {
    if (is_absent(argument))
        return {};
    return Refusal{"takes no argument", {}};
}

Refusal refuse_type(const Column& column) {
    std::string suited = "{ constant: ... }";
    if (column.is_nullable)
        suited = "null or " + suited;
    if (const auto others = alternatives(column); !others.empty())
        suited = std::string(others) + ", or " + suited;
    return {"does not suit a column of type " + column.type, "Write " + suited + " instead."};
}

std::optional<Refusal> check_nullable(const Column& column) {
    if (column.is_nullable)
        return {};
    std::string hint = "Write { constant: ... } instead";
    if (const auto others = alternatives(column); !others.empty())
        hint += ", or " + std::string(others);
    return Refusal{"does not suit a NOT NULL column", hint + "."};
}

std::optional<Refusal> check_length(std::string_view what, std::size_t length, const Column& column, std::string hint) {
    if (!column.length_max || length <= static_cast<std::size_t>(*column.length_max))
        return {};
    return Refusal{"does not fit the column: " + std::string(what) + " takes " + std::to_string(length) +
                       " characters, and the column holds " + std::to_string(*column.length_max),
                   std::move(hint)};
}

std::optional<Refusal> check_parameters(const Argument& argument, std::span<const std::string_view> names) {
    for (const auto& [name, value] : argument.map)
        if (std::ranges::find(names, name) == names.end())
            return Refusal{"knows no parameter \"" + name + "\"", did_you_mean(name, names)};
    for (const auto& [name, value] : argument.map)
        if (value.kind != Argument::Kind::Text)
            return Refusal{"takes one value for " + name, {}};
    return {};
}

std::optional<long long> whole_number(std::string_view text, long long least, long long most) noexcept {
    if (text.empty() || text == "-0" || (text.front() == '-' && least >= 0))
        return {};
    long long number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < least || number > most)
        return {};
    return number;
}

} // namespace retention::anonymizers
