// SPDX-License-Identifier: Apache-2.0
//
// The pace as somebody sets it by hand, over the control socket. Pure.
#pragma once

#include "config/settings.hpp"
#include "config/what_if.hpp"

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace retention::config {

// `pace` with other values ("pace.batch_time", "100ms"; "pace." may be left out), by the rules of the settings file. Nothing when one
// can't be read, or does not go with the others; findings have no place.
std::optional<Pace> change_pace(const Pace& pace, std::span<const Replacement> changes, policies::Findings& findings);

// Each setting as the file would have it, in the order of docs/settings.md: {"batch_time", "50ms"}.
std::vector<std::pair<std::string, std::string>> pace_texts(const Pace& pace);

} // namespace retention::config
