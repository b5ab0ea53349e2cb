// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/reader.hpp"
#include "config/settings.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace retention::config {

// `databases`: name -> connection string, or { dsn, passfile }. No complaint repeats a connection string.
std::map<std::string, Database> read_databases(const Value& value, const std::filesystem::path& folder);

} // namespace retention::config
