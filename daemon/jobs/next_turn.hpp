// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/compiled_policy.hpp"
#include "daemon/jobs/subject_key.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace retention::jobs {

struct NextTurn {
    std::size_t rule = 0;   // of the policy, by its place
    std::string day;        // as the server writes it, in the transaction's time zone
};

// When time alone brings the turn of somebody who is not due, by asking the judgement about days to come: where a class, an `unless` or a hold
// speaks of `as_of`, as in `left_on <= as_of`, the rules of today's class don't tell. Looks thirty years ahead, at first now and then; a turn
// that comes and passes in between may be missed. Some fifty judgements of one subject. Nothing: no turn is known, or a judgement of such a day fails. Throws
// database::Failure when the connection is lost.
std::optional<NextTurn> next_turn(database::Transaction& transaction, const CompiledPolicy& compiled, const std::string& as_of, const SubjectKey& key);

} // namespace retention::jobs
