// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

namespace retention::service {

struct GrantsOptions {
    std::filesystem::path config;
    std::vector<std::string> policies;   // names; empty: all
    std::string role;                    // empty: as which the settings connect, or "retentiond"
    std::string connect;                 // a connection string instead of the settings' own, of somebody who may see all
};

// `retentiond --grants`: the GRANTs that the daemon's role needs, as SQL; changes nothing. Returns the exit status: 0 they are
// printed; 1 a policy or a database is out of order, and `complaints` says why; 2 the options make no sense.
int print_grants(const GrantsOptions& options, std::ostream& out, std::ostream& complaints);

} // namespace retention::service
