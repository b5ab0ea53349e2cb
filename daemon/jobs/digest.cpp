// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/digest.hpp"

#include <sodium.h>

#include <array>
#include <stdexcept>

namespace retention::jobs {

namespace {

std::string hexadecimal(const unsigned char* bytes, std::size_t size) {
    std::string text(size * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), bytes, size);
    text.pop_back();
    return text;
}

} // namespace

std::string sha256(std::string_view text) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
    return hexadecimal(hash.data(), hash.size());
}

std::vector<std::string> draw_seeds(std::size_t count) {
    if (sodium_init() < 0)
        throw std::runtime_error("no source of random bytes");
    constexpr std::size_t kSeedBytes = 16;
    std::vector<std::string> seeds;
    seeds.reserve(count);
    std::array<unsigned char, kSeedBytes> bytes{};
    for (std::size_t i = 0; i < count; ++i) {
        randombytes_buf(bytes.data(), bytes.size());
        seeds.push_back("\\x" + hexadecimal(bytes.data(), bytes.size()));
    }
    sodium_memzero(bytes.data(), bytes.size());
    return seeds;
}

} // namespace retention::jobs
