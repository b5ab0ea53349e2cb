// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/cluster.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace retention::test {

// A hot standby that streams from a private cluster and applies what it gets so much later. The destructor stops and removes it.
// Operations throw std::runtime_error.
class Standby {
public:
    Standby(const PrivateCluster& primary, std::chrono::seconds apply_delay);

    std::string dsn(const std::string& database) const;

    // Applies what comes without delay from now on.
    void catch_up();

    // Ends its life as a standby: a failover.
    void promote() const;

private:
    Command as_owner(std::vector<std::string> arguments) const;
    void require(const Outcome& outcome, const std::string& what) const;

    const std::filesystem::path binaries_;
    TemporaryFolder folder_{"rtd-sb"};
    std::optional<Process> server_;
};

} // namespace retention::test
