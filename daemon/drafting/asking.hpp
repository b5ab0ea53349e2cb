// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/drafting/link_guess.hpp"
#include "daemon/drafting/observation.hpp"
#include "policies/schema.hpp"

#include <set>
#include <string>

namespace retention::drafting {

// Looks at up to `rows` rows of each of `tables`; what can't be read, or takes longer than the session's timeout, is marked so. The values
// are looked at in memory and dropped. After two minutes the rest is left unread. Throws database::Failure when the connection is lost.
Observations look_at(database::Transaction& reading, const policies::Schema& schema, const std::set<policies::TableName>& tables, int rows);

// Of the first values of the candidate's column, how many find a row of the subject. Nothing tried where it can't be asked.
LinkMeasure measure(database::Transaction& reading, const policies::SchemaTable& subject, const LinkCandidate& candidate);

// The time zone that the server's sessions have by default.
std::string server_time_zone(database::Transaction& reading);

} // namespace retention::drafting
