// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/policy_test.hpp"
#include "daemon/database/transaction.hpp"
#include "daemon/proving/test_result.hpp"
#include "policies/schema.hpp"

#include <map>
#include <string>
#include <vector>

namespace retention::proving {

// Compares what rows a test expects afterwards with those that are there. Just these rows, in any order; of a row only the columns
// that the test names. Values are compared by the server, as values of the column's type.
class Aftermath {
public:
    explicit Aftermath(const policies::Schema& schema) : schema_(schema) {}

    // Remembers what the tables that are expected to be unchanged look like. Throws database::Failure.
    void remember(database::Transaction& reading, const std::vector<config::ExpectedTable>& tables);

    // Throws Trouble where a value is none of its column's type, and database::Failure.
    std::vector<Difference> compare(database::Transaction& reading, const std::vector<config::ExpectedTable>& tables) const;

private:
    std::vector<Difference> compare_rows(database::Transaction& reading, const config::ExpectedTable& expected) const;
    std::vector<Difference> compare_unchanged(database::Transaction& reading, const config::ExpectedTable& expected) const;

    const policies::Schema& schema_;
    std::map<policies::TableName, std::vector<std::string>> before_; // rows as text, in order
};

} // namespace retention::proving
