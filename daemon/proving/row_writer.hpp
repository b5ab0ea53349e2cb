// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/policy_test.hpp"
#include "daemon/database/transaction.hpp"
#include "daemon/proving/table_shape.hpp"
#include "policies/binding.hpp"

#include <map>
#include <string>
#include <vector>

namespace retention::proving {

// Puts a test's rows into the tables, in one transaction of the caller's. Triggers and foreign keys are off meanwhile: what a test
// does not tell of need not exist. What it does tell of a subject must: a row that names one which no row of the test is, is
// taken for a slip of the pen.
class RowWriter {
public:
    // `as_of`: as the server writes it.
    RowWriter(database::Transaction& writing, const policies::Binding& binding, std::string as_of)
        : writing_(writing), binding_(binding), as_of_(std::move(as_of)) {}

    // All rows of a test: the file's and its own. Throws Trouble, database::Failure.
    void write(const std::vector<const config::TestTable*>& tables);

private:
    void insert(const TableShape& shape, const config::TestRow& row);
    [[noreturn]] void explain(const TableShape& shape, const config::TestRow& row, const std::vector<std::string>& filled,
                              const database::Failure& failure);
    void require_subjects(const policies::SchemaTable& table, const config::TestRow& row);
    const TableShape& shape_of(const policies::SchemaTable& table);

    database::Transaction& writing_;
    const policies::Binding& binding_;
    const std::string as_of_;
    std::map<policies::TableName, TableShape> shapes_;
    int rows_ = 0;
};

// What `value` is for a column of `family`, as a parameter.
database::Parameter parameter_of(const config::TestValue& value, anonymizers::TypeFamily family);

// "date" rather than "numeric(5,2)": a cast to the latter would round and cut.
std::string cast_type(const policies::SchemaColumn& column);

} // namespace retention::proving
