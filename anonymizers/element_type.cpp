// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/element_type.hpp"

#include "anonymizers/checks.hpp"

#include <array>
#include <limits>
#include <string>
#include <utility>

namespace retention::anonymizers {

namespace {

// As format_type() prints them, without what stands in parentheses.
constexpr auto kFamilies = std::to_array<std::pair<std::string_view, TypeFamily>>({
    {"text", TypeFamily::Text},
    {"character varying", TypeFamily::Text},
    {"character", TypeFamily::Text},
    {"bpchar", TypeFamily::Text},
    {"\"char\"", TypeFamily::Text},
    {"name", TypeFamily::Text},
    {"smallint", TypeFamily::Integer},
    {"integer", TypeFamily::Integer},
    {"bigint", TypeFamily::Integer},
    {"numeric", TypeFamily::Number},
    {"real", TypeFamily::Number},
    {"double precision", TypeFamily::Number},
    {"money", TypeFamily::Number},
    {"boolean", TypeFamily::Boolean},
    {"date", TypeFamily::Date},
    {"timestamp without time zone", TypeFamily::Timestamp},
    {"timestamp with time zone", TypeFamily::Timestamp},
    {"time without time zone", TypeFamily::Time},
    {"time with time zone", TypeFamily::Time},
    {"uuid", TypeFamily::Uuid},
    {"json", TypeFamily::Json},
    {"jsonb", TypeFamily::Json},
    {"inet", TypeFamily::Network},
    {"cidr", TypeFamily::Network},
    {"macaddr", TypeFamily::Network},
    {"macaddr8", TypeFamily::Network},
    {"bytea", TypeFamily::Bytes},
    {"xml", TypeFamily::Xml},
    {"tsvector", TypeFamily::Search},
    {"point", TypeFamily::Point},
});

// "character varying(20)" -> "character varying"
std::string without_modifier(std::string_view type) {
    const auto begin = type.find('(');
    const auto end = type.find(')', begin == std::string_view::npos ? 0 : begin);
    if (begin == std::string_view::npos || end == std::string_view::npos)
        return std::string(type);
    return std::string(type.substr(0, begin)) + std::string(type.substr(end + 1));
}

TypeFamily family_of(std::string_view type) {
    const std::string name = without_modifier(type);
    for (const auto& [known, family] : kFamilies)
        if (known == name)
            return family;
    if (name == "citext" || name.ends_with(".citext"))
        return TypeFamily::Text;
    if (name == "hstore" || name.ends_with(".hstore"))
        return TypeFamily::Hstore;
    return TypeFamily::Other;
}

std::optional<int> length_max_of(std::string_view type) {
    if (type == "\"char\"")
        return 1;
    const auto begin = type.find('(');
    if (!type.starts_with("character") || begin == std::string_view::npos || !type.ends_with(')'))
        return {};
    const auto digits = type.substr(begin + 1, type.size() - begin - 2);
    if (const auto length = whole_number(digits, 1, std::numeric_limits<int>::max()))
        return static_cast<int>(*length);
    return {};
}

} // namespace

std::optional<Column> element_of(const Column& column) {
    constexpr std::string_view kBrackets = "[]";
    if (!column.type.ends_with(kBrackets))
        return {};
    Column element;
    element.name = column.name + "[]";
    element.type = column.type.substr(0, column.type.size() - kBrackets.size());
    element.family = family_of(element.type);
    element.length_max = length_max_of(element.type);
    element.has_row_key = column.has_row_key;
    element.others = column.others;
    return element;
}

} // namespace retention::anonymizers
