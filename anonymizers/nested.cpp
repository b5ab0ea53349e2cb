// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/nested.hpp"

#include "anonymizers/catalogue.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/suggestion.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace retention::anonymizers {

namespace {

Refusal refuse_unknown(std::string_view name) {
    std::vector<std::string_view> names;
    for (const Operator* each : catalogue())
        names.push_back(each->name);
    return {"there is no anonymizer \"" + std::string(name) + "\"", did_you_mean(name, names)};
}

std::variant<Nested, Refusal> read_named(std::string_view name, Argument argument) {
    if (const Operator* found = find(name))
        return Nested{found, std::move(argument)};
    return refuse_unknown(name);
}

} // namespace

bool Nested::removes() const noexcept {
    return anonymizer == &kRemove;
}

bool Nested::keeps() const noexcept {
    return anonymizer == &kKeep;
}

bool Nested::is_null() const noexcept {
    return anonymizer == &kNull || (anonymizer == &kConstant && argument.kind == Argument::Kind::Null);
}

std::variant<Nested, Refusal> read_nested(const Argument& written) {
    switch (written.kind) {
    case Argument::Kind::Null:
        return Nested{&kNull, Argument::none()};
    case Argument::Kind::Text:
        return read_named(written.text, Argument::none());
    case Argument::Kind::Map:
        if (written.map.size() == 1)
            return read_named(written.map.front().first, written.map.front().second);
        break;
    case Argument::Kind::None:
    case Argument::Kind::List:
        break;
    }
    return Refusal{"needs one anonymizer",
                   "Write one word such as redact, or a map with one key such as { prefix: 2 }."};
}

Nested nested(const Argument& written) {
    return std::get<Nested>(read_nested(written));
}

Column text_part(const Column& column, std::string_view where) {
    Column part;
    part.name = column.name + " " + std::string(where);
    part.type = "text";
    part.has_row_key = column.has_row_key;
    part.others = column.others;
    return part;
}

std::optional<Refusal> check_nested(const Nested& inner, const Column& part) {
    const std::string name(inner.anonymizer->name);
    if (auto refusal = inner.anonymizer->check(inner.argument, part))
        return Refusal{name + ": " + refusal->message, refusal->hint};
    const Draws draws = traits(*inner.anonymizer, inner.argument).draws;
    // Both are made of the column's whole value, and hold more than the part.
    if (draws.keyed_hash || draws.shuffled)
        return Refusal{name + ": takes a column's whole value, and no part of it",
                       "Use it for the whole column, or redact here."};
    return {};
}

Inputs with_old_value(const Inputs& inputs, std::string old_value) {
    Inputs changed = inputs;
    changed.old_value = std::move(old_value);
    return changed;
}

std::string compile_nested(const Nested& inner, const Column& part, const Inputs& inputs, std::string old_value) {
    return inner.anonymizer->compile(inner.argument, part, with_old_value(inputs, std::move(old_value)));
}

Traits combined_traits(std::span<const Nested> used, Strength limit) {
    Traits combined{.strength = limit};
    for (const Nested& each : used) {
        const Traits own = traits(*each.anonymizer, each.argument);
        combined.strength = std::min(combined.strength, own.strength);
        combined.is_repeatable = combined.is_repeatable && own.is_repeatable;
        combined.draws = combined.draws | own.draws;
    }
    return combined;
}

Refusal at(std::string_view where, Refusal refusal) {
    return {"\"" + std::string(where) + "\": " + refusal.message, std::move(refusal.hint)};
}

} // namespace retention::anonymizers
