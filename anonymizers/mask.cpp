// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

namespace retention::anonymizers {

namespace {

constexpr long long kKeepMax = 1000;

constexpr ArgumentForm kKept{.kind = ArgumentForm::Kind::Whole, .what = "a whole number", .min = 0, .max = kKeepMax};
constexpr ArgumentForm kAround{.kind = ArgumentForm::Kind::Value,
                               .what = "a text with characters, without that of `with`",
                               .pattern = "^[\\s\\S]"};
constexpr ArgumentForm kWith{.kind = ArgumentForm::Kind::Value, .what = "one visible character", .pattern = "^\\S$"};
constexpr Parameter kParameters[] = {
    {"keep_first", &kKept, "`0`", "How many characters stay at the beginning, of each part", "1"},
    {"keep_last", &kKept, "`0`", "How many stay at the end", "4"},
    {"around", &kAround, "none", "What stays wherever it stands; each part between is masked by itself", "\"@\""},
    {"with", &kWith, "`*`", "The character that is put for each one", "x"},
};

struct Mask {
    long long keep_first = 0;
    long long keep_last = 0;
    std::string around;
    std::string with = "*";
};

bool is_number_of_characters(const Argument* argument) noexcept {
    return argument == nullptr || whole_number(argument->text, kKept.min, kKept.max);
}

long long number_of_characters(const Argument* argument) noexcept {
    return argument == nullptr ? 0 : whole_number(argument->text, kKept.min, kKept.max).value_or(0);
}

// REQUIRES: check() returned nothing.
Mask read_mask(const Argument& argument) {
    Mask mask;
    mask.keep_first = number_of_characters(argument.find("keep_first"));
    mask.keep_last = number_of_characters(argument.find("keep_last"));
    if (const Argument* around = argument.find("around"))
        mask.around = around->text;
    if (const Argument* with = argument.find("with"))
        mask.with = with->text;
    return mask;
}

std::optional<Refusal> check_characters(const Argument& argument) {
    const Argument* const around = argument.find("around");
    const std::string with = read_mask(argument).with;
    if (characters(with) != 1 || with.find_first_of(std::string_view(" \t\r\n\0", 5)) != std::string::npos)
        return Refusal{"takes one visible character to mask with", "Write for example { mask: { with: x } }."};
    if (around == nullptr)
        return {};
    if (around->text.empty() || around->text.find('\0') != std::string::npos)
        return Refusal{"takes a text to keep that has characters", "Write for example { mask: { around: \"@\" } }."};
    // Else a second pass would find more of them.
    if (around->text.find(with) != std::string::npos)
        return Refusal{"can't keep \"" + around->text + "\" and mask with \"" + with + "\"",
                       "Write another character for \"with\"."};
    return {};
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::Text)
        return refuse_type(column);
    if (is_absent(argument))
        return {};
    if (argument.kind != Argument::Kind::Map)
        return Refusal{"takes parameters", "Write mask, or for example { mask: { keep_last: 4 } }."};
    if (auto refusal = check_parameters(argument, names_of(kParameters)))
        return refusal;
    for (const char* name : {"keep_first", "keep_last"})
        if (!is_number_of_characters(argument.find(name)))
            return Refusal{"takes a whole number from 0 to " + std::to_string(kKeepMax) + " for " + name, {}};
    return check_characters(argument);
}

// `part` masked; as a whole where nothing of it would be.
std::string masked(const std::string& part, const Mask& mask) {
    const std::string with = literal(mask.with);
    const std::string whole = "repeat(" + with + ", length(" + part + "))";
    const std::string kept = std::to_string(mask.keep_first + mask.keep_last);
    if (kept == "0")
        return whole;
    return "case when length(" + part + ") > " + kept + " then left(" + part + ", " + std::to_string(mask.keep_first) +
           ") || repeat(" + with + ", length(" + part + ") - " + kept + ") || right(" + part + ", " +
           std::to_string(mask.keep_last) + ") else " + whole + " end";
}

std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    const Mask mask = read_mask(argument);
    const std::string text = plain_text(inputs);
    if (mask.around.empty())
        return as_column_type(unless_empty(masked(text, mask), inputs), column);
    const std::string separator = literal(mask.around);
    const std::string joined = "(select string_agg(" + masked("part", mask) + ", " + separator +
                               " order by number) from unnest(string_to_array(" + text + ", " + separator +
                               ")) with ordinality as parts(part, number))";
    return as_column_type(unless_empty(joined, inputs), column);
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kForms[] = {
        {},
        {.kind = ArgumentForm::Kind::Parameters,
         .what = "what to keep, and the character to put",
         .example = "{ keep_first: 1, around: \"@\" }",
         .parameters = kParameters},
    };
    return kForms;
}

} // namespace

const Operator kMask{
    .name = "mask",
    .summary = "Puts * for each character, and keeps as many at the beginning and the end as it is told; a text that "
               "would be kept whole is masked whole.",
    .takes = "nothing, or `keep_first`, `keep_last`, `around` (what to keep between parts) and `with` (the character)",
    .suits = "text",
    .example = "{ mask: { keep_first: 1, around: \"@\" } }",
    .forms = forms,
    .traits = {.strength = Strength::Reduced},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
