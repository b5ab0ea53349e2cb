// SPDX-License-Identifier: Apache-2.0
//
// `retentionctl schema`: the language of our files, for editors and for people. Needs no daemon.
#pragma once

#include "config/language/path.hpp"
#include "daemon/ctl/screen.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace retention::ctl {

// Explains what may stand at a place: what it means, which values it takes, what holds without it, an example, and the
// keys that stand below it.
std::string render_spot(const config::language::Spot& spot, const Screen& screen);

// A line for each, and the same for programs.
std::string render_spots(const std::vector<config::language::Spot>& spots, const Screen& screen);
nlohmann::ordered_json spots_document(const std::vector<config::language::Spot>& spots);

} // namespace retention::ctl
