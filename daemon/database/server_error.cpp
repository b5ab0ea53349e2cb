// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/server_error.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <vector>

namespace retention::database {

namespace {

// NAMEDATALEN - 1: longer is no name.
constexpr std::size_t kNameBytesMax = 63;

// A message of PostgreSQL's. In `pattern` C stands for the constraint's name, T for the table's, _ for another name.
struct Pattern {
    std::string_view sqlstate;
    std::string_view pattern;
};

constexpr std::array kPatterns = {
    Pattern{"23502", R"(null value in column "_" of relation "T" violates not-null constraint)"},
    Pattern{"23502", R"(column "_" of relation "T" contains null values)"},
    Pattern{"23001",
            R"(update or delete on table "T" violates RESTRICT setting of foreign key constraint "C" on table "_")"},
    Pattern{"23503", R"(insert or update on table "T" violates foreign key constraint "C")"},
    Pattern{"23503", R"(update or delete on table "T" violates foreign key constraint "C" on table "_")"},
    Pattern{"23001", R"(update or delete on table "T" violates foreign key constraint "C" on table "_")"},
    Pattern{"23503", R"(removing partition "T" violates foreign key constraint "C")"},
    Pattern{"23505", R"(duplicate key value violates unique constraint "C")"},
    Pattern{"23505", R"(could not create unique index "C")"},
    Pattern{"23514", R"(new row for relation "T" violates check constraint "C")"},
    Pattern{"23514", R"(check constraint "C" of relation "T" is violated by some row)"},
    Pattern{"23514", R"(value for domain _ violates check constraint "C")"},
    Pattern{"23514", R"(new row for relation "T" violates partition constraint)"},
    Pattern{"23514", R"(no partition of relation "T" found for row)"},
    Pattern{"23P01", R"(conflicting key value violates exclusion constraint "C")"},
    Pattern{"23P01", R"(could not create exclusion constraint "C")"},
    Pattern{"42501", R"(permission denied for table T)"},
    Pattern{"42501", R"(permission denied for view T)"},
    Pattern{"42501", R"(query would be affected by row-level security policy for table "T")"},
    Pattern{"42501", R"(new row violates row-level security policy for table "T")"},
    Pattern{"55P03", R"(could not obtain lock on row in relation "T")"},
    Pattern{"55P03", R"(could not obtain lock on relation "T")"},
};

bool is_placeholder(std::string_view pattern, std::size_t at) {
    const char before = at == 0 ? ' ' : pattern[at - 1];
    const char after = at + 1 == pattern.size() ? ' ' : pattern[at + 1];
    const bool is_alone = (before == '"' && after == '"') || (before == ' ' && after == ' ');
    return is_alone && (pattern[at] == 'C' || pattern[at] == 'T' || pattern[at] == '_');
}

// Matches the whole of `message`; a name ends where the literal after it first occurs.
std::optional<NamedObjects> match(std::string_view pattern, std::string_view message) {
    NamedObjects found;
    std::size_t at = 0;
    while (at < pattern.size()) {
        if (!is_placeholder(pattern, at)) {
            if (message.empty() || message.front() != pattern[at])
                return std::nullopt;
            message.remove_prefix(1);
            ++at;
            continue;
        }
        std::size_t literal_end = at + 1;
        while (literal_end < pattern.size() && !is_placeholder(pattern, literal_end))
            ++literal_end;
        const auto literal = pattern.substr(at + 1, literal_end - at - 1);
        const bool is_last = literal_end == pattern.size();
        // The last literal must end the message, so that a quote inside a name does not cut it short.
        const auto name_bytes = is_last ? (message.ends_with(literal) ? message.size() - literal.size() : message.npos)
                                        : message.find(literal);
        if (name_bytes == message.npos || name_bytes == 0 || name_bytes > kNameBytesMax)
            return std::nullopt;
        if (pattern[at] == 'C')
            found.constraint = message.substr(0, name_bytes);
        else if (pattern[at] == 'T')
            found.table = message.substr(0, name_bytes);
        message.remove_prefix(name_bytes);
        ++at;
    }
    if (!message.empty())
        return std::nullopt;
    return found;
}

// "ERROR:  ", in whatever language.
std::string_view without_severity(std::string_view text) {
    constexpr std::size_t kSeverityBytesMax = 40;
    const auto colon = text.find(":  ");
    return colon == text.npos || colon > kSeverityBytesMax ? text : text.substr(colon + 3);
}

} // namespace

ServerError read_terse_message(std::string_view text) {
    ServerError error;
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.remove_suffix(1);
    text = without_severity(text);
    constexpr std::string_view kPosition = " at character ";
    if (const auto at = text.rfind(kPosition); at != text.npos) {
        const auto digits = text.substr(at + kPosition.size());
        int position = 0;
        const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), position);
        if (problem == std::errc{} && end == digits.data() + digits.size()) {
            error.position = position;
            text = text.substr(0, at);
        }
    }
    error.message = text;
    return error;
}

NamedObjects find_named_objects(std::string_view sqlstate, std::string_view message) {
    if (message.find('\n') != message.npos)
        return {};
    for (const auto& candidate : kPatterns)
        if (candidate.sqlstate == sqlstate)
            if (auto found = match(candidate.pattern, message))
                return *found;
    return {};
}

} // namespace retention::database
