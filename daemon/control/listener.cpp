// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/listener.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace retention::control {
namespace {

constexpr mode_t kSocketMode = 0660;
constexpr mode_t kPrivateMode = 0600;

// Connections that wait to be accepted.
constexpr int kBacklog = 64;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
    throw ListenError("cannot listen at '" + path.string() + "': " + what);
}

[[noreturn]] void fail_with_errno(const std::filesystem::path& path, const std::string& what) {
    const int error = errno;
    fail(path, what + ": " + std::strerror(error));
}

sockaddr_un address_of(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto text = path.string();
    if (text.empty() || text.size() >= sizeof address.sun_path)
        fail(path, "the path of a socket has 1 to " + std::to_string(sizeof address.sun_path - 1) + " bytes");
    std::memcpy(address.sun_path, text.data(), text.size());
    return address;
}

int new_socket(const std::filesystem::path& path) {
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0)
        fail_with_errno(path, "no socket");
    return descriptor;
}

// Nobody listens at `path` any more. Any other answer, a full queue for instance, means that somebody does.
bool is_abandoned(const std::filesystem::path& path) {
    const auto address = address_of(path);
    const int descriptor = new_socket(path);
    const int result = ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const int error = errno;
    ::close(descriptor);
    return result != 0 && error == ECONNREFUSED;
}

} // namespace

Listener::Listener(std::filesystem::path path, std::optional<gid_t> group, std::optional<int> inherited)
    : path_(std::move(path)), socket_(inherited.value_or(-1)) {
    try {
        static_cast<void>(address_of(path_));
        lock();
        if (inherited) {
            take(*inherited);
        } else {
            remove_stale_file();
            bind(group);
        }
    } catch (...) {
        close();
        throw;
    }
}

Listener::~Listener() {
    close();
}

void Listener::close() noexcept {
    unlink();
    if (socket_ >= 0)
        ::close(std::exchange(socket_, -1));
    if (lock_ >= 0)
        ::close(std::exchange(lock_, -1));
}

void Listener::unlink() noexcept {
    struct stat status {};
    if (inode_ != 0 && ::lstat(path_.c_str(), &status) == 0 && status.st_dev == device_ && status.st_ino == inode_)
        ::unlink(path_.c_str());
    inode_ = 0;
}

void Listener::lock() {
    const auto lock_path = path_.string() + ".lock";
    lock_ = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kPrivateMode);
    if (lock_ < 0)
        fail_with_errno(path_, "cannot open '" + lock_path + "'");
    if (::flock(lock_, LOCK_EX | LOCK_NB) != 0)
        fail(path_, "another daemon is running on it");
}

void Listener::remove_stale_file() const {
    struct stat status {};
    if (::lstat(path_.c_str(), &status) != 0) {
        if (errno != ENOENT)
            fail_with_errno(path_, "cannot look there");
        return;
    }
    if (!S_ISSOCK(status.st_mode))
        fail(path_, "something that is no socket is there");
    if (!is_abandoned(path_))
        fail(path_, "another program answers on it");
    if (::unlink(path_.c_str()) != 0)
        fail_with_errno(path_, "cannot remove the stale socket");
}

// What is handed over may be any descriptor: an administrator can have edited the one file and not the other.
void Listener::take(int inherited) {
    sockaddr_un address{};
    socklen_t size = sizeof address;
    int type = 0;
    int is_listening = 0;
    socklen_t number = sizeof type;
    if (::getsockname(inherited, reinterpret_cast<sockaddr*>(&address), &size) != 0 || address.sun_family != AF_UNIX ||
        ::getsockopt(inherited, SOL_SOCKET, SO_TYPE, &type, &number) != 0 || type != SOCK_STREAM ||
        ::getsockopt(inherited, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &number) != 0 || is_listening == 0)
        fail(path_, "what the service manager hands over is no unix stream socket that listens");
    const std::string bound(address.sun_path, ::strnlen(address.sun_path, sizeof address.sun_path));
    if (bound != path_.string())
        fail(path_, "the service manager listens at '" + bound + "': ListenStream= and the setting `socket` must agree");
    if (::fcntl(inherited, F_SETFL, O_NONBLOCK) != 0 || ::fcntl(inherited, F_SETFD, FD_CLOEXEC) != 0)
        fail_with_errno(path_, "cannot prepare the socket that was handed over");
}

void Listener::bind(std::optional<gid_t> group) {
    const auto address = address_of(path_);
    socket_ = new_socket(path_);
    // The file takes its mode from the socket, so there is no moment at which it is open to more than it should be.
    if (::fchmod(socket_, kPrivateMode) != 0)
        fail_with_errno(path_, "cannot set the mode");
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        fail_with_errno(path_, "cannot bind");
    struct stat status {};
    if (::lstat(path_.c_str(), &status) != 0)
        fail_with_errno(path_, "cannot look there");
    device_ = status.st_dev;
    inode_ = status.st_ino;
    if (group && ::lchown(path_.c_str(), static_cast<uid_t>(-1), *group) != 0)
        fail_with_errno(path_, "cannot set the group");
    if (::chmod(path_.c_str(), kSocketMode) != 0)
        fail_with_errno(path_, "cannot set the mode");
    if (::listen(socket_, kBacklog) != 0)
        fail_with_errno(path_, "cannot listen");
}

} // namespace retention::control
