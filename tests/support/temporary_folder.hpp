// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <stdlib.h>
#include <string>
#include <string_view>
#include <system_error>

namespace retention::test {

// A fresh folder below $TMPDIR (or /tmp) that is removed with everything in it when the object goes.
//
// Only the owner may enter it. Throws std::system_error when it cannot be made. Not copyable, movable.
class TemporaryFolder {
public:
    explicit TemporaryFolder(std::string_view prefix = "retentiond-test") {
        std::string pattern = (std::filesystem::temp_directory_path() / prefix).string() + "-XXXXXX";
        if (mkdtemp(pattern.data()) == nullptr)
            throw std::system_error(errno, std::generic_category(), "mkdtemp " + pattern);
        path_ = pattern;
    }
    ~TemporaryFolder() { remove(); }

    TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
    TemporaryFolder& operator=(TemporaryFolder&& other) noexcept {
        if (this != &other) {
            remove();
            path_ = std::move(other.path_);
            other.path_.clear();
        }
        return *this;
    }

    const std::filesystem::path& path() const noexcept { return path_; }

private:
    void remove() noexcept {
        std::error_code ignored;
        if (!path_.empty())
            std::filesystem::remove_all(path_, ignored);
    }

    std::filesystem::path path_;
};

} // namespace retention::test
