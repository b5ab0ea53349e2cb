// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/targets.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace retention::jobs {

// What `status` says of one database.
struct StatusOfTarget {
    nlohmann::json policies;   // an array
    nlohmann::json runs;       // those that are not over
    std::string trouble;       // why the database can't be asked; empty: it was
};

// Takes a few seconds at most: a database that gives no answer by then is told as unreachable. Any thread.
StatusOfTarget status_of(const Targets& targets, Target& target);

} // namespace retention::jobs
