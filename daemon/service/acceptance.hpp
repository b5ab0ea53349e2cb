// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/loader.hpp"

#include <string>
#include <vector>

namespace retention::service {

struct Accepted {
    std::string policy;
    std::vector<std::string> findings;   // path: message
};

// Takes what came into reach of the configuration's policies for right, in the name of whoever runs this program: for installations
// without a daemon. Policies with other errors are left alone, and databases that can't be reached: an inspection tells of them.
std::vector<Accepted> accept_drift(const config::Configuration& configuration);

} // namespace retention::service
