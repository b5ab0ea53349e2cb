// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/drafting/observation.hpp"
#include "policies/graph.hpp"
#include "policies/schema.hpp"

namespace retention::drafting {

// Tables that refer to the subject and to rows of the subject's as well, as a payment does to its customer and to the customer's order: those
// where both were the same person in all rows that were looked at. A post is by anybody, whoever began the topic. Where nothing could be
// asked, nothing is said. Throws database::Failure when the connection is lost.
OwnDetails own_details(database::Transaction& reading, const policies::Graph& graph, const policies::Schema& schema,
                       const policies::SchemaTable& subject);

} // namespace retention::drafting
