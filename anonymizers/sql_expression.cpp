// SPDX-License-Identifier: Apache-2.0
//
// The policy's own expression. What it may say is the room of policies' to check, which knows SQL; whether the server takes it, the
// server's.
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

namespace retention::anonymizers {

namespace {

std::optional<Refusal> check(const Argument& argument, const Column&) {
    if (argument.kind != Argument::Kind::Text || argument.text.find_first_not_of(" \t\r\n") == std::string::npos)
        return Refusal{"takes an SQL expression over the row", "Write for example { sql: \"left(postcode, 2)\" }."};
    return {};
}

std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    return as_column_type(inputs.over_row(argument.text), column);
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kForms[] = {
        {.kind = ArgumentForm::Kind::Value,
         .what = "an SQL expression over the row",
         .example = "\"left(postcode, 2) || '00'\""},
    };
    return kForms;
}

} // namespace

const Operator kSql{
    .name = "sql",
    .summary = "Puts the value of your own expression over the row in the value's place.",
    .takes = "SQL that gives the same each time that it is asked",
    .suits = "every type",
    .example = "{ sql: \"left(postcode, 2) || '00'\" }",
    .forms = forms,
    .traits = {.strength = Strength::Reduced, .is_repeatable = false, .draws = {.others = true}},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
