// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace retention::policies {

// What the daemon binds to a compiled text, in this order from $1 on.
enum class Bind {
    AsOf,    // one timestamptz
    Keys,    // one array for each key column of the subject
    Seeds,   // one array of bytea, as long as the keys: 16 random bytes for each subject
    Pseudonyms,   // one array of bytea, as long as the keys: 32 bytes for each subject, from its key and a secret
};

// A compiled text. Its name is what logs and errors show; the text never is.
struct Statement {
    std::string name;
    std::string sql;
    std::vector<Bind> binds;
};

} // namespace retention::policies
