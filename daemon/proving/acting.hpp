// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/policy_test.hpp"
#include "daemon/database/session.hpp"
#include "daemon/jobs/compiled_policy.hpp"

#include <memory>

namespace retention::proving {

// Does with everybody who is due what the daemon would: plans a run, as if it were approved at once, and works it off with the
// daemon's own planner and batches. REQUIRES: the policy enforces. Throws Trouble when the plan is refused, somebody is set aside
// or the run does not finish, and database::Failure.
void act(database::Session& session, const std::shared_ptr<const jobs::CompiledPolicy>& policy, const config::PolicyTest& test);

} // namespace retention::proving
