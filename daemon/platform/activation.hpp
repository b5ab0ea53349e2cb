// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

namespace retention::platform {

// The listening socket that the service manager opened for us, as sd_listen_fds(3) describes; nothing when it opened none.
// The caller's to close; what told of it is removed from the environment, so that a child does not take it for its own.
// Throws std::runtime_error when there are several: one is all that we serve. Before other threads start.
std::optional<int> inherited_socket();

} // namespace retention::platform
