// SPDX-License-Identifier: Apache-2.0
//
// Where what is known of a subject comes from: the rows behind its facts and consents, by the facts' own texts.
#pragma once

#include "policies/binding.hpp"
#include "policies/statement.hpp"

#include <string>
#include <vector>

namespace retention::policies {

// One name of the view that rows of another table stand behind.
struct Origin {
    std::string name;        // last_activity, consent_marketing
    std::string kind;        // max, min, sum, count, exists, value, query, consent
    TableName table;
    std::string column;      // empty: the rows themselves
    Statement statement;     // select row, rows: the deciding rows, kOriginRowsMax at most, and how many there are in all. Empty for query
};

inline constexpr int kOriginRowsMax = 4;

// Of each fact, and for each purpose (and of all, basis_valid) the record that is valid the longest, or that ended last. For one
// key: parameters as those of explain().
std::vector<Origin> origins(const Binding& binding);

// The columns of the view that `expression` may name, in order of the view.
std::vector<std::string> names_in(const Binding& binding, const Expression& expression);

} // namespace retention::policies
