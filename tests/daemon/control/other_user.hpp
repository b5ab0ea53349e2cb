// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/syscall.h>
#include <unistd.h>

#include <future>
#include <stdexcept>
#include <thread>
#include <type_traits>

namespace retention::control {

// Gives what `task` gives, done by a thread whose user is `uid`: the kernel keeps users by thread, and only the C library spreads a
// change to all. What the task connects is that user's for good. Needs root.
template <typename Task>
auto as_user(uid_t uid, Task task) -> std::invoke_result_t<Task> {
    std::packaged_task<std::invoke_result_t<Task>()> work([&] {
        if (::syscall(SYS_setresgid, uid, uid, uid) != 0 || ::syscall(SYS_setresuid, uid, uid, uid) != 0)
            throw std::runtime_error("cannot become another user");
        return task();
    });
    auto result = work.get_future();
    std::thread(std::move(work)).join();
    return result.get();
}

inline bool can_be_other_users() { return ::geteuid() == 0; }

} // namespace retention::control
