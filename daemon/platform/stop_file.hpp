// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

namespace retention::platform {

// The emergency stop that needs neither socket nor database: while a file is there, nothing is done. Looks at the file system
// whenever it is asked. Safe from any thread.
class StopFile {
public:
    // An empty path: there is none to look for.
    explicit StopFile(std::filesystem::path path = {}) : path_(std::move(path)) {}

    // Looks for this one from now on.
    void look_for(const std::filesystem::path& path);

    // Why everything stops, for people; nothing: it need not. What can't be looked at may be there, so that counts as well.
    std::optional<std::string> why_stopped() const;

private:
    mutable std::mutex mutex_;
    std::filesystem::path path_;
};

} // namespace retention::platform
