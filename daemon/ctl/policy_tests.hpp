// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace retention::ctl {

struct TestOptions {
    std::string config;             // empty: the running daemon's, or else the usual place
    std::vector<std::string> files; // of tests, or folders of such
    std::optional<std::string> schema;
    std::optional<std::string> filter;
    std::optional<std::string> junit;
    std::optional<std::string> postgres;
    bool wants_json = false;
};

// The arguments with which `retentiond` carries out tests of policies, without its name. `config` may be empty: its own default.
std::vector<std::string> test_arguments(const TestOptions& options, const std::string& config);

} // namespace retention::ctl
