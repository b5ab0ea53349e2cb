// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

namespace retention::proving {

// The folder with initdb, postgres, psql and pg_dump: `wanted`, or else the newest that the system has installed, what pg_config
// names, or one on the PATH. Throws Obstacle when none has all four.
std::filesystem::path find_server_programs(const std::optional<std::filesystem::path>& wanted);

} // namespace retention::proving
