// SPDX-License-Identifier: Apache-2.0
//
// From values of the settings file to the parts that the daemon is made of.
#pragma once

#include "config/loader.hpp"
#include "daemon/control/access.hpp"
#include "daemon/jobs/approval_rules.hpp"
#include "daemon/jobs/target.hpp"
#include "daemon/platform/log.hpp"

#include <memory>
#include <string>
#include <vector>

namespace retention::service {

// Users and groups by number. A name that the system does not know gets nothing; it is told as a warning in `findings`.
control::Access resolve_access(const config::Access& access, policies::Findings& findings);

jobs::TargetSettings target_settings(const config::Settings& settings, const std::string& database,
                                     std::shared_ptr<const platform::StopFile> stop_file);

jobs::ApprovalRules approval_rules_of(const config::Approval& approval) noexcept;

database::Dsn dsn_of(const config::Database& database);

// The sound policies of `database`, in order of file.
std::vector<std::shared_ptr<const policies::Policy>> policies_of(const config::Configuration& configuration,
                                                                 const std::string& database);

platform::LogLevel log_level_of(config::LogLevel level) noexcept;

} // namespace retention::service
