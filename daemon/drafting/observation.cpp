// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/observation.hpp"

#include <algorithm>
#include <charconv>

namespace retention::drafting {

namespace {

constexpr std::size_t kWordLengthMax = 40;
constexpr int kWordRowsMin = 3;

bool is_word(std::string_view text) {
    return text.size() <= kWordLengthMax && !pattern_of(text) && !is_prose(text);
}

// A word that few rows have may be anything, a person's name among it.
void add_words(const std::map<std::string_view, int>& counts, ColumnObservation& seen) {
    if (counts.size() > static_cast<std::size_t>(kWordsMax) ||
        !std::all_of(counts.begin(), counts.end(), [](const auto& each) { return is_word(each.first); }))
        return;
    for (const auto& [word, count] : counts)
        if (count >= std::max(kWordRowsMin, seen.filled / 100))
            seen.words.emplace_back(word);
        else
            seen.has_rare_words = true;
}

constexpr long long kCenturyBegins = 946'684'800;   // 2000-01-01 in seconds since 1970
constexpr long long kCenturyEnds = 4'102'444'800;   // 2100-01-01

void add_number(std::string_view value, ColumnObservation& seen) {
    long long number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size())
        return;
    const auto is_in_century = [](long long moment) { return moment >= kCenturyBegins && moment < kCenturyEnds; };
    seen.zeros += number == 0 ? 1 : 0;
    seen.epoch_seconds += is_in_century(number) ? 1 : 0;
    seen.epoch_milliseconds += is_in_century(number / 1000) ? 1 : 0;
}

// The texts between single quotes; a doubled quote is one.
std::vector<std::string> literals_of(std::string_view sql) {
    std::vector<std::string> found;
    for (std::size_t i = 0; i < sql.size(); ++i) {
        if (sql[i] != '\'')
            continue;
        std::string word;
        for (++i; i < sql.size() && (sql[i] != '\'' || (i + 1 < sql.size() && sql[i + 1] == '\'')); ++i) {
            if (sql[i] == '\'')
                ++i;
            word += sql[i];
        }
        found.push_back(word);
    }
    return found;
}

} // namespace

ColumnObservation observe(const std::vector<std::string_view>& values, bool is_state) {
    ColumnObservation seen;
    std::map<std::string_view, int> counts;
    for (const auto value : values) {
        if (value.empty())
            continue;
        ++seen.filled;
        ++counts[value];
        seen.yes += value == "true" ? 1 : 0;
        add_number(value, seen);
        if (const auto pattern = pattern_of(value))
            ++seen.patterns[*pattern];
        seen.prose += is_prose(value) ? 1 : 0;
        seen.mentioning += value.find(' ') != std::string_view::npos && mentions_somebody(value) ? 1 : 0;
    }
    seen.distinct = static_cast<int>(counts.size());
    if (is_state)
        add_words(counts, seen);
    return seen;
}

std::vector<std::string> words_of_check(std::string_view sql, std::string_view column) {
    const std::string plain = "((" + std::string(column);
    const std::string quoted = "((\"" + std::string(column) + "\"";
    const auto begins = [&](const std::string& name) {
        return sql.starts_with(name) || sql.starts_with(name.substr(1));
    };
    if ((!begins(plain) && !begins(quoted)) || sql.find("= ANY") == std::string_view::npos ||
        sql.find(" AND ") != std::string_view::npos)
        return {};
    auto words = literals_of(sql);
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    if (words.size() > static_cast<std::size_t>(kWordsMax))
        return {};
    return words;
}

} // namespace retention::drafting
