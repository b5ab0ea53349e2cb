// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/drafting/meaning.hpp"
#include "daemon/drafting/observation.hpp"
#include "policies/graph.hpp"
#include "policies/schema.hpp"

#include <string>

namespace retention::drafting {

// What a column holds, how sure that is, and why: "by name and 98 % of the sample".
struct ColumnGuess {
    Meaning meaning = Meaning::Unknown;
    Certainty certainty = Certainty::Unsure;
    std::string reason = {};
};

// From its name, its type, its neighbours and what was seen of it (nullptr: nothing). Pure. A name alone is believed as long as the
// values do not contradict it.
ColumnGuess guess_column(const policies::Graph& graph, const policies::SchemaTable& table, const policies::SchemaColumn& column,
                         const ColumnObservation* seen, bool is_of_subject);

// Whether the table's own columns describe a person: `name` is a person's there, and a product's elsewhere.
bool describes_person(const policies::SchemaTable& table);

// Whether `column` is one by whose words states are told apart, so that the sample keeps them.
bool is_named_like_state(const std::string& column);

} // namespace retention::drafting
