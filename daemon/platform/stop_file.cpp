// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/stop_file.hpp"

#include <system_error>

namespace retention::platform {

void StopFile::look_for(const std::filesystem::path& path) {
    const std::lock_guard lock(mutex_);
    path_ = path;
}

std::optional<std::string> StopFile::why_stopped() const {
    const std::lock_guard lock(mutex_);
    if (path_.empty())
        return std::nullopt;
    std::error_code error;
    // A link counts by itself, wherever it leads.
    const auto status = std::filesystem::symlink_status(path_, error);
    if (status.type() == std::filesystem::file_type::not_found)
        return std::nullopt;
    if (status.type() == std::filesystem::file_type::none)
        return "stop_file " + path_.string() + " can't be looked for: " + error.message();
    return "stop_file " + path_.string() + " exists";
}

} // namespace retention::platform
