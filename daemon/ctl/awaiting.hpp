// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/ctl/client.hpp"
#include "daemon/ctl/outcome.hpp"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <ostream>
#include <string>
#include <vector>

namespace retention::ctl {

// What a script or a unit waits for.
enum class Goal {
    Checked, // every database is reached, every policy fits it, and everybody can be judged
    Done,    // also: no run is active, everybody is counted, and nobody is due but for holds, floors and policies that only observe
};

// What stands between `status` and the goal, for people: "database crm is unreachable"; nothing: it is reached.
std::vector<std::string> missing(const nlohmann::json& status, Goal goal);

// Asks for the status until nothing is missing, at most for `patience`; a daemon that is not there yet is waited for, too. Says
// on `out` what it waits for, whenever that changes. NeedsAttention when something is missing at the end, Failed when the daemon
// did not answer then; a Refusal is thrown at once. Blocks.
Outcome await(const Client& client, Goal goal, std::chrono::milliseconds patience, std::ostream& out);

} // namespace retention::ctl
