// SPDX-License-Identifier: Apache-2.0
#include "config/secret_file.hpp"

#include <cstdlib>
#include <system_error>

namespace retention::config {

std::filesystem::path secret_file(const std::filesystem::path& folder, const std::string& name) {
    const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
    if (credentials != nullptr && *credentials != '\0' && name.find('/') == name.npos) {
        const auto handed_over = std::filesystem::path(credentials) / name;
        std::error_code problem;
        if (std::filesystem::is_regular_file(handed_over, problem))
            return handed_over;
    }
    return (folder / name).lexically_normal();
}

} // namespace retention::config
