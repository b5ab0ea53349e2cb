// SPDX-License-Identifier: Apache-2.0
#include "policies/sql_lexer.hpp"

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

} // namespace

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
