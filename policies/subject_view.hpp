// SPDX-License-Identifier: Apache-2.0
//
// The subject view: one row per subject with its own columns, each fact, its consents and as_of. Everything that judges
// asks this view, so that plan, re-check and explain can't differ.
#pragma once

#include "policies/binding.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace retention::policies {

// Whom the view is restricted to. The texts differ in nothing else.
enum class Shape {
    Whole,        // every subject: one scan of each table, hash joins
    Keyed,        // the subjects in the key arrays: index look-ups only, and conditions are worked out for their rows alone
    Candidates,   // the subjects that satisfy a condition over their own columns, and their facts only
};

// Numbers of the parameters in the text: $1 is as_of (timestamptz); in the keyed shape $2 to $(1 + key columns) are arrays
// of the key's columns.
inline constexpr int kAsOfParameter = 1;
inline constexpr int kFirstKeyParameter = 2;

// The instant in the text. A forecast puts a column in its place, one for each month.
inline constexpr std::string_view kAsOf = "$1::timestamptz";

// How the view finds out whether a consent is valid; the answer is the same.
enum class ConsentBy {
    Sums,        // from the sums over all records, which tell when a consent ended as well
    Existence,   // by itself: a fraction of the cost, where nobody asks when one ended
};

// The view as a SELECT without a closing semicolon.
//
// Pure: reads no clock, no database, no configuration.
// REQUIRES: the binding was made without errors. `candidates` is the condition of Shape::Candidates, else empty. `as_of`
// is a timestamptz.
std::string subject_view(const Binding& binding, Shape shape, const std::string& candidates = {},
                         ConsentBy consent_by = ConsentBy::Sums, std::string_view as_of = kAsOf);

// The rows that a fact of the keyed view is made of: row (the primary key as one text, as holds name rows; null where the table has
// none) and v, among other columns. Empty for the author's own query, of which no rows are known.
std::string fact_rows(const Binding& binding, const BoundFact& fact);

// The rows of a fact that is a query: k1, k2 ... and v, one for each subject. The server refuses a second one (kSeveralRows).
std::string query_rows(const Binding& binding, const Fact& fact);

// The records of consent likewise: row, purpose, is_withdrawn, ended, is_valid. REQUIRES: the binding has a consent.
std::string consent_rows(const Binding& binding);

// The name under which conditions see the view: the subject table's own, so that person.status works as status does.
std::string view_alias(const Binding& binding);

// The names of all columns of the view, for "did you mean".
std::vector<std::string> view_columns(const Binding& binding);

} // namespace retention::policies
