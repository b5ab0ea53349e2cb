// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/jobs/proxy.hpp"

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace retention::test {

namespace {

constexpr const char* kSocketName = ".s.PGSQL.5432";

sockaddr_un address_of(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string text = path.string();
    if (text.size() >= sizeof address.sun_path)
        throw std::runtime_error("the path of a socket is too long: " + text);
    std::memcpy(address.sun_path, text.c_str(), text.size() + 1);
    return address;
}

void require(int result, const char* what) {
    if (result < 0)
        throw std::system_error(errno, std::generic_category(), what);
}

bool send_all(int descriptor, const char* data, std::size_t size) {
    while (size > 0) {
        const ssize_t sent = send(descriptor, data, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        data += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

// Appends what has come in; false at its end.
bool receive(int descriptor, std::string& received) {
    char buffer[65536];
    const ssize_t size = recv(descriptor, buffer, sizeof buffer, 0);
    if (size <= 0)
        return false;
    received.append(buffer, static_cast<std::size_t>(size));
    return true;
}

std::size_t length_at(const std::string& text, std::size_t offset) {
    std::uint32_t length = 0;
    std::memcpy(&length, text.data() + offset, sizeof length);
    return ntohl(length);
}

} // namespace

Proxy::Proxy(const std::filesystem::path& server) : folder_("retentiond-proxy"), server_(server / kSocketName) {
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    require(listener_, "socket");
    const auto address = address_of(folder_.path() / kSocketName);
    require(bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
    require(listen(listener_, 1), "listen");
    require(pipe2(stop_, O_CLOEXEC), "pipe2");
    thread_ = std::thread([this] { serve(); });
}

Proxy::~Proxy() {
    close(stop_[1]);
    thread_.join();
    close(stop_[0]);
    close(listener_);
}

void Proxy::cut_at(int number, Cut cut) noexcept {
    cut_ = cut;
    has_cut_ = false;
    requests_left_ = number;
}

void Proxy::serve() {
    for (;;) {
        pollfd waiting[] = {{listener_, POLLIN, 0}, {stop_[0], POLLIN, 0}};
        if (poll(waiting, 2, -1) < 0 && errno != EINTR)
            return;
        if (waiting[1].revents != 0)
            return;
        if ((waiting[0].revents & POLLIN) == 0)
            continue;
        const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0)
            continue;
        connect_through(client);
        close(client);
    }
}

void Proxy::connect_through(int client) {
    const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = address_of(server_);
    std::string requests;
    std::string answers;
    is_started_ = false;
    bool is_open = connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    while (is_open) {
        pollfd waiting[] = {{client, POLLIN, 0}, {server, POLLIN, 0}, {stop_[0], POLLIN, 0}};
        if (poll(waiting, 3, -1) < 0 && errno != EINTR)
            break;
        if (waiting[2].revents != 0)
            break;
        if (waiting[0].revents != 0)
            is_open = receive(client, requests) && pass_requests(requests, server);
        if (is_open && waiting[1].revents != 0) {
            is_open = receive(server, answers) && send_all(client, answers.data(), answers.size());
            answers.clear();
        }
    }
    if (has_cut_ && cut_ == Cut::BeforeAnswer) {
        // The server is through when it has answered.
        shutdown(client, SHUT_RDWR);
        receive(server, answers);
    }
    close(server);
}

bool Proxy::pass_requests(std::string& received, int server) {
    for (;;) {
        const std::size_t type_size = is_started_ ? 1 : 0;
        if (received.size() < type_size + 4)
            return true;
        const std::size_t size = type_size + length_at(received, type_size);
        if (received.size() < size)
            return true;
        const bool is_request = is_started_ && (received[0] == 'Q' || received[0] == 'S');
        is_started_ = true;
        const bool is_last = is_request && requests_left_ > 0 && --requests_left_ == 0;
        has_cut_ = has_cut_ || is_last;
        if (is_last && cut_ == Cut::BeforeRequest)
            return false;
        if (!send_all(server, received.data(), size))
            return false;
        received.erase(0, size);
        if (is_last)
            return false;
    }
}

} // namespace retention::test
