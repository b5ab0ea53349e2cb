// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/policy_test.hpp"
#include "config/reader.hpp"

#include <vector>

namespace retention::config {

// `crm.person: [ { id: 1, status: prospect } ]` for each table.
std::vector<TestTable> read_test_rows(const Value& value);

// Likewise what tables look like afterwards: rows with values or matchers, `unchanged` or `gone`.
std::vector<ExpectedTable> read_test_after(const Value& value);

} // namespace retention::config
