// SPDX-License-Identifier: Apache-2.0
//
// Takes a subject's known values (names, mail addresses, telephone numbers) out of free text; known_pattern.cpp says how
// they are found.
#include "anonymizers/checks.hpp"
#include "anonymizers/known_pattern.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

namespace retention::anonymizers {

namespace {

constexpr std::string_view kMark = kScrubMark;

std::string scrubbed(const Inputs& inputs) {
    const std::string text = inputs.old_value + "::text collate pg_catalog.\"default\"";
    return "coalesce(regexp_replace(" + text + ", " + inputs.known + ", " + literal(kMark) + ", 'gi'), " + text +
           ")";
}

// Marks may make a text longer than its column. It is cut at white space then, because half a word can be a known value
// again; where there is none, the mark alone remains.
std::string cut(const std::string& text, int length_max) {
    const std::string length = std::to_string(length_max);
    const std::string begin = "regexp_replace(left(result, " + length + " + 1), " + literal(R"((^|\s)\S*$)") + ", '')";
    return "(select case when length(result) > " + length + " then coalesce(nullif(" + begin + ", ''), " +
           literal(kMark) + ") else result end from (select " + text + " as result offset 0) as scrubbed)";
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::Text)
        return refuse_type(column);
    if (auto refusal = check_no_argument(argument))
        return refusal;
    return check_length(literal(kMark), characters(kMark), column,
                        "Write redact with a shorter text, or { prefix: 1 }.");
}

std::string compile(const Argument&, const Column& column, const Inputs& inputs) {
    const std::string text = scrubbed(inputs);
    return as_column_type(column.length_max ? cut(text, *column.length_max) : text, column);
}

} // namespace

const Operator kScrub{
    .name = "scrub",
    .summary = "Takes the subject's own names, mail addresses and telephone numbers out of free text.",
    .takes = "nothing",
    .suits = "text",
    .example = "scrub",
    .traits = {.strength = Strength::Reduced, .draws = {.known = true}},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
