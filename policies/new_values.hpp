// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anonymizers/operator.hpp"
#include "policies/binding.hpp"

#include <string>
#include <vector>

namespace retention::policies {

// One column that gets a new value.
struct NewValue {
    const SchemaColumn* column = nullptr;
    std::string expression;
    std::string holds;            // whether the stored row `t` has it: t."email" is not distinct from (...)::text
    anonymizers::Traits traits;
    std::string anonymizer;       // its name
    bool says_nothing_of_old = false;   // made of a constant or the seed alone, so that it may be shown
};

// What a line writes into the row `t` of a subject in k. Old values are those of `t`; what depends on other rows, or on a secret
// that the server never sees, is in settings by then (action_program.hpp). `known`: the pattern of the subjects' own names.
// `is_taken_out`: a further condition on the row `s` whose key is taken out of an array; empty for none.
std::vector<NewValue> new_values(const Binding& binding, const BoundLine& line, const std::string& known = "k.known",
                                 const std::string& is_taken_out = {});

// The same for any row `t` of `table` and made-up subjects `k` (k.seed, k.pseudonym, k.known), where no setting was made: to try
// what the values look like.
std::vector<NewValue> trial_values(const Binding& binding, const BoundLine& line);

// t."id"::text, or a composite key as one text; empty without a primary key, or where the line changes it.
std::string row_text(const Binding& binding, const BoundLine& line);

// Settings local to the transaction, for the columns of a line: by column and row_text() the value that it is given.
inline constexpr const char* kShuffledSetting = "retentiond.shuffled";

// t."email" as SHA-256 in hexadecimal, which is what leaves the server to be hashed with the key.
std::string plain_hash(const std::string& value);

} // namespace retention::policies
