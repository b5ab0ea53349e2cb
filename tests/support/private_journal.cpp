// SPDX-License-Identifier: Apache-2.0
#include "tests/support/private_journal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

namespace retention::test {

namespace {

constexpr const char* kSocket = "/run/systemd/journal/socket";

bool enter_namespace() {
    return ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ::mount("tmpfs", "/run", "tmpfs", 0, "mode=755") == 0 && ::mkdir("/run/systemd", 0755) == 0 &&
           ::mkdir("/run/systemd/journal", 0755) == 0;
}

int bound_socket() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, kSocket);
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 && ::chmod(kSocket, 0666) == 0)
        return socket;
    ::close(socket);
    return -1;
}

} // namespace

PrivateJournal::PrivateJournal() {
    if (!enter_namespace() || ::pipe2(stop_, O_CLOEXEC) != 0)
        return;
    socket_ = bound_socket();
    if (socket_ >= 0)
        thread_ = std::thread([this] { listen(); });
}

PrivateJournal::~PrivateJournal() {
    close();
}

void PrivateJournal::close() {
    if (!thread_.joinable())
        return;
    ::close(stop_[1]);
    thread_.join();
    ::close(stop_[0]);
    ::close(socket_);
}

std::string PrivateJournal::received() const {
    const std::lock_guard lock(mutex_);
    return received_;
}

void PrivateJournal::listen() {
    char buffer[65536];
    for (;;) {
        pollfd wanted[2] = {{socket_, POLLIN, 0}, {stop_[0], POLLIN, 0}};
        ::poll(wanted, 2, -1);
        if (wanted[1].revents != 0)
            return;
        const auto bytes = ::recv(socket_, buffer, sizeof buffer, 0);
        const std::lock_guard lock(mutex_);
        if (bytes > 0)
            received_.append(buffer, static_cast<std::size_t>(bytes));
    }
}

} // namespace retention::test
