// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/next_step.hpp"

#include <string_view>

namespace retention::jobs {

namespace {

std::string_view next_step(std::string_view sqlstate) {
    if (sqlstate == "25006")
        return "Nothing can be written there: it is a standby (name the primary, target_session_attrs=read-write), or default_transaction_read_only "
               "is on for the role, the database or the server.";
    if (sqlstate == "57014")
        return "A statement_timeout of the role's or the database's cut it off, or a person did; for the daemon's role: ALTER ROLE ... SET "
               "statement_timeout = 0.";
    if (sqlstate == "42501")
        return "The daemon's role may not do that: retentionctl check tells what it lacks, retentionctl grants prints what it needs.";
    return {};
}

} // namespace

std::string with_next_step(const database::Failure& failure) {
    const auto step = next_step(failure.sqlstate());
    return failure.what() + (step.empty() ? std::string() : " HINT: " + std::string(step));
}

} // namespace retention::jobs
