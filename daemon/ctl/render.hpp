// SPDX-License-Identifier: Apache-2.0
//
// The daemon's documents (docs/control-protocol.md) as text for people. Pure; every text ends its last line.
#pragma once

#include "daemon/ctl/screen.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace retention::ctl {

std::string render_status(const nlohmann::json& status, const Screen& screen);
std::string render_runs(const nlohmann::json& runs, const Screen& screen);
std::string render_run(const nlohmann::json& run, const Screen& screen);
std::string render_failures(const nlohmann::json& failures, const Screen& screen);
std::string render_plan(const nlohmann::json& plan, const Screen& screen);
std::string render_plan_difference(const nlohmann::json& difference, const Screen& screen);
std::string render_forgotten(const nlohmann::json& forgotten, const Screen& screen);
std::string render_forecast(const nlohmann::json& forecast, const Screen& screen);
std::string render_explain(const nlohmann::json& explanation, const Screen& screen);
std::string render_rehearsal(const nlohmann::json& rehearsal, const Screen& screen);
std::string render_reload(const nlohmann::json& reload, const Screen& screen);
std::string render_audit(const nlohmann::json& audit, const Screen& screen);
std::string render_pace(const nlohmann::json& pace, const Screen& screen);
std::string render_holds(const nlohmann::json& holds, const Screen& screen);

// One sentence on what a command has changed.
std::string render_pause(const nlohmann::json& result, bool is_paused);
std::string render_drift_accepted(const nlohmann::json& result);
std::string render_redo(const nlohmann::json& result, const std::string& nobody);   // `nobody`: what to say where none is sent again
std::string render_request_recorded(const nlohmann::json& result);
std::string render_request_withdrawn(const nlohmann::json& result);
std::string render_requests(const nlohmann::json& requests, const Screen& screen);
std::string render_hold_added(const nlohmann::json& result);
std::string render_hold_removed(const nlohmann::json& result);

// "run 7 of policy contacts: awaiting_approval, 300 planned" and, where a person is needed, the next command.
std::string render_run_changed(const nlohmann::json& run, const Screen& screen);

// " --database crm" where a run's number alone does not tell which run is meant.
std::string database_option(const nlohmann::json& run);

// A state in the colour that it deserves.
std::string coloured_state(const Screen& screen, const std::string& state);

} // namespace retention::ctl
