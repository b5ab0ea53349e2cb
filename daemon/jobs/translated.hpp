// SPDX-License-Identifier: Apache-2.0
//
// Words of the database room and the planner as words for administrators.
#pragma once

#include "daemon/database/failure.hpp"
#include "daemon/jobs/operations.hpp"
#include "daemon/jobs/planner.hpp"
#include "daemon/jobs/target.hpp"

namespace retention::jobs {

// A command may have several transactions: after the first statement nobody knows here how far it came.
inline std::string advice_after(const database::Failure& failure) {
    if (failure.statement() == "connect")
        return "Nothing was done; try again when the database is back.";
    if (failure.is_disconnected())
        return "It may have been done: look when the database is back, before you repeat it.";
    if (failure.sqlstate() == "55P03" || failure.sqlstate() == "57014")
        return "Something else holds what it needs, perhaps a batch at work: look what has happened (\"retentionctl status\"), and try again.";
    return "Look what has happened (\"retentionctl status\"), and try again.";
}

// What `task` gives. Throws OperationError in place of PlanRefused and database::Failure.
template <typename Task>
auto translated(const Target& target, const Task& task) {
    try {
        return task();
    } catch (const PlanRefused& refused) {
        throw OperationError(OperationError::Kind::Refused, refused.what());
    } catch (const database::Failure& failure) {
        // No such table, or no such schema.
        if (failure.sqlstate() == "42P01" || failure.sqlstate() == "3F000")
            throw OperationError(OperationError::Kind::Unavailable, "database " + target.name() + ": a table is missing (" + failure.what() + ")",
                                 "Where it is the journal, the daemon makes it as soon as it can work there, and \"retentionctl status\" says what is "
                                 "in the way; where it is the application's, \"retentionctl check\" names it.");
        if (failure.kind() == database::Failure::Kind::Permanent && !failure.is_disconnected())
            throw OperationError(OperationError::Kind::Refused, failure.what());
        if (failure.kind() == database::Failure::Kind::InDoubt)
            throw OperationError(OperationError::Kind::Unavailable, "database " + target.name() + ": the connection was lost during the commit",
                                 "It may have been done: look before you repeat it.");
        throw OperationError(OperationError::Kind::Unavailable, "database " + target.name() + ": " + failure.what(), advice_after(failure));
    }
}

} // namespace retention::jobs
