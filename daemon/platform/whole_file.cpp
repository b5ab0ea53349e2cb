// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/whole_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace retention::platform {

namespace {

[[noreturn]] void fail(int error, const char* what) {
    throw std::system_error(error, std::generic_category(), what);
}

void write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno != EINTR)
            fail(errno, "write");
        if (written > 0)
            text.remove_prefix(static_cast<std::size_t>(written));
    }
}

// Not through the umask: readers are other users, such as Prometheus' node exporter.
void write_file(const std::filesystem::path& path, std::string_view text, mode_t mode) {
    ::unlink(path.c_str());
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0)
        fail(errno, "open");
    try {
        write_all(descriptor, text);
        if (::fchmod(descriptor, mode) != 0)
            fail(errno, "chmod");
    } catch (...) {
        ::close(descriptor);
        throw;
    }
    if (::close(descriptor) != 0)
        fail(errno, "close");
}

} // namespace

void replace_file(const std::filesystem::path& path, std::string_view text, mode_t mode) {
    const auto beside = path.parent_path() / ("." + path.filename().string() + ".new");
    try {
        write_file(beside, text, mode);
        if (::rename(beside.c_str(), path.c_str()) != 0)
            fail(errno, "rename");
    } catch (...) {
        ::unlink(beside.c_str());
        throw;
    }
}

} // namespace retention::platform
