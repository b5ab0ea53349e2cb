// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/passfile.hpp"

#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace retention::database {

namespace {

// More than any list of servers takes.
constexpr off_t kBytesMax = 1024 * 1024;

bool is_credential(const std::string& path) {
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    return folder != nullptr && *folder != '\0' && std::filesystem::path(path).parent_path() == folder;
}

// Readable by a group as well, and by nobody else: that is how an access list looks.
bool shows_access_list(const struct stat& status) {
    constexpr mode_t kOfOthers = S_IRWXG | S_IRWXO;
    return S_ISREG(status.st_mode) && (status.st_mode & kOfOthers) == S_IRGRP && status.st_size <= kBytesMax;
}

// -1 when there is none.
int copy_in_memory(int file, off_t size) {
    const int copy = ::memfd_create("passfile", MFD_CLOEXEC);
    if (copy < 0)
        return -1;
    const bool is_whole = ::fchmod(copy, S_IRUSR) == 0 && ::sendfile(copy, file, nullptr, static_cast<std::size_t>(size)) == size;
    if (is_whole)
        return copy;
    ::close(copy);
    return -1;
}

} // namespace

Passfile::Passfile(const std::string& path) : path_(path) {
    if (path.empty() || !is_credential(path))
        return;
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return;
    struct stat status {};
    if (::fstat(file, &status) == 0 && shows_access_list(status))
        copy_ = copy_in_memory(file, status.st_size);
    ::close(file);
    if (copy_ >= 0)
        path_ = "/proc/self/fd/" + std::to_string(copy_);
}

Passfile::~Passfile() {
    if (copy_ >= 0)
        ::close(copy_);
}

} // namespace retention::database
