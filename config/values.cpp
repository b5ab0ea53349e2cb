// SPDX-License-Identifier: Apache-2.0
#include "config/values.hpp"

#include "config/language/kinds.hpp"
#include "config/period_hint.hpp"
#include "policies/sql_text.hpp"

#include <algorithm>
#include <charconv>

namespace retention::config {

namespace {

constexpr std::size_t kColumnNameMax = 50; // leaves room for what is put around it: PostgreSQL cuts names at 63 bytes

bool is_lower(char c) noexcept {
    return (c >= 'a' && c <= 'z') || c == '_';
}
bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
bool is_word(char c) noexcept {
    return is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z') || c == '-';
}

template <typename T>
std::optional<T> parse_number(std::string_view text) noexcept {
    T number = {};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

} // namespace

std::optional<policies::Expression> read_expression(const Value& value) {
    const auto sql = value.text(language::kExpression.what);
    if (!sql)
        return std::nullopt;
    if (const auto reason = policies::why_no_expression(*sql)) {
        value.error_at(value.node().text_place, "EXPRESSION_INVALID", *reason,
                       "Write one SQL expression, as it could stand between parentheses.");
        return std::nullopt;
    }
    return policies::Expression{*sql, value.node().text_place};
}

std::optional<policies::Expression> find_expression(const Fields& fields, std::string_view key) {
    const auto value = fields.find(key);
    return value ? read_expression(*value) : std::nullopt;
}

std::optional<policies::Period> read_period(const Value& value) {
    const auto text = value.text(language::kPeriod.what);
    if (!text)
        return std::nullopt;
    auto period = policies::parse_period(*text);
    if (!period)
        value.error("PERIOD_INVALID", in_quotes(*text) + " is no period", period_hint(*text));
    return period;
}

std::optional<policies::TableName> read_table(const Value& value) {
    const auto text = value.text(language::kTable.what);
    if (!text)
        return std::nullopt;
    auto table = parse_table_name(*text);
    if (!table)
        value.error(
            "TABLE_NAME_INVALID", in_quotes(*text) + " is no name of a table",
            "Write schema and table, such as crm.person; names with other signs than letters, digits and underscores "
            "go between double quotes.");
    return table;
}

std::optional<ColumnName> read_column(const Value& value) {
    const auto text = value.text(language::kColumn.what);
    if (!text)
        return std::nullopt;
    auto column = parse_column_name(*text);
    if (!column)
        value.error("COLUMN_NAME_INVALID", in_quotes(*text) + " is no name of a column",
                    "Write schema, table and column, such as crm.person.email.");
    return column;
}

std::vector<std::string> read_columns(const Value& value) {
    std::vector<std::string> columns;
    for (auto& column : value.texts(language::kColumnNames.what))
        columns.push_back(std::move(column.value));
    return columns;
}

bool check_name(const Value& value, policies::Place place, std::string_view name) {
    const bool is_name = !name.empty() && std::all_of(name.begin(), name.end(), is_word);
    if (!is_name)
        value.error_at(place, "NAME_INVALID", in_quotes(name) + " is no name",
                       "Use letters, digits, underscores and hyphens.");
    return is_name;
}

bool check_column_name(const Value& value, policies::Place place, std::string_view name) {
    const bool is_name = !name.empty() && name.size() <= kColumnNameMax && is_lower(name.front()) &&
                         std::all_of(name.begin(), name.end(), [](char c) { return is_lower(c) || is_digit(c); }) &&
                         !name.starts_with("retentiond_");
    if (!is_name)
        value.error_at(
            place, "NAME_INVALID", in_quotes(name) + " can't be the name of a column in SQL",
            "Use at most " + std::to_string(kColumnNameMax) +
                " small letters, digits and underscores, a letter first, and do not begin with retentiond_.");
    return is_name;
}

std::optional<double> read_percent(const Value& value, const language::Kind& kind) {
    const auto text = value.text(kind.what);
    if (!text)
        return std::nullopt;
    const auto number =
        text->ends_with('%') ? parse_number<double>(std::string_view(*text).substr(0, text->size() - 1)) : std::nullopt;
    if (number && *number >= static_cast<double>(kind.min) && *number <= static_cast<double>(kind.max))
        return number;
    const bool lacks_sign = parse_number<double>(*text).has_value();
    value.error("VALUE_INVALID",
                in_quotes(*text) + " is no percentage from " + std::to_string(kind.min) + "% to " + std::to_string(kind.max) + "%",
                lacks_sign ? "Write it with its sign: " + *text + "%." : "Write a percentage such as 5%.");
    return std::nullopt;
}

std::optional<long long> read_whole(const Value& value, const language::Kind& kind) {
    const auto text = value.text(kind.what);
    if (!text)
        return std::nullopt;
    const auto number = parse_number<long long>(*text);
    if (number && *number >= kind.min && *number <= kind.max)
        return number;
    value.error("VALUE_INVALID", in_quotes(*text) + " is no whole number from " + std::to_string(kind.min) + " to " +
                                     std::to_string(kind.max));
    return std::nullopt;
}

std::optional<double> read_factor(const Value& value, const language::Kind& kind) {
    const auto text = value.text(kind.what);
    if (!text)
        return std::nullopt;
    const auto number = parse_number<double>(*text);
    if (number && *number > 0 && *number <= static_cast<double>(kind.max))
        return number;
    value.error("VALUE_INVALID", in_quotes(*text) + " is no number above 0" +
                                     (number && *number > 0 ? " and up to " + std::to_string(kind.max) : ""));
    return std::nullopt;
}

std::optional<std::size_t> read_word(const Value& value, const language::Kind& kind) {
    const std::vector<std::string> known(kind.words.begin(), kind.words.end());
    const auto written = value.text("one of " + enumerate(known));
    if (!written)
        return std::nullopt;
    const auto found = std::find(known.begin(), known.end(), *written);
    if (found != known.end())
        return static_cast<std::size_t>(found - known.begin());
    value.error("VALUE_INVALID", in_quotes(*written) + " is not known here", suggest(*written, known));
    return std::nullopt;
}

} // namespace retention::config
