// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/nested.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

#include <vector>

namespace retention::anonymizers {

namespace {

constexpr std::string_view kRest = "*";
constexpr std::string_view kType = "hstore";

// The schema that the extension was put in, as the type's name has it, with a point: no search path need lead there.
std::optional<std::string> schema_of(const Column& column) {
    const std::string_view type = column.type;
    if (type == kType)
        return "";
    if (!type.ends_with("." + std::string(kType)))
        return {};
    return std::string(type.substr(0, type.size() - kType.size()));
}

std::optional<Refusal> check_entry(std::string_view key, const Argument& argument, const Column& column,
                                   bool has_rest) {
    if (key.find('\0') != std::string_view::npos)
        return Refusal{"is no key: it has a NUL character", {}};
    const auto inner = read_nested(argument);
    if (const auto* refusal = std::get_if<Refusal>(&inner))
        return *refusal;
    const auto& used = std::get<Nested>(inner);
    if (used.removes())
        return {};
    if (used.keeps() && (!has_rest || key == kRest))
        return Refusal{"keep changes nothing here", "Leave the key out, or say with \"*\" what becomes of the others."};
    return check_nested(used, text_part(column, key));
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::Hstore)
        return refuse_type(column);
    if (!schema_of(column))
        return Refusal{"can't find the functions for type " + column.type,
                       column.is_nullable ? "Write null or { constant: ... } instead." : "Write { constant: ... } instead."};
    if (argument.kind != Argument::Kind::Map || argument.map.empty())
        return Refusal{"takes a map of keys to anonymizers",
                       "Write for example { hstore: { email: redact, \"*\": remove } }."};
    const bool has_rest = argument.find(kRest) != nullptr;
    for (const auto& [key, inner] : argument.map)
        if (auto refusal = check_entry(key, inner, column, has_rest))
            return at(key, std::move(*refusal));
    return {};
}

// Keys that are kept, on purpose or because nobody named them, may say something.
Strength limit_of(const Argument& argument, bool keeps) {
    const Argument* rest = argument.find(kRest);
    return !keeps && rest != nullptr && nested(*rest).removes() ? Strength::Anonymous : Strength::Reduced;
}

Traits traits_of(const Argument& argument) {
    std::vector<Nested> changing;
    for (const auto& [key, inner] : argument.map)
        if (auto used = nested(inner); !used.keeps())
            changing.push_back(std::move(used));
    return combined_traits(changing, limit_of(argument, changing.size() < argument.map.size()));
}

// What is written for one key, or for the rest.
struct Entry {
    std::string condition; // over entry.key
    std::string value;     // empty: the key goes
};

Entry entry_of(std::string_view key, const Argument& argument, const Column& column, const Inputs& inputs) {
    const Nested inner = nested(argument);
    const std::string condition = key == kRest ? "true" : "entry.key = " + literal(key) + " collate \"C\"";
    return {condition,
            inner.removes() ? std::string() : compile_nested(inner, text_part(column, key), inputs, "entry.value")};
}

// A key's own anonymizer wins over that of "*", which therefore comes last.
std::vector<Entry> entries_of(const Argument& argument, const Column& column, const Inputs& inputs) {
    std::vector<Entry> entries;
    for (const auto& [key, inner] : argument.map)
        if (key != kRest)
            entries.push_back(entry_of(key, inner, column, inputs));
    if (const Argument* rest = argument.find(kRest))
        entries.push_back(entry_of(kRest, *rest, column, inputs));
    return entries;
}

std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    std::string values;
    std::string stays;
    for (const Entry& entry : entries_of(argument, column, inputs)) {
        values += " when " + entry.condition + " then " + (entry.value.empty() ? "null" : entry.value);
        stays += " when " + entry.condition + (entry.value.empty() ? " then false" : " then true");
    }
    const std::string schema = *schema_of(column);
    const std::string changed =
        "(select coalesce(" + schema + "hstore(array_agg(changed.key), array_agg(changed.value)), ''::" + column.type +
        ") from (select entry.key, case" + values + " else entry.value end as value from " + schema + "each(" +
        inputs.old_value + ") as entry(key, value) where case" + stays + " else true end) as changed)";
    return as_column_type(unless_null(changed, inputs), column);
}

// The rest may well be nothing.
std::string finds(std::string_view part, const Column& column, const Inputs& inputs) {
    return part == kRest ? std::string() : *schema_of(column) + "exist(" + inputs.old_value + ", " + literal(part) + ")";
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kForms[] = {
        {.kind = ArgumentForm::Kind::Parts,
         .what = "a map of keys to anonymizers",
         .example = "{ email: redact, \"*\": remove }"},
    };
    return kForms;
}

} // namespace

const Operator kHstore{
    .name = "hstore",
    .summary = "Anonymizes the values of the keys that it names; `*` stands for all others, which are kept without it.",
    .takes = "a map of keys to an anonymizer each, or `remove`",
    .suits = "hstore",
    .example = "{ hstore: { email: redact, \"*\": remove } }",
    .forms = forms,
    .traits = {.strength = Strength::Reduced},
    .traits_of = traits_of,
    .check = check,
    .compile = compile,
    .finds = finds,
};

} // namespace retention::anonymizers
