// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"

#include <string>
#include <vector>

namespace retention::database {

struct ProbedColumn {
    std::string name;
    std::string type; // format_type(): "timestamp with time zone"
    unsigned type_oid = 0;
};

// What the server thinks of a text.
struct ProbeResult {
    bool is_accepted = false;
    std::vector<ProbedColumn> columns;
    std::string message; // why not, in the server's words where those are about the text alone
    std::string sqlstate;
    int position = 0; // in characters of the text, from 1; 0: unknown
};

// Asks the server what it thinks of `sql`, which comes from a policy. Whatever the answer, the transaction goes on as
// before. Throws Failure when the server could not answer (Retryable), std::logic_error in a ReadWrite transaction.
//
// REQUIRES: `sql` is one statement that reads no rows, such as `select ... limit 0`: so that its messages hold none.
ProbeResult probe(Transaction& transaction, const std::string& sql, const Parameters& parameters = {});

} // namespace retention::database
