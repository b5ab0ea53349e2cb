// SPDX-License-Identifier: Apache-2.0
#include "config/table_name.hpp"

#include <utility>

namespace retention::config {

namespace {

constexpr std::string_view kNeedsQuotes = " \t\r\n\".,;()[]{}'*";

// Takes a part between quotes from the front of `rest`; nothing when it does not end or is empty.
std::optional<std::string> take_quoted(std::string_view& rest) {
    std::string part;
    for (std::size_t i = 1; i < rest.size(); ++i) {
        if (rest[i] != '"') {
            part += rest[i];
        } else if (i + 1 < rest.size() && rest[i + 1] == '"') {
            part += '"';
            ++i;
        } else {
            rest.remove_prefix(i + 1);
            return part.empty() ? std::nullopt : std::optional(part);
        }
    }
    return std::nullopt;
}

std::optional<std::string> take_plain(std::string_view& rest) {
    const auto end = rest.find('.');
    std::string part(rest.substr(0, end));
    rest.remove_prefix(part.size());
    if (part.empty() || part.find_first_of(kNeedsQuotes) != std::string::npos)
        return std::nullopt;
    return part;
}

} // namespace

std::optional<std::vector<std::string>> parse_dotted(std::string_view text) {
    std::vector<std::string> parts;
    while (true) {
        auto part = text.starts_with('"') ? take_quoted(text) : take_plain(text);
        if (!part)
            return std::nullopt;
        parts.push_back(std::move(*part));
        if (text.empty())
            return parts;
        if (text.front() != '.')
            return std::nullopt;
        text.remove_prefix(1);
    }
}

std::optional<policies::TableName> parse_table_name(std::string_view text) {
    const auto parts = parse_dotted(text);
    if (!parts || parts->size() > 2)
        return std::nullopt;
    if (parts->size() == 1)
        return policies::TableName{"", parts->front()};
    return policies::TableName{parts->front(), parts->back()};
}

std::optional<ColumnName> parse_column_name(std::string_view text) {
    const auto parts = parse_dotted(text);
    if (!parts || parts->size() < 2 || parts->size() > 3)
        return std::nullopt;
    if (parts->size() == 2)
        return ColumnName{{"", parts->front()}, parts->back()};
    return ColumnName{{parts->front(), (*parts)[1]}, parts->back()};
}

} // namespace retention::config
