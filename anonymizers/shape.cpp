// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

namespace retention::anonymizers {

namespace {

// One of `count` characters from `first` on, drawn for its place.
std::string drawn(char first, int count, const Inputs& inputs) {
    return "chr(" + std::to_string(static_cast<int>(first)) + " + " + below(count, draw("'shape ' || number", inputs)) +
           "::integer)";
}

// Compared byte by byte, so that no server's locale decides what a letter is: all beyond ASCII counts as one, because a
// foreign digit or a sign may tell as much as a letter does.
std::string replaced(const Inputs& inputs) {
    const std::string bytes = "letter collate pg_catalog.\"C\"";
    const std::string upper = drawn('A', 26, inputs);
    const std::string lower = drawn('a', 26, inputs);
    return "case when " + bytes + " between 'A' and 'Z' then " + upper + " when " + bytes +
           " between 'a' and 'z' then " + lower + " when " + bytes + " between '0' and '9' then " +
           drawn('0', 10, inputs) + " when " + bytes + " <= '~' then letter when lower(letter) <> letter then " +
           upper + " else " + lower + " end";
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::Text)
        return refuse_type(column);
    return check_no_argument(argument);
}

std::string compile(const Argument&, const Column& column, const Inputs& inputs) {
    const std::string text = "(select string_agg(" + replaced(inputs) + ", '' order by number) from unnest(" +
                             "string_to_array(" + plain_text(inputs) +
                             ", null)) with ordinality as written(letter, number))";
    return as_column_type(unless_empty(text, inputs), column);
}

} // namespace

const Operator kShape{
    .name = "shape",
    .summary = "Puts a random letter for each letter and a random digit for each digit, alike at the same place in all "
               "tables of a subject; capitals, spaces and punctuation stay, and what is not ASCII counts as a letter.",
    .takes = "nothing",
    .suits = "text",
    .example = "shape",
    .traits = {.strength = Strength::Reduced, .draws = {.seed = true}},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
