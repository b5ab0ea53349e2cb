// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anonymizers/argument.hpp"
#include "anonymizers/column.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace retention::anonymizers {

// What the result is in law. A keyed or hashed value can be attributed again with a separate secret and stays
// personal data (GDPR Art. 4(5)); only an anonymous one no longer relates to a person (Recital 26).
enum class Strength { Unchanged, Anonymous, Pseudonym };

// Why an operator can't be used on a column, and what to write instead.
struct Refusal {
    std::string message; // lowercase, no full stop: "takes a whole number above 0"
    std::string hint;    // a full sentence, or empty
};

// One anonymizer: what it is, when it may be used, and the SQL expression that it becomes.
//
// Every operator is one constant in one file, listed in catalogue.cpp; the check, the compiler and the documentation
// read these fields and know no operator by name. Pure: no operator reads a clock, a database or a random source; what
// must differ per subject derives from Inputs::seed.
struct Operator {
    std::string_view name;
    std::string_view summary; // one sentence for the documentation
    std::string_view example; // as written in a policy: `{ prefix: 2 }`
    Strength strength = Strength::Anonymous;
    bool is_unique_safe = false; // keeps a unique index unique: no two subjects get the same value
    bool reads_known = false;    // uses Inputs::known

    // Returns why `argument` or `column` do not suit, or nothing.
    std::optional<Refusal> (*check)(const Argument& argument, const Column& column) = nullptr;

    // The expression, of a type that PostgreSQL assigns to the column without a cast by the caller. Either free of the
    // old value or idempotent, f(f(x)) = f(x): the effect is proved by asking whether a column still equals its
    // expression. REQUIRES: check() returned nothing.
    std::string (*compile)(const Argument& argument, const Column& column, const Inputs& inputs) = nullptr;
};

} // namespace retention::anonymizers
