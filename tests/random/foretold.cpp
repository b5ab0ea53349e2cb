// SPDX-License-Identifier: Apache-2.0
#include "tests/random/foretold.hpp"

#include "tests/random/calendar.hpp"

#include <chrono>
#include <cstdio>
#include <regex>
#include <sstream>

namespace retention::random {

namespace {

using std::chrono::year_month_day;

std::string generalized(const std::string& old, const Column& column, const std::string& argument) {
    if (column.kind != Kind::Date && column.kind != Kind::Timestamp) {
        const long long whole = std::stoll(old) - (old.front() == '-' && old.find('.') != std::string::npos ? 1 : 0);
        const long long bucket = whole - ((whole % 10) + 10) % 10;
        return std::to_string(bucket) + (column.kind == Kind::Numeric ? ".00" : "");
    }
    const year_month_day day{read_date(old)};
    const int year = static_cast<int>(day.year());
    const unsigned month = static_cast<unsigned>(day.month());
    const int from_year = argument == "decade" ? year - year % 10 : year;
    const unsigned from_month = argument == "month" ? month : argument == "quarter" ? (month - 1) / 3 * 3 + 1 : 1;
    char text[48];
    std::snprintf(text, sizeof text, "%04d-%02u-01", from_year, from_month);
    return text + std::string(column.kind == Kind::Timestamp ? " 00:00:00+00" : "");
}

// Words of the text that are somebody's own.
std::string scrubbed(const std::string& old, const std::set<std::string>& known) {
    std::string made;
    std::string word;
    const auto end_word = [&] {
        made += !word.empty() && known.count(lower(word)) > 0 ? "[removed]" : word;
        word.clear();
    };
    for (const char c : old) {
        if (c != ' ') {
            word += c;
            continue;
        }
        end_word();
        made += c;
    }
    end_word();
    return made;
}

std::string redacted(const Column& column, const std::string& argument) {
    if (column.kind == Kind::Json)
        return "{}";
    if (column.kind == Kind::Bytes)
        return "\\x";
    return argument.empty() ? "[redacted]" : without_quotes(argument);
}

} // namespace

std::string lower(std::string text) {
    for (char& c : text)
        c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return text;
}

std::string without_quotes(std::string text) {
    if (text.size() < 2 || text.front() != '\'')
        return text;
    text = text.substr(1, text.size() - 2);
    for (auto at = text.find("''"); at != std::string::npos; at = text.find("''", at + 1))
        text.erase(at, 1);
    return text;
}

std::string new_value(const std::string& old, const Column& column, const Treatment& treatment,
                      const std::string& whose, const std::set<std::string>& known) {
    const bool is_pattern = !old.empty() && old.front() == kPattern;
    const std::string pattern(1, kPattern);
    if (treatment.anonymizer == "redact")
        return is_text(column.kind) && old.empty() ? old : redacted(column, treatment.argument);
    if (treatment.anonymizer == "token")
        return pattern + (column.kind == Kind::Uuid
                              ? "U" + whose
                              : "T" + whose + "|" +
                                    (treatment.argument.empty() ? "{token}" : without_quotes(treatment.argument)));
    if (treatment.anonymizer == "fake")
        return old.empty() ? old : pattern + "F" + whose + "|" + treatment.argument;
    if (is_pattern)
        return pattern + "?";
    if (treatment.anonymizer == "prefix")
        return old.substr(0, 2);
    if (treatment.anonymizer == "generalize")
        return generalized(old, column, treatment.argument);
    return scrubbed(old, known);
}

bool Comparison::is_alike(const std::string& whose, const std::string& seen) {
    const auto [known, is_new] = known_.emplace(whose, seen);
    if (!is_new && known->second != seen)
        return false;
    const bool is_name = whose.front() == 'F';
    return is_name || owners_.emplace(whose.substr(0, 1) + seen, whose).first->second == whose;
}

bool Comparison::is_one_of(const std::string& pattern, const Cell& seen, bool is_only) {
    const std::string rest = pattern.substr(1);
    if (pattern[0] == '?')
        return true;
    if (pattern[0] == 'N' || !seen)
        return pattern[0] == 'N' && !seen;
    if (pattern[0] == 'L')
        return *seen == rest;
    static const std::regex uuid("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}");
    if (pattern[0] == 'U')
        return std::regex_match(*seen, uuid) && (!is_only || is_alike(pattern, *seen));
    const auto bar = rest.rfind('|');
    const std::string whose = rest.substr(0, bar);
    const std::string what = rest.substr(bar + 1);
    if (pattern[0] == 'T') {
        const auto at = what.find("{token}");
        const std::string before = what.substr(0, at);
        const std::string after = what.substr(at + 7);
        static const std::regex digits("[0-9a-f]{24}");
        if (seen->size() != before.size() + 24 + after.size() || !seen->starts_with(before) || !seen->ends_with(after))
            return false;
        const std::string token = seen->substr(before.size(), 24);
        return std::regex_match(token, digits) && (!is_only || is_alike("T" + whose, token));
    }
    static const std::regex name("[A-Z][a-z]+");
    static const std::regex names("[A-Z][a-z]+ [A-Z][a-z]+");
    if (!std::regex_match(*seen, what == "full_name" ? names : name))
        return false;
    if (!is_only)
        return true;
    if (what != "full_name")
        return is_alike("F" + what + whose, *seen);
    const auto blank = seen->find(' ');
    return is_alike("Ffirst_name" + whose, seen->substr(0, blank)) &&
           is_alike("Flast_name" + whose, seen->substr(blank + 1));
}

bool Comparison::is_as_expected(const Cell& expected, const Cell& seen) {
    if (!expected || expected->empty() || expected->front() != kPattern)
        return expected == seen;
    std::istringstream patterns(expected->substr(1));
    const bool is_only = expected->find(kBetween) == std::string::npos;
    for (std::string pattern; std::getline(patterns, pattern, kBetween);)
        if (is_one_of(pattern, seen, is_only))
            return true;
    return false;
}

} // namespace retention::random
