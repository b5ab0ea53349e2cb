// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/activation.hpp"

#include <systemd/sd-daemon.h>

#include <stdexcept>
#include <string>

namespace retention::platform {

std::optional<int> inherited_socket() {
    const int count = sd_listen_fds(1);
    if (count <= 0)
        return std::nullopt;
    if (count > 1)
        throw std::runtime_error("the service manager hands over " + std::to_string(count) +
                                 " sockets, and one is served; look for more than one ListenStream= in retentiond.socket");
    return SD_LISTEN_FDS_START;
}

} // namespace retention::platform
