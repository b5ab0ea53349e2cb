// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/proving/account.hpp"

#include <sys/types.h>

#include <filesystem>
#include <optional>

namespace retention::proving {

// A temporary folder that only its owner and root can enter, and that is gone when we are.
//
// A guardian process removes it: the one and only place where it is removed, whether the destructor asks for it, a signal ends us,
// or the kernel does. It waits until a server in the folder has ended, and ends one that has not.
//
// Make it before other threads: it forks. Throws std::system_error.
class GuardedFolder {
public:
    explicit GuardedFolder(const std::optional<Account>& owner);
    ~GuardedFolder(); // returns when it is removed

    GuardedFolder(const GuardedFolder&) = delete;
    GuardedFolder& operator=(const GuardedFolder&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
    int pipe_ = -1; // the guardian acts when it closes
    pid_t guardian_ = -1;
};

// Where a server of the folder keeps its data.
inline std::filesystem::path data_folder(const std::filesystem::path& folder) {
    return folder / "data";
}

} // namespace retention::proving
