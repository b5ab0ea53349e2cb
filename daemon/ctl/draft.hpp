// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace retention::ctl {

// As given; what was not given is left to retentiond.
struct DraftOptions {
    std::string config; // empty: the running daemon's, or else the usual place
    std::string subject;
    std::optional<std::string> database;
    std::optional<std::string> dsn;
    std::optional<std::string> name;
    std::optional<std::string> output;
    std::optional<int> sample;
};

// The arguments with which `retentiond` drafts, without its name. `config` may be empty: its own default.
std::vector<std::string> draft_arguments(const DraftOptions& options, const std::string& config);

} // namespace retention::ctl
