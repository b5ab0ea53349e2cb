// SPDX-License-Identifier: Apache-2.0
#include "config/line_key.hpp"

#include "config/table_name.hpp"

#include <utility>

namespace retention::config {

namespace {

constexpr std::string_view kBlank = " \t\r\n";

std::string_view trim(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

// The first of `signs` outside double quotes, from `begin`.
std::size_t find_unquoted(std::string_view text, std::string_view signs, std::size_t begin = 0) noexcept {
    bool is_quoted = false;
    for (auto i = begin; i < text.size(); ++i) {
        if (text[i] == '"')
            is_quoted = !is_quoted;
        else if (!is_quoted && signs.find(text[i]) != std::string_view::npos)
            return i;
    }
    return std::string_view::npos;
}

std::vector<std::string_view> split_at_commas(std::string_view text) {
    std::vector<std::string_view> parts;
    for (auto comma = find_unquoted(text, ","); comma != std::string_view::npos; comma = find_unquoted(text, ",")) {
        parts.push_back(trim(text.substr(0, comma)));
        text.remove_prefix(comma + 1);
    }
    parts.push_back(trim(text));
    return parts;
}

std::string_view without_parentheses(std::string_view text) noexcept {
    if (text.size() >= 2 && text.front() == '(' && text.back() == ')')
        return trim(text.substr(1, text.size() - 2));
    return text;
}

std::optional<LineKeyError> read_table(std::string_view text, LineKey& key) {
    if (text.size() > 2 && text.ends_with(".*")) {
        const auto schema = parse_dotted(text.substr(0, text.size() - 2));
        if (schema && schema->size() == 1 && schema->front() != "*") {
            key.table = {schema->front(), "*"};
            return std::nullopt;
        }
    }
    const auto table = parse_table_name(text);
    if (!table || table->name == "*")
        return LineKeyError{
            "\"" + std::string(text) + "\" is no name of a table",
            "Write a table such as crm.person, or all tables of a schema as crm.*; names with other signs "
            "than letters, digits and underscores go between double quotes."};
    key.table = *table;
    return std::nullopt;
}

LineKeyError bad_via(std::string_view text) {
    return {"\"via" + (text.empty() ? "" : " " + std::string(text)) + "\" names no columns",
            "Write the columns of the foreign key: via assigned_to, or via (tenant_id, person_id), or, for a table "
            "that the "
            "person points to, via person.address_id."};
}

// One column of `via`: `assigned_to`, or with the table that it belongs to.
bool read_via_column(std::string_view text, LineKey& key, bool is_first) {
    const auto parts = parse_dotted(text);
    if (!parts || parts->size() > 3)
        return false;
    std::optional<policies::TableName> table;
    if (parts->size() == 2)
        table = policies::TableName{"", parts->front()};
    else if (parts->size() == 3)
        table = policies::TableName{parts->front(), (*parts)[1]};
    if (!is_first && table != key.via_table)
        return false;
    key.via_table = std::move(table);
    key.via.push_back(parts->back());
    return true;
}

// Where the last word "to" begins, outside double quotes and with something before and behind it.
std::size_t find_to(std::string_view text) noexcept {
    std::size_t found = std::string_view::npos;
    for (auto at = find_unquoted(text, kBlank); at != std::string_view::npos; at = find_unquoted(text, kBlank, at)) {
        at = text.find_first_not_of(kBlank, at);
        if (at != std::string_view::npos && text.substr(at, 2) == "to" && at + 2 < text.size() &&
            kBlank.find(text[at + 2]) != kBlank.npos)
            found = at;
    }
    return found;
}

std::optional<LineKeyError> read_to(std::string_view text, LineKey& key) {
    const auto table = parse_table_name(text);
    if (!table || table->name == "*")
        return LineKeyError{"\"to " + std::string(text) + "\" names no table",
                            "Write the table that the columns refer to: via owner_id to crm.person."};
    if (key.via_table)
        return LineKeyError{"\"to\" is for keys of the table itself",
                            "A column of another table, as in via person.address_id, points to this one: leave out \"to\"."};
    key.to = *table;
    return std::nullopt;
}

std::optional<LineKeyError> read_via(std::string_view text, LineKey& key) {
    const auto to = find_to(text);
    const auto columns = trim(text.substr(0, to));
    for (const auto column : split_at_commas(without_parentheses(columns)))
        if (!read_via_column(column, key, key.via.empty()))
            return bad_via(columns);
    if (to != std::string_view::npos)
        if (auto error = read_to(trim(text.substr(to + 2)), key))
            return error;
    if (is_pattern(key))
        return LineKeyError{"all tables of a schema can't be given by one foreign key",
                            "Leave out \"via\", or write a line for the table that you mean."};
    return std::nullopt;
}

// What follows the word "via", or nothing when there is none.
std::optional<std::string_view> after_via(std::string_view rest) noexcept {
    constexpr std::string_view word = "via";
    if (!rest.starts_with(word) ||
        (rest.size() > word.size() && kBlank.find(rest[word.size()]) == kBlank.npos && rest[word.size()] != '('))
        return std::nullopt;
    return trim(rest.substr(word.size()));
}

} // namespace

std::variant<LineKey, LineKeyError> parse_line_key(std::string_view text) {
    text = trim(text);
    const auto blank = find_unquoted(text, kBlank);
    LineKey key;
    if (auto error = read_table(text.substr(0, blank), key))
        return *error;
    if (blank == std::string_view::npos)
        return key;
    const auto rest = trim(text.substr(blank));
    const auto via = after_via(rest);
    if (!via)
        return LineKeyError{"\"" + std::string(rest) + "\" after the table's name",
                            "Only \"via\" and the columns of a foreign key can follow the table."};
    if (auto error = read_via(*via, key))
        return *error;
    return key;
}

} // namespace retention::config
