// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

namespace retention::jobs {

// The secret with which pseudonyms and hashes are made: who has it can tell whose they are, nobody else can (GDPR Art. 4(5)).
// It stays in this process. HMAC-SHA-256 (RFC 2104). Safe from any thread.
class PseudonymKey {
public:
    static constexpr std::size_t kBytesMin = 32;
    static constexpr std::size_t kBytesMax = 4'096;

    // Takes the bytes of the file, but for a newline at the end. Throws std::runtime_error, whose text says what to do, when it
    // can't be read, is too short or too long, or may be read by others than its owner.
    static PseudonymKey from_file(const std::filesystem::path& path);

    // REQUIRES: kBytesMin to kBytesMax bytes.
    explicit PseudonymKey(std::string_view secret);
    ~PseudonymKey();
    PseudonymKey(const PseudonymKey&) = default;
    PseudonymKey& operator=(const PseudonymKey&) = delete;

    // A subject's 32 bytes as bytea in hexadecimal: the same in every run. `table`: crm.person; `key`: to_text() of it.
    std::string pseudonym(std::string_view table, std::string_view key) const;

    // The keyed hash of a value's plain hash, 64 hexadecimal digits.
    std::string hash(std::string_view plain_hash) const;

private:
    std::string keyed(std::string_view purpose, std::string_view first, std::string_view second) const;

    std::array<unsigned char, 32> key_{};
};

} // namespace retention::jobs
