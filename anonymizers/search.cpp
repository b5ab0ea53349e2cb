// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"
#include "anonymizers/suggestion.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace retention::anonymizers {

namespace {

constexpr ArgumentForm kColumn{.kind = ArgumentForm::Kind::Value, .what = "a column of the row"};
constexpr ArgumentForm kFrom{.kind = ArgumentForm::Kind::List,
                             .what = "a list of columns of the row",
                             .min = 1,
                             .max = 1600, // more columns has no table
                             .each = &kColumn,
                             .is_set = true};
constexpr ArgumentForm kConfiguration{.kind = ArgumentForm::Kind::Value,
                                      .what = "the name of a text search configuration"};
constexpr Parameter kParameters[] = {
    {"from", &kFrom, "required", "The columns whose words it has", "[title, body]"},
    {"config", &kConfiguration, "`simple`", "The text search configuration", "english"},
};
constexpr std::string_view kExample = "Write for example { search: { from: [title, body], config: english } }.";
constexpr std::string_view kDefaultConfiguration = "simple"; // leaves words as they are, in any language

// The server refuses a search vector of over a megabyte, and no character takes more than four bytes.
constexpr int kCharactersMax = 250'000;

std::optional<Refusal> check_parameters(const Argument& argument) {
    if (argument.kind != Argument::Kind::Map)
        return Refusal{"takes the columns to search in", std::string(kExample)};
    for (const auto& [name, value] : argument.map)
        if (std::ranges::find(kParameters, name, &Parameter::name) == std::end(kParameters))
            return Refusal{"knows no parameter \"" + name + "\"", did_you_mean(name, names_of(kParameters))};
    return {};
}

std::optional<Refusal> check_source(const Argument& source, const Column& column, std::set<std::string>& seen) {
    if (source.kind != Argument::Kind::Text)
        return Refusal{"takes names of columns in from", std::string(kExample)};
    if (source.text == column.name)
        return Refusal{"can't be made from itself", "Name the columns of text that it is made from."};
    if (std::ranges::find(column.others, source.text) == column.others.end()) {
        const std::vector<std::string_view> names(column.others.begin(), column.others.end());
        return Refusal{"there is no column \"" + source.text + "\" in from", did_you_mean(source.text, names)};
    }
    if (!seen.insert(source.text).second)
        return Refusal{"names \"" + source.text + "\" twice in from", {}};
    return {};
}

std::optional<Refusal> check_sources(const Argument& argument, const Column& column) {
    const Argument* from = argument.find("from");
    if (from == nullptr || from->kind != Argument::Kind::List || from->list.empty())
        return Refusal{"takes a list of columns in from", std::string(kExample)};
    std::set<std::string> seen;
    for (const Argument& source : from->list)
        if (auto refusal = check_source(source, column, seen))
            return refusal;
    return {};
}

bool is_name(std::string_view text) noexcept {
    const auto is_letter = [](char character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || character == '_';
    };
    const auto is_any = [&](char character) {
        return is_letter(character) || (character >= '0' && character <= '9') || character == '.';
    };
    return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, is_any);
}

std::optional<Refusal> check_configuration(const Argument& argument) {
    const Argument* config = argument.find("config");
    if (config == nullptr || (config->kind == Argument::Kind::Text && is_name(config->text)))
        return {};
    return Refusal{"takes the name of a text search configuration in config", "Write for example config: english."};
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::Search)
        return refuse_type(column);
    if (auto refusal = check_parameters(argument))
        return refusal;
    if (auto refusal = check_sources(argument, column))
        return refusal;
    return check_configuration(argument);
}

std::string text_of(const Argument& argument, const Inputs& inputs) {
    std::string values;
    for (const Argument& source : argument.find("from")->list)
        values += ", " + inputs.value_of(source.text) + "::text";
    return "left(concat_ws(' '" + values + "), " + std::to_string(kCharactersMax) + ")";
}

std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    const Argument* config = argument.find("config");
    const std::string_view name = config != nullptr ? std::string_view(config->text) : kDefaultConfiguration;
    return as_column_type(
        unless_null("to_tsvector(" + literal(name) + "::regconfig, " + text_of(argument, inputs) + ")", inputs),
        column);
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kForms[] = {
        {.kind = ArgumentForm::Kind::Parameters,
         .what = "the columns that it is made from",
         .example = "{ from: [title, body], config: english }",
         .parameters = kParameters},
    };
    return kForms;
}

} // namespace

const Operator kSearch{
    .name = "search",
    .summary = "Makes a search vector again, from what its columns hold when they are anonymized.",
    .takes = "`from`, a list of the row's columns, and `config`, a text search configuration (`simple` without it)",
    .suits = "tsvector",
    .example = "{ search: { from: [title, body], config: english } }",
    .forms = forms,
    // As anonymous as the columns that it is made from.
    .traits = {.strength = Strength::Reduced, .draws = {.others = true}},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
