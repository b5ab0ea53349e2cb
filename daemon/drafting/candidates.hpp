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

// The likeliest first, at most ten. Pure.
std::vector<SubjectCandidate> likely_subjects(const policies::Schema& schema);

} // namespace retention::drafting
