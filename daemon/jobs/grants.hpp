// SPDX-License-Identifier: Apache-2.0
//
// What the daemon's role needs in a database to work by some policies, and nothing more.
#pragma once

#include "daemon/database/transaction.hpp"
#include "policies/policy.hpp"
#include "policies/privileges.hpp"
#include "policies/schema.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace retention::jobs {

struct RequiredGrants {
    std::map<policies::TableName, policies::TablePrivileges> tables;
    std::set<std::string> schemas;       // USAGE; of tables, and of functions and types that the policies' SQL uses
    std::set<std::string> triggers;      // of the tables that actions change; they run with the role's rights
    std::string hand_over;               // of the journal, where it is somebody else's (jobs/journal_check)
    std::vector<std::string> unknown;    // paths of SQL that the asking role could not have looked at
};

using Policies = std::vector<std::shared_ptr<const policies::Policy>>;

// For policies that fit `schema`, but for what SQL of their authors reads. Pure; takes seconds for a policy that reaches far.
RequiredGrants required_grants(const Policies& policies, const policies::Schema& schema);

// Adds what that SQL reads, also through views, as the server says: each text is made a temporary view, and taken back.
// REQUIRES: a ReadWrite transaction, which the caller rolls back. Throws database::Failure.
void add_read_by_sql(database::Transaction& transaction, const Policies& policies, const std::shared_ptr<const policies::Schema>& schema,
                     RequiredGrants& grants);

// As a script of SQL for `role` in `database`, for somebody who owns the tables.
std::string to_sql(const RequiredGrants& grants, const std::string& database, const std::string& role);

} // namespace retention::jobs
