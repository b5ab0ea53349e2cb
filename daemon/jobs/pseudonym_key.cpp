// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/pseudonym_key.hpp"

#include <sodium.h>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <stdexcept>
#include <system_error>
#include <sys/stat.h>
#include <unistd.h>

namespace retention::jobs {

namespace {

std::runtime_error unusable(const std::filesystem::path& path, const std::string& why) {
    return std::runtime_error("the pseudonym key " + path.string() + " " + why);
}

// Read to the end, or to one byte more than is of use.
std::string read(int file, const std::filesystem::path& path) {
    std::string bytes(PseudonymKey::kBytesMax + 2, '\0');
    std::size_t size = 0;
    while (size < bytes.size()) {
        const auto read = ::read(file, bytes.data() + size, bytes.size() - size);
        if (read < 0 && errno == EINTR)
            continue;
        if (read < 0)
            throw unusable(path, "can't be read: " + std::generic_category().message(errno));
        if (read == 0)
            break;
        size += static_cast<std::size_t>(read);
    }
    bytes.resize(size);
    return bytes;
}

// systemd may give the daemon its credentials by an access list, which shows as a group that may read; nobody else can enter
// their folder.
mode_t forbidden_modes(const std::filesystem::path& path) {
    constexpr mode_t kOfOthers = S_IRGRP | S_IROTH | S_IWGRP | S_IWOTH;
    const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
    const bool is_credential = credentials != nullptr && path.parent_path() == credentials;
    return is_credential ? kOfOthers & ~static_cast<mode_t>(S_IRGRP) : kOfOthers;
}

} // namespace

PseudonymKey PseudonymKey::from_file(const std::filesystem::path& path) {
    // A pipe that nobody writes to would keep us waiting for ever.
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        throw unusable(path, "can't be opened: " + std::generic_category().message(errno));
    std::string bytes;
    struct stat status {};
    const bool is_known = ::fstat(file, &status) == 0;
    try {
        if (is_known && !S_ISREG(status.st_mode))
            throw unusable(path, "is no regular file");
        bytes = read(file, path);
    } catch (...) {
        ::close(file);
        throw;
    }
    ::close(file);
    if (!is_known || (status.st_mode & forbidden_modes(path)) != 0)
        throw unusable(path, "may be read or written by others than its owner: chmod 600 " + path.string());
    if (bytes.ends_with('\n'))
        bytes.pop_back();
    if (bytes.size() < kBytesMin || bytes.size() > kBytesMax)
        throw unusable(path, "must have " + std::to_string(kBytesMin) + " to " + std::to_string(kBytesMax) +
                                 " bytes; make one with: openssl rand -hex 32");
    PseudonymKey key(bytes);
    sodium_memzero(bytes.data(), bytes.size());
    return key;
}

PseudonymKey::PseudonymKey(std::string_view secret) {
    if (sodium_init() < 0)
        throw std::runtime_error("no source of random bytes");
    crypto_hash_sha256(key_.data(), reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
}

PseudonymKey::~PseudonymKey() { sodium_memzero(key_.data(), key_.size()); }

std::string PseudonymKey::pseudonym(std::string_view table, std::string_view key) const {
    return "\\x" + keyed("subject", table, key);
}

std::string PseudonymKey::hash(std::string_view plain_hash) const { return keyed("value", plain_hash, {}); }

// The parts are told apart by a byte that none of them has.
std::string PseudonymKey::keyed(std::string_view purpose, std::string_view first, std::string_view second) const {
    std::string message;
    for (const auto part : {purpose, first, second}) {
        message += part;
        message += '\0';
    }
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> code{};
    crypto_auth_hmacsha256(code.data(), reinterpret_cast<const unsigned char*>(message.data()), message.size(), key_.data());
    std::string text(code.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), code.data(), code.size());
    text.pop_back();
    return text;
}

} // namespace retention::jobs
