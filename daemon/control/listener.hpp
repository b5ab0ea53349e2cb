// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <utility>

namespace retention::control {

// Why there is no socket; what() says what to do.
class ListenError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// A unix stream socket that listens at a path, and the file there, which goes with it.
//
// Of several daemons one gets the path: a lock on `<path>.lock` is held as long as the listener lives, and the kernel
// gives it back when the process dies. So a socket file that is found is stale, unless a program without that lock
// answers on it; a stale one is replaced, anything else is left alone. The lock's file stays: removing it would let two
// in.
class Listener {
public:
    // The socket gets mode 0660 and, if given, `group`; it is never wider on the way there. With `inherited`, a socket that the
    // service manager has bound to `path` and listens on, that one is taken: its mode, its file and its end are the manager's.
    // Throws ListenError, also when `inherited` is something else; closes it then.
    Listener(std::filesystem::path path, std::optional<gid_t> group, std::optional<int> inherited = std::nullopt);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    // The listening socket, non-blocking and close-on-exec: from now on the caller's to close.
    int release_descriptor() noexcept { return std::exchange(socket_, -1); }

    const std::filesystem::path& path() const noexcept { return path_; }

    // Removes the socket's file, if it is still ours: nobody new can connect.
    void unlink() noexcept;

private:
    void lock();
    void remove_stale_file() const;
    void bind(std::optional<gid_t> group);
    void take(int inherited);
    void close() noexcept;

    std::filesystem::path path_;
    int lock_ = -1;
    int socket_ = -1;
    dev_t device_ = 0;
    ino_t inode_ = 0;
};

} // namespace retention::control
