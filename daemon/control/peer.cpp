// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/peer.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <limits>
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

// A descriptor, closed at the end.
class Descriptor {
public:
    explicit Descriptor(int number) noexcept : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0)
            ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number() const noexcept { return number_; }

private:
    int number_;
};

bool has_ended(int process) noexcept {
    pollfd entry{process, POLLIN, 0};
    return ::poll(&entry, 1, 0) != 0;
}

std::optional<uid_t> read_login_uid(pid_t process) {
    const auto path = "/proc/" + std::to_string(process) + "/loginuid";
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::array<char, 32> text{};
    const auto size = file.number() < 0 ? -1 : ::read(file.number(), text.data(), text.size());
    uid_t uid = 0;
    if (size <= 0 || std::from_chars(text.data(), text.data() + size, uid).ec != std::errc{} || uid == std::numeric_limits<uid_t>::max())
        return std::nullopt; // nobody logged in: a service, or a kernel without audit
    return uid;
}

// The number of a process that has ended may be another's by now. So the process is held by a descriptor, which is opened first and
// asked last: it was there all the while, and so was its number its own. Only whether the number named the peer when the descriptor
// was opened is not sure by this; that it still has the peer's user is asked, too.
std::optional<uid_t> login_uid_of(const ucred& peer) {
    const Descriptor process(static_cast<int>(::syscall(SYS_pidfd_open, peer.pid, 0)));
    if (process.number() < 0)
        return std::nullopt;
    struct stat owner {};
    if (::stat(("/proc/" + std::to_string(peer.pid)).c_str(), &owner) != 0 || owner.st_uid != peer.uid)
        return std::nullopt;
    const auto login = read_login_uid(peer.pid);
    return has_ended(process.number()) ? std::nullopt : login;
}

} // namespace

Credentials peer_credentials(int descriptor) {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        fail("cannot ask for the peer's user");
    Credentials credentials{peer.uid, supplementary_groups(descriptor)};
    credentials.groups.push_back(peer.gid);
    credentials.login_uid = login_uid_of(peer);
    return credentials;
}

Credentials own_credentials() {
    return {::getuid(), {}, read_login_uid(::getpid())};
}

jobs::Person describe_peer(const Credentials& peer) {
    jobs::Person person{describe_user(peer.uid), static_cast<long long>(peer.uid)};
    if (peer.login_uid) {
        person.login_uid = static_cast<long long>(*peer.login_uid);
        if (*peer.login_uid != peer.uid)
            person.login = describe_user(*peer.login_uid);
    }
    return person;
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
