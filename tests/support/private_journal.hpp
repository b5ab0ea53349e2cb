// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <string>
#include <thread>

namespace retention::test {

// A journal of our own at the place where systemd's would be: in a mount namespace that only this thread, and children
// that it starts from now on, see. Needs root. What it gets is as sent: lines of NAME=value.
class PrivateJournal {
public:
    // Moves the calling thread into the namespace. Check is_there() before use.
    PrivateJournal();
    ~PrivateJournal();
    PrivateJournal(const PrivateJournal&) = delete;
    PrivateJournal& operator=(const PrivateJournal&) = delete;

    // False where the machine does not allow it.
    bool is_there() const noexcept { return socket_ >= 0; }

    // All messages so far, one after the other.
    std::string received() const;

    // Nobody listens any more.
    void close();

private:
    void listen();

    int socket_ = -1;
    int stop_[2] = {-1, -1};
    mutable std::mutex mutex_;
    std::string received_;
    std::thread thread_;
};

} // namespace retention::test
