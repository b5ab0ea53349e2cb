// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/pseudonym_key.hpp"

#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>
#include <sys/stat.h>

namespace retention::jobs {
namespace {

namespace fs = std::filesystem;

class PseudonymKeyFile : public testing::Test {
protected:
    fs::path write(const std::string& bytes, fs::perms permissions = fs::perms::owner_read | fs::perms::owner_write) {
        const fs::path path = folder_.path() / "key";
        fs::remove(path);
        std::ofstream(path, std::ios::binary) << bytes;
        fs::permissions(path, permissions);
        return path;
    }

    // What is said against a key of `bytes`, or nothing.
    static std::string refusal(const fs::path& path) {
        try {
            PseudonymKey::from_file(path);
            return {};
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    }

    test::TemporaryFolder folder_;
    const std::string secret_ = "0123456789abcdef0123456789abcdef";
};

TEST_F(PseudonymKeyFile, IsTheBytesOfTheFileWithoutItsLastNewline) {
    const auto plain = PseudonymKey::from_file(write(secret_)).hash("v");
    EXPECT_EQ(PseudonymKey::from_file(write(secret_ + "\n")).hash("v"), plain);
    EXPECT_NE(PseudonymKey::from_file(write(secret_ + "\n\n")).hash("v"), plain);
    EXPECT_NE(PseudonymKey::from_file(write(secret_ + " ")).hash("v"), plain);
    EXPECT_EQ(PseudonymKey(secret_).hash("v"), plain);
}

// systemd hands credentials over with an access list, which looks like a group that may read.
TEST_F(PseudonymKeyFile, ACredentialMayBeReadByAGroupAndNothingElse) {
    const auto read_by_group = write(secret_, fs::perms::owner_read | fs::perms::group_read);
    EXPECT_NE(refusal(read_by_group), "");
    ::setenv("CREDENTIALS_DIRECTORY", folder_.path().c_str(), 1);
    EXPECT_EQ(refusal(read_by_group), "");
    EXPECT_NE(refusal(write(secret_, fs::perms::owner_read | fs::perms::others_read)), "");
    EXPECT_NE(refusal(write(secret_, fs::perms::owner_read | fs::perms::group_write)), "");
    ::setenv("CREDENTIALS_DIRECTORY", "/run/credentials/another", 1);
    EXPECT_NE(refusal(write(secret_, fs::perms::owner_read | fs::perms::group_read)), "") << "it is no credential of ours";
    ::unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_F(PseudonymKeyFile, MayHaveAnyBytes) {
    std::string bytes = secret_;
    bytes[5] = '\0';
    auto other = bytes;
    other[20] = '\xff';
    EXPECT_NE(PseudonymKey::from_file(write(bytes)).hash("v"), PseudonymKey::from_file(write(other)).hash("v"))
        << "a NUL ends nothing";
}

TEST_F(PseudonymKeyFile, ThatIsMissingIsToldByName) {
    const auto path = folder_.path() / "none";
    EXPECT_EQ(refusal(path), "the pseudonym key " + path.string() + " can't be opened: No such file or directory");
}

TEST_F(PseudonymKeyFile, ThatIsAFolderIsRefused) {
    EXPECT_NE(refusal(folder_.path()).find("is no regular file"), std::string::npos);
}

// Nobody writes to it: whoever opened it the ordinary way would wait for ever.
TEST_F(PseudonymKeyFile, ThatIsAPipeIsRefusedAndNotWaitedFor) {
    const fs::path path = folder_.path() / "pipe";
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    EXPECT_NE(refusal(path).find("is no regular file"), std::string::npos) << refusal(path);
}

TEST_F(PseudonymKeyFile, IsNeitherTooShortNorTooLong) {
    EXPECT_NE(refusal(write("")).find("must have 32 to 4096 bytes; make one with: openssl rand -hex 32"),
              std::string::npos);
    EXPECT_NE(refusal(write(secret_.substr(1))), "");
    EXPECT_NE(refusal(write(secret_.substr(1) + "\n")), "") << "the newline does not count";
    EXPECT_EQ(refusal(write(secret_)), "");
    EXPECT_EQ(refusal(write(std::string(4096, 'k'))), "");
    EXPECT_EQ(refusal(write(std::string(4096, 'k') + "\n")), "");
    EXPECT_NE(refusal(write(std::string(4097, 'k'))), "");
    EXPECT_NE(refusal(write(std::string(5000, 'k'))), "");
}

TEST_F(PseudonymKeyFile, IsItsOwnersAlone) {
    const auto own = fs::perms::owner_read;
    EXPECT_EQ(refusal(write(secret_, own)), "");
    for (const auto others :
         {fs::perms::group_read, fs::perms::group_write, fs::perms::others_read, fs::perms::others_write})
        EXPECT_NE(
            refusal(write(secret_, own | others)).find("may be read or written by others than its owner: chmod 600"),
            std::string::npos);
}

TEST_F(PseudonymKeyFile, IsNotToldByAnError) {
    EXPECT_EQ(refusal(write(secret_, fs::perms::owner_read | fs::perms::group_read)).find("0123"), std::string::npos);
    EXPECT_EQ(refusal(write(secret_.substr(0, 20))).find("0123"), std::string::npos);
}

// printf 'subject\0crm.person\0007\0' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$(printf %s "$secret" | sha256sum
// | cut -c-64)
TEST_F(PseudonymKeyFile, MakesWhatOpensslMakes) {
    const PseudonymKey key(secret_);
    EXPECT_EQ(key.pseudonym("crm.person", "7"), "\\x250d1439ff8a5c2f705b81e343e355483a651d097a954c8176477a34de93d931");
    EXPECT_EQ(key.hash("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
              "1d0efdd13d682aa863f4bcb33e574ec71da9253ea88bedb076e5f6c774ee0b81")
        << "of SHA-256 of \"a\"";
}

TEST_F(PseudonymKeyFile, TellsTablesAndKeysAndPurposesApart) {
    const PseudonymKey key(secret_);
    EXPECT_NE(key.pseudonym("crm.person", "7"), key.pseudonym("crm.person", "8"));
    EXPECT_NE(key.pseudonym("crm.person", "7"), key.pseudonym("crm.person7", ""));
    EXPECT_NE(key.pseudonym("crm.person", "7").substr(2), key.hash("crm.person"));
    EXPECT_NE(key.pseudonym("crm.person", "7"),
              PseudonymKey("0123456789abcdef0123456789abcdeF").pseudonym("crm.person", "7"));
}

} // namespace
} // namespace retention::jobs
