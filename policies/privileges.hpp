// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/binding.hpp"

#include <map>
#include <memory>

namespace retention::policies {

// What the daemon's role needs on a table.
struct TablePrivileges {
    bool select = false;
    bool update = false; // also to lock rows
    bool remove = false; // DELETE

    bool operator==(const TablePrivileges&) const = default;
};

// The privileges without which the check of `policy` finds one missing, and no others: it is asked what it would say without them.
// Whatever role `schema` was read by does not matter. Tables that only SQL of the author's reads are not among them: the server
// knows those. `beside`: the other policies in force in the database, whose links it may have to follow. Pure.
std::map<TableName, TablePrivileges> required_privileges(const std::shared_ptr<const Policy>& policy, const Schema& schema,
                                                             const Beside& beside = {});

} // namespace retention::policies
