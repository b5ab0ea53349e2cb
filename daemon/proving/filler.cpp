// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/filler.hpp"

#include "policies/sql_text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>
#include <utility>

namespace retention::proving {

namespace {

using anonymizers::TypeFamily;
using policies::SchemaColumn;

// Larger than keys that people write, within the type.
constexpr long long kBase = 900'000'000;
constexpr long long kBaseSmall = 30'000;
constexpr std::size_t kDigitsOfBase = 10;

std::string padded(int number, int width) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%0*d", width, number);
    return text.data();
}

// Digits before the point that numeric(p,s) has room for; 0: as many as you like.
std::size_t digits_of(const std::string& type) {
    int precision = 0;
    int scale = 0;
    if (std::sscanf(type.c_str(), "numeric(%d,%d)", &precision, &scale) != 2)
        return 0;
    return static_cast<std::size_t>(std::max(precision - scale, 1));
}

std::string number_filler(const SchemaColumn& column, bool must_differ, int number) {
    if (!must_differ)
        return "1";
    if (column.type == "smallint")
        return std::to_string(kBaseSmall + number);
    const auto digits = digits_of(column.type);
    const auto text = std::to_string(kBase + number);
    return digits == 0 || digits >= kDigitsOfBase ? text : text.substr(text.size() - std::min(digits, text.size()));
}

std::string text_filler(const SchemaColumn& column, bool must_differ, int number) {
    const auto length = static_cast<std::size_t>(column.length_max);
    const std::string usual = must_differ ? "filler " + std::to_string(number) : "filler";
    if (length == 0 || usual.size() <= length)
        return usual;
    return must_differ ? padded(number, 1).substr(0, length) : usual.substr(0, length);
}

std::string network_filler(const SchemaColumn& column, int number) {
    const std::string low = padded(number % 100, 2);
    if (column.type == "macaddr")
        return "02:00:00:00:00:" + low;
    if (column.type == "macaddr8")
        return "02:00:00:00:00:00:00:" + low;
    return "10.0." + std::to_string(number / 256 % 256) + "." + std::to_string(number % 256);
}

// `(state = ANY (ARRAY['open'::text, 'paid'::text]))` lists what `state` may be: the first of it.
std::optional<std::string> listed_value(const policies::SchemaTable& table, const std::string& column) {
    constexpr std::string_view kList = " = ANY (";
    constexpr std::string_view kQuote = "ARRAY['";
    for (const auto& check : table.checks) {
        const auto list = check.sql.find(kList);
        if (list == std::string::npos)
            continue;
        std::string left = check.sql.substr(0, list);
        left.erase(std::remove_if(left.begin(), left.end(), [](char c) { return c == '(' || c == ')' || c == '"'; }), left.end());
        if (left != column && left != column + "::text")
            continue;
        const auto quote = check.sql.find(kQuote, list);
        if (quote == std::string::npos || quote > list + kList.size() + 2)
            continue;
        const auto begin = quote + kQuote.size();
        return check.sql.substr(begin, check.sql.find('\'', begin) - begin);
    }
    return std::nullopt;
}

// `expression` with `as_of` where it asks for the present time; nothing where it does not.
std::optional<std::string> at(const std::string& expression, const std::string& as_of) {
    constexpr auto kPresent = std::to_array<std::pair<std::string_view, std::string_view>>({{"now()", "timestamptz"},
                                                                                            {"CURRENT_TIMESTAMP", "timestamptz"},
                                                                                            {"CURRENT_DATE", "date"},
                                                                                            {"LOCALTIMESTAMP", "timestamp"},
                                                                                            {"clock_timestamp()", "timestamptz"},
                                                                                            {"transaction_timestamp()", "timestamptz"},
                                                                                            {"statement_timestamp()", "timestamptz"}});
    std::string changed = expression;
    for (const auto& [word, type] : kPresent)
        for (auto found = changed.find(word); found != std::string::npos; found = changed.find(word, found + as_of.size()))
            changed.replace(found, word.size(), policies::quote_text(as_of) + "::" + std::string(type));
    return changed == expression ? std::nullopt : std::optional(changed);
}

std::optional<std::string> by_type(const TableShape& shape, const SchemaColumn& column, const std::string& as_of, int number) {
    const bool must_differ = shape.is_unique(column.name) || shape.keys.count(column.name) > 0;
    switch (column.family) {
    case TypeFamily::Text:
        return text_filler(column, must_differ, number);
    case TypeFamily::Integer:
    case TypeFamily::Number:
    case TypeFamily::LargeObject:
        return number_filler(column, must_differ, number);
    case TypeFamily::Boolean:
        return "false";
    case TypeFamily::Date:
    case TypeFamily::Timestamp:
        return as_of;
    case TypeFamily::Time:
        return "00:00";
    case TypeFamily::Uuid:
        return "00000000-0000-4000-8000-" + padded(number, 12);
    case TypeFamily::Json:
        return "{}";
    case TypeFamily::Network:
        return network_filler(column, number);
    case TypeFamily::Bytes:
        return "\\x" + padded(number, 12);
    case TypeFamily::Array:
        return "{}";
    case TypeFamily::Enum:
        return shape.defaults.at(column.name).first_label;
    case TypeFamily::Xml:
        return "<filler/>";
    case TypeFamily::Hstore:
    case TypeFamily::Search:
        return "";
    case TypeFamily::Point:
        return "(0,0)";
    case TypeFamily::Other:
        break;
    }
    if (column.type == "interval")
        return "00:00";
    return column.type.ends_with("range") ? std::optional<std::string>("empty") : std::nullopt;
}

} // namespace

std::optional<Filler> filler(const TableShape& shape, const SchemaColumn& column, const std::string& as_of, int number) {
    const auto found = shape.defaults.find(column.name);
    const auto own = found == shape.defaults.end() ? ColumnDefault{} : found->second;
    if (auto sql = at(own.expression, as_of))
        return Filler{std::move(*sql), true};
    if (own.is_numbered)
        return Filler{number_filler(column, true, number), false};
    if (column.is_nullable || column.has_default)
        return std::nullopt;
    auto text = listed_value(*shape.table, column.name);
    if (!text)
        text = by_type(shape, column, as_of, number);
    return text ? std::optional(Filler{std::move(*text), false}) : std::nullopt;
}

} // namespace retention::proving
