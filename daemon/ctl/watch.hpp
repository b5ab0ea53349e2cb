// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/ctl/client.hpp"
#include "daemon/ctl/screen.hpp"

#include <nlohmann/json.hpp>

#include <iosfwd>
#include <optional>

namespace retention::ctl {

// When to stop looking at a run.
enum class Until {
    Ended,        // whatever happens, it goes on until nothing more will
    NeedsAPerson, // or until it waits for approval
};

// Shows the progress of one run, given by the parameters of run.show, on `out` as it happens, and returns its last document. On a terminal a bar that moves,
// elsewhere a line for each change. A daemon that goes away meanwhile is waited for, for a minute. Blocks.
nlohmann::json watch_run(const Client& client, const nlohmann::json& run, Until until, const Screen& screen, std::ostream& out);

// The same for all active runs, those that wait for approval aside, until there are none; returns the last status.
nlohmann::json watch_all(const Client& client, const Screen& screen, std::ostream& out);

} // namespace retention::ctl
