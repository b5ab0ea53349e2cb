// SPDX-License-Identifier: Apache-2.0
//
// Anonymizers inside the argument of another: for the parts of a document, an array or a map of texts.
#pragma once

#include "anonymizers/argument.hpp"
#include "anonymizers/column.hpp"
#include "anonymizers/operator.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace retention::anonymizers {

struct Nested {
    const Operator* anonymizer = nullptr;
    Argument argument;

    bool removes() const noexcept; // `remove`
    bool keeps() const noexcept;   // `keep`
    bool is_null() const noexcept; // `null`, also as a constant
};

// What `written` says, as in a policy: `redact`, `{ prefix: 2 }` or null; or why it says nothing.
std::variant<Nested, Refusal> read_nested(const Argument& written);

// The same. REQUIRES: read_nested() refused nothing.
Nested nested(const Argument& written);

// A nullable text of any length that is a part of `column`; `where` tells it from the others.
Column text_part(const Column& column, std::string_view where);

// Why `part` is not to be given to `inner`, or nothing. Its message begins with the anonymizer's name.
std::optional<Refusal> check_nested(const Nested& inner, const Column& part);

// `inputs` with another old value: what `inner` is compiled over.
Inputs with_old_value(const Inputs& inputs, std::string old_value);

std::string compile_nested(const Nested& inner, const Column& part, const Inputs& inputs, std::string old_value);

// What holds when all of them are used: as strong as the weakest, and at most as strong as `limit`.
Traits combined_traits(std::span<const Nested> used, Strength limit);

// `refusal` of what stands at `where`.
Refusal at(std::string_view where, Refusal refusal);

} // namespace retention::anonymizers
