// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/element_type.hpp"
#include "anonymizers/nested.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

namespace retention::anonymizers {

namespace {

std::optional<Refusal> check_element(const Nested& inner, const Column& element) {
    if (inner.removes())
        return {};
    if (inner.keeps())
        return Refusal{"keep changes nothing here", "Write keep for the column."};
    return check_nested(inner, element);
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::Array)
        return refuse_type(column);
    const auto element = element_of(column);
    if (!element)
        return Refusal{"does not know what the elements of type " + column.type + " are",
                       "Write redact to empty the array, or { constant: ... }."};
    if (argument.kind == Argument::Kind::None)
        return Refusal{"takes an anonymizer for the elements", "Write for example { array: redact }."};
    const auto inner = read_nested(argument);
    if (const auto* refusal = std::get_if<Refusal>(&inner))
        return *refusal;
    return check_element(std::get<Nested>(inner), *element);
}

Traits traits_of(const Argument& argument) {
    const Nested inner[] = {nested(argument)};
    return combined_traits(inner, Strength::Anonymous);
}

// The elements one after the other, whatever the dimensions; null for an empty array.
std::string changed_elements(const Nested& inner, const Column& element, const Inputs& inputs) {
    return "(select array_agg(" + compile_nested(inner, element, inputs, "element.value") +
           " order by element.position) from unnest(" + inputs.old_value +
           ") with ordinality as element(value, position))";
}

constexpr int kDimensionsMax = 6; // the server has no more

// As size1, size2 ...: how many elements a whole of each dimension has, null for a dimension that is not there. Asked
// once, because the server may unpack the array whenever it is named.
std::string sizes(const std::string& old) {
    std::string columns;
    std::string product = "1";
    for (int dimension = kDimensionsMax; dimension >= 1; --dimension) {
        const std::string length = "array_length(" + old + ", " + std::to_string(dimension) + ")";
        product = product + " * coalesce(" + length + ", 1)";
        columns +=
            ", case when " + length + " is not null then " + product + " end as size" + std::to_string(dimension);
    }
    return columns;
}

// In how many dimensions element number `position`, counted from 0, is the first.
std::string beginnings(const std::string& position) {
    std::string count;
    for (int dimension = 1; dimension <= kDimensionsMax; ++dimension)
        count += (count.empty() ? "" : " + ") + std::string("coalesce((") + position + " % changed.size" +
                 std::to_string(dimension) + " = 0)::int, 0)";
    return count;
}

// An array of several dimensions, or one that does not begin at 1, is written as the server writes it: its bounds, and
// braces around the elements in the order in which they are stored.
std::string with_bounds(const Column& column) {
    const std::string one = "array[element.value]::" + column.type + "::text";
    const std::string written = "substr(" + one + ", 2, length(" + one + ") - 2)";
    return "(select changed.bounds || '=' || string_agg(repeat('{', " + beginnings("(element.position - 1)") + ") || " +
           written + " || repeat('}', " + beginnings("element.position") + "), " +
           (column.type == "box[]" ? "';'" : "','") +
           " order by element.position) from unnest(changed.elements) with ordinality as element(value, position))::" +
           column.type;
}

std::string changed_array(const Nested& inner, const Column& column, const Inputs& inputs) {
    const std::string& old = inputs.old_value;
    return "(select case when changed.elements is null then " + old +
           " when changed.size2 is null and changed.begins = 1 "
           "then changed.elements::" +
           column.type + " else " + with_bounds(column) + " end from (select " +
           changed_elements(inner, *element_of(column), inputs) + " as elements, array_dims(" + old +
           ") as bounds, array_lower(" + old + ", 1) as begins" + sizes(old) + " offset 0) as changed)";
}

std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    const Nested inner = nested(argument);
    const std::string changed = inner.removes() ? "'{}'" : changed_array(inner, column, inputs);
    return as_column_type(unless_null(changed, inputs), column);
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kForms[] = {
        {.kind = ArgumentForm::Kind::Anonymizer, .what = "an anonymizer that suits the elements", .example = "redact"},
    };
    return kForms;
}

} // namespace

const Operator kArray{
    .name = "array",
    .summary = "Anonymizes every element of an array, which keeps its order, its nulls and its dimensions.",
    .takes = "an anonymizer that suits the elements, or `remove`, which empties the array",
    .suits = "arrays",
    .example = "{ array: redact }",
    .forms = forms,
    .traits = {.strength = Strength::Reduced}, // what the one for the elements makes of it
    .traits_of = traits_of,
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
