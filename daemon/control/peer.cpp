// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/peer.hpp"

#include <pwd.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

namespace retention::control {
namespace {

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

std::vector<gid_t> supplementary_groups(int descriptor) {
    std::vector<gid_t> groups(64);
    for (;;) {
        auto size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
        if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) == 0) {
            groups.resize(size / sizeof(gid_t));
            return groups;
        }
        if (errno != ERANGE)
            fail("cannot ask for the peer's groups");
        groups.resize(size / sizeof(gid_t)); // the kernel says how many there are
    }
}

} // namespace

Credentials peer_credentials(int descriptor) {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        fail("cannot ask for the peer's user");
    Credentials credentials{peer.uid, supplementary_groups(descriptor)};
    credentials.groups.push_back(peer.gid);
    return credentials;
}

std::string describe_user(uid_t uid) {
    const auto number = "uid " + std::to_string(uid);
    std::vector<char> buffer(16 * 1024);
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
        return number;
    return std::string{entry.pw_name} + " (" + number + ")";
}

} // namespace retention::control
