// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anonymizers/argument.hpp"
#include "anonymizers/argument_form.hpp"
#include "anonymizers/column.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace retention::anonymizers {

// What the result is in law. A keyed or hashed value can be attributed again with a separate secret and stays personal
// data (GDPR Art. 4(5)); a reduced one says less than before, and whether it still tells who depends on the rest of the
// row; only an anonymous one says nothing of the old value any more (Recital 26).
enum class Strength { Unchanged, Reduced, Pseudonym, Anonymous };

// Which of the Inputs an expression draws on, besides the old value.
struct Draws {
    bool seed = false;
    bool known = false;
    bool pseudonym = false;
    bool keyed_hash = false;
    bool row = false;
    bool shuffled = false;
    bool others = false;  // Inputs::value_of or over_row

    Draws operator|(const Draws& other) const noexcept;
};

// What holds of an operator with one argument.
struct Traits {
    Strength strength = Strength::Anonymous;
    bool is_unique_safe = false;         // no two subjects get the same value
    bool is_unique_in_each_row = false;  // nor do two rows of one subject
    // Free of the old value, or idempotent: f(f(x)) = f(x). The effect of such a one is proved by asking whether a column
    // equals its expression; of any other one, by what was expected of it before.
    bool is_repeatable = true;
    Draws draws = {};
};

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
    std::string_view summary;  // one sentence for the documentation
    std::string_view takes;    // its argument, for the documentation: "how many characters"
    std::string_view suits;    // the types of column, for the documentation: "text"
    std::string_view example;  // as written in a policy: `{ prefix: 2 }`
    // The forms that its argument has, each with an example; absent: it takes nothing.
    std::span<const ArgumentForm> (*forms)() = nullptr;

    Traits traits = {};        // where traits_of is absent

    // What holds with `argument`, for operators that are made of others. REQUIRES: check() returned nothing.
    Traits (*traits_of)(const Argument& argument) = nullptr;

    // Returns why `argument` or `column` do not suit, or nothing.
    std::optional<Refusal> (*check)(const Argument& argument, const Column& column) = nullptr;

    // The expression, of a type that PostgreSQL assigns to the column without a cast by the caller.
    // REQUIRES: check() returned nothing.
    std::string (*compile)(const Argument& argument, const Column& column, const Inputs& inputs) = nullptr;

    // Of an operator that names parts of what it finds: whether Inputs::old_value has the one called `part` in its argument; a
    // boolean, null where nobody can tell. REQUIRES: check() returned nothing. Absent, or empty text: can't be asked.
    std::string (*finds)(std::string_view part, const Column& column, const Inputs& inputs) = nullptr;
};

// What `anonymizer` takes, and whether it can stand without an argument.
std::span<const ArgumentForm> forms_of(const Operator& anonymizer);
bool stands_alone(const Operator& anonymizer);

// Of `anonymizer` with `argument`. REQUIRES: its check() returned nothing.
Traits traits(const Operator& anonymizer, const Argument& argument);

} // namespace retention::anonymizers
