// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/drafting/link_guess.hpp"
#include "daemon/drafting/observation.hpp"
#include "policies/schema.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace retention::drafting {

// Looks at up to `rows` rows of each of `tables`; what can't be read, or takes longer than the session's timeout, is marked so. The values
// are looked at in memory and dropped. After two minutes the rest is left unread. Throws database::Failure when the connection is lost.
Observations look_at(database::Transaction& reading, const policies::Schema& schema, const std::set<policies::TableName>& tables, int rows);

// Of the first values of the candidate's column, how many find a row of the subject. Nothing where it can't be asked.
std::optional<LinkMeasure> measure(database::Transaction& reading, const policies::Schema& schema, const policies::SchemaTable& subject,
                                   const LinkCandidate& candidate);

struct MeasuredLink {
    LinkCandidate candidate;
    LinkMeasure measure;
};

// The same for all columns of a table in one go, each with the one of `keys`, columns of the subject, that it finds most by. Numbers written
// as text and very short values, which may be anything, are no evidence. Nothing where it can't be asked.
std::optional<std::vector<MeasuredLink>> measure(database::Transaction& reading, const policies::SchemaTable& subject,
                                                 const std::vector<std::string>& keys, const ValueCandidates& candidates);

// The time zone that the server's sessions have by default.
std::string server_time_zone(database::Transaction& reading);

} // namespace retention::drafting
