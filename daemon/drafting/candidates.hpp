// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/graph.hpp"
#include "policies/schema.hpp"

#include <string>
#include <vector>

namespace retention::drafting {

// A table whose rows may be persons, and why.
struct SubjectCandidate {
    policies::TableName table;
    int score = 0;
    std::string reason = {};   // "7 keys refer to it; first_name, last_name, email"
};

// Whether columns of the table say who somebody is, and a row can be told from the others. Pure.
bool may_be_subject(const policies::Graph& graph, const policies::SchemaTable& table);

// The likeliest first, at most ten. Pure.
std::vector<SubjectCandidate> likely_subjects(const policies::Schema& schema);

} // namespace retention::drafting
