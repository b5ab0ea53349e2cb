// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/session.hpp"
#include "daemon/jobs/compiled_policy.hpp"

#include <memory>
#include <string>
#include <vector>

namespace retention::jobs {

// `policy` as it would be with other values put in place ("rules.silent-prospects.keep=P1Y"), checked against the schema as it is
// now, `beside` the others in force there. For a question only: it is known to nobody else. Throws OperationError for what makes no
// sense, database::Failure.
std::shared_ptr<const CompiledPolicy> what_if(database::Session& session, const policies::Policy& policy, const std::vector<std::string>& set,
                                              const policies::Beside& beside = {});

} // namespace retention::jobs
