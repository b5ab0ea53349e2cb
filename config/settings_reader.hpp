// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/settings.hpp"
#include "config/source.hpp"

#include <filesystem>

namespace retention::config {

class Value;

// Reads the daemon's settings from `source`, as docs/settings.md describes them. Paths become relative to `folder`. All
// that is wrong is reported, in order of line; a setting that can't be read keeps its default. Conceals the connection
// strings in `source`, so that no later message shows them.
Settings read_settings(Source& source, const std::filesystem::path& folder, policies::Findings& findings);

// Reads the map `pace`; what it does not name stays as it is.
void read_pace(const Value& value, Pace& pace);

} // namespace retention::config
