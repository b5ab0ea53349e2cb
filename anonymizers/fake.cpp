// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/names.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"
#include "anonymizers/suggestion.hpp"

#include <algorithm>

namespace retention::anonymizers {

namespace {

constexpr std::string_view kKinds[] = {"first_name", "last_name", "full_name"};

bool is_kind(const Argument& argument) noexcept {
    return argument.kind == Argument::Kind::Text && std::ranges::find(kKinds, argument.text) != std::end(kKinds);
}

std::size_t length_of(std::string_view kind) noexcept {
    return kind == "full_name" ? kNameLengthMax + 1 + kNameLengthMax : kNameLengthMax;
}

// One of `names`, picked by the two bytes of the seed at `offset`: 65,536 is so much more than there are names that
// each comes up about as often as any other.
std::string pick(std::span<const std::string_view> names, int offset, const Inputs& inputs) {
    std::string list;
    for (const auto name : names)
        list += (list.empty() ? "" : ", ") + literal(name);
    const auto byte = [&inputs](int position) {
        return "get_byte(" + inputs.seed + ", " + std::to_string(position) + ")";
    };
    return "(array[" + list + "])[1 + (" + byte(offset) + " * 256 + " + byte(offset + 1) + ") % " +
           std::to_string(names.size()) + "]";
}

// First and last name draw on different bytes, so that neither tells the other.
std::string first_name(const Inputs& inputs) {
    return pick(first_names(), 0, inputs);
}
std::string last_name(const Inputs& inputs) {
    return pick(last_names(), 2, inputs);
}

std::string name_of(std::string_view kind, const Inputs& inputs) {
    if (kind == "first_name")
        return first_name(inputs);
    if (kind == "last_name")
        return last_name(inputs);
    return first_name(inputs) + " || ' ' || " + last_name(inputs);
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::Text)
        return refuse_type(column);
    if (!is_kind(argument))
        return Refusal{"takes " + one_of(kKinds),
                       argument.kind == Argument::Kind::Text ? did_you_mean(argument.text, kKinds) : std::string()};
    return check_length("the longest name", length_of(argument.text), column, "Write redact, token or null instead.");
}

std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    return as_column_type(unless_empty(name_of(argument.text, inputs), inputs), column);
}

} // namespace

const Operator kFake{
    .name = "fake",
    .summary = "Puts another common name in the value's place, alike in all tables of a subject.",
    .takes = "`first_name`, `last_name` or `full_name`",
    .suits = "text",
    .example = "{ fake: first_name }",
    .traits = {.draws = {.seed = true}},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
