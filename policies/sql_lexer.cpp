// SPDX-License-Identifier: Apache-2.0
#include "policies/sql_lexer.hpp"

#include "policies/sql_text.hpp"

#include <algorithm>
#include <array>

namespace retention::policies {

namespace {

bool starts_word(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool continues_word(char c) noexcept { return starts_word(c) || (c >= '0' && c <= '9') || c == '$'; }

std::string take_word(std::string_view sql, std::size_t& i) {
    std::string word;
    for (; i < sql.size() && continues_word(sql[i]); ++i)
        word += static_cast<char>(sql[i] >= 'A' && sql[i] <= 'Z' ? sql[i] - 'A' + 'a' : sql[i]);
    return word;
}

// Every run of letters, whatever quotes stand around it.
void add_bare_words(std::string_view sql, std::set<std::string>& words) {
    for (std::size_t i = 0; i < sql.size();)
        if (starts_word(sql[i]))
            words.insert(take_word(sql, i));
        else
            ++i;
}

// The end of the quoted text that begins at `begin`: one behind its last quote.
std::size_t end_of_quoted(std::string_view sql, std::size_t begin) noexcept {
    for (std::size_t i = begin + 1; i < sql.size(); ++i)
        if (sql[i] == sql[begin] && !(i + 1 < sql.size() && sql[i + 1] == sql[begin] && ++i))
            return i + 1;
    return sql.size();
}

// A quoted name without its quotes.
std::string name_in(std::string_view quoted) {
    std::string name;
    for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
        name += quoted[i];
        if (quoted[i] == '"')
            ++i;
    }
    return name;
}

// Reserved, and no names but in quotes, behind a dot, or as what AS says.
constexpr auto kServerValues = std::to_array<std::string_view>(
    {"current_catalog", "current_date", "current_role", "current_schema", "current_time", "current_timestamp", "current_user", "localtime",
     "localtimestamp", "session_user", "user"});

// With these a word may be part of the language, though a column has the same name.
constexpr auto kAmbiguous = std::to_array<std::string_view>(
    {"select", "extract", "interval", "at", "as", "case", "end", "overlay", "substring", "position", "trim", "is", "array", "row",
     "normalize", "xmlparse", "xmlserialize", "treat", "collate", "tableoid"});

} // namespace

std::optional<std::string> over_alias(std::string_view sql, const std::string& alias, const std::set<std::string>& columns) {
    const auto words = words_of(sql);
    const auto is_there = [&](std::string_view word) { return words.count(std::string(word)) > 0; };
    if (sql.find_first_of("\\$") != std::string_view::npos || std::any_of(kAmbiguous.begin(), kAmbiguous.end(), is_there) ||
        std::any_of(kServerValues.begin(), kServerValues.end(), is_there))
        return std::nullopt;
    std::string text;
    char before = ' ';   // the last sign that was no blank
    for (std::size_t i = 0; i < sql.size();) {
        const std::size_t begin = i;
        const char c = sql[i];
        std::optional<std::string> name;
        if (c == '\'') {
            i = end_of_quoted(sql, i);
        } else if (c == '"') {
            i = end_of_quoted(sql, i);
            name = name_in(sql.substr(begin, i - begin));
        } else if (starts_word(c) && !(begin > 0 && continues_word(sql[begin - 1]))) {
            name = take_word(sql, i);
        } else {
            ++i;
        }
        const auto next = sql.find_first_not_of(" \t\r\n", i);
        const char after = next == std::string_view::npos ? ' ' : sql[next];
        if (name && after == '.')
            return std::nullopt;   // a table's name, or a schema's
        const bool is_column = name && columns.count(*name) > 0 && before != '.' && before != ':' && after != '(' &&
                               after != '\'';
        text += is_column ? alias + "." + quote_name(*name) : std::string(sql.substr(begin, i - begin));
        if (const char last = sql[i - 1]; last != ' ' && last != '\t' && last != '\r' && last != '\n')
            before = last;
    }
    return text;
}

std::set<std::string> server_values_in(std::string_view sql) {
    std::set<std::string> values;
    std::string before;   // the last word, while nothing but blanks came behind it; or a dot
    for (std::size_t i = 0; i < sql.size();) {
        const char c = sql[i];
        if (starts_word(c)) {
            const auto word = take_word(sql, i);
            const auto next = sql.find_first_not_of(" \t\r\n", i);
            const bool is_called = next != std::string_view::npos && sql[next] == '(' && word == "current_schema";
            if (before != "." && before != "as" && !is_called && std::find(kServerValues.begin(), kServerValues.end(), word) != kServerValues.end())
                values.insert(word);
            before = word;
            continue;
        }
        i = c == '\'' || c == '"' ? end_of_quoted(sql, i) : i + 1;
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
            before = c;
    }
    return values;
}

std::set<std::string> words_of(std::string_view sql) {
    // Where a backslash or a dollar may change what ends a literal, literals are not skipped, and a quote in one may seem to begin a
    // name: a word too many does no harm.
    const bool skips_literals = sql.find_first_of("\\$") == std::string_view::npos;
    std::set<std::string> words;
    if (!skips_literals)
        add_bare_words(sql, words);
    std::size_t i = 0;
    while (i < sql.size()) {
        const char c = sql[i];
        if (c == '\'' && skips_literals) {
            ++i;
            while (i < sql.size() && sql[i] != '\'')
                ++i;
            ++i;
        } else if (c == '"') {
            std::string word;
            for (++i; i < sql.size(); ++i) {
                if (sql[i] == '"') {
                    if (i + 1 < sql.size() && sql[i + 1] == '"')
                        ++i;
                    else
                        break;
                }
                word += sql[i];
            }
            ++i;
            words.insert(std::move(word));
        } else if (starts_word(c)) {
            words.insert(take_word(sql, i));
        } else {
            ++i;
        }
    }
    return words;
}

} // namespace retention::policies
