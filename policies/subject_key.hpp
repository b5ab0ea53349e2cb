// SPDX-License-Identifier: Apache-2.0
//
// The subject's key in SQL: as columns, as parameters, and as the text by which the journal knows a subject.
#pragma once

#include "policies/binding.hpp"

#include <string>
#include <vector>

namespace retention::policies {

// alias."tenant", alias."id"
std::vector<std::string> key_columns(const Binding& binding, const std::string& alias);

// k1, k2 ...: how every compiled text calls them.
std::vector<std::string> key_aliases(const Binding& binding);

// One column of a key as text that gives the same value again in every session: a timestamp's own text depends on the time
// zone. `type` as in KeyColumn.
std::string key_as_text(const std::string& expression, const std::string& type);

// The key as columns k1, k2 ... of text.
std::string key_texts(const Binding& binding, const std::string& alias);

// The whole key as one text: 42, or ["acme", "42"] for a composite one. `columns`: an expression for each.
std::string key_text(const Binding& binding, const std::vector<std::string>& columns);

// The condition on the subject's table that a row is a subject: `subject.where`, and no null in its key; empty: every row is.
std::string subject_condition(const Binding& binding);

// What tells the journal which key that is: "id", or "tenant_id, id".
std::string key_name(const Binding& binding);

// unnest($first::type[], $first+1::type[] ...): the key arrays as rows.
std::string keys_unnested(const Binding& binding, int first_parameter);

// The condition that `key`, an expression for each column, is one of the key arrays.
std::string in_keys(const Binding& binding, const std::vector<std::string>& key, int first_parameter);

} // namespace retention::policies
