// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/schema.hpp"

#include <set>
#include <string>

namespace retention::drafting {

// Names of facts and holds, which must not be those of the subject's columns, nor of each other. Pure.
class FreeNames {
public:
    explicit FreeNames(const policies::SchemaTable& subject);

    // `wanted`, or with a number behind it where it is taken.
    std::string take(const std::string& wanted);

    // The same of `last_visit` for crm.visit; `last_row` for a table whose name has no letters, where `otherwise` is "row".
    std::string take(const std::string& prefix, const policies::TableName& table, const std::string& otherwise);

private:
    std::set<std::string> taken_;
};

} // namespace retention::drafting
