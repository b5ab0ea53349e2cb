// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/passfile.hpp"

#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <libpq-fe.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <memory>

namespace retention::database {
namespace {

class PassfileTest : public testing::Test {
protected:
    void SetUp() override { ::setenv("CREDENTIALS_DIRECTORY", folder_.path().c_str(), 1); }
    void TearDown() override { ::unsetenv("CREDENTIALS_DIRECTORY"); }

    std::string write(mode_t mode) const {
        const auto path = folder_.path() / "crm.pgpass";
        std::ofstream(path) << "db.example:*:*:*:canary\n";
        ::chmod(path.c_str(), mode);
        return path;
    }

    // Whether libpq finds the password in it. No server is asked: nobody listens there.
    static bool is_taken_by_libpq(const std::string& path) {
        const auto text = "host=db.example hostaddr=127.0.0.1 port=1 dbname=crm user=u passfile=" + path;
        const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(text.c_str()), PQfinish);
        return std::string(PQpass(connection.get())) == "canary";
    }

    test::TemporaryFolder folder_;
};

TEST_F(PassfileTest, ACredentialOfNewerSystemdIsTaken) {
    const auto path = write(0440);
    EXPECT_FALSE(is_taken_by_libpq(path)) << "otherwise there is nothing to do";
    const Passfile passfile(path);
    EXPECT_TRUE(is_taken_by_libpq(passfile.path()));
}

TEST_F(PassfileTest, ACredentialOfOlderSystemdIsNamedAsItIs) {
    const auto path = write(0400);
    const Passfile passfile(path);
    EXPECT_EQ(passfile.path(), path);
    EXPECT_TRUE(is_taken_by_libpq(passfile.path()));
}

TEST_F(PassfileTest, AnotherFileThatAGroupMayReadIsLeftToLibpqsJudgement) {
    ::setenv("CREDENTIALS_DIRECTORY", "/run/credentials/another", 1);
    EXPECT_EQ(Passfile(write(0440)).path(), write(0440));
    ::unsetenv("CREDENTIALS_DIRECTORY");
    EXPECT_EQ(Passfile(write(0440)).path(), write(0440));
}

TEST_F(PassfileTest, WhatOthersMayReadOrWriteIsNoAccessList) {
    for (const mode_t mode : {0444U, 0460U, 0450U, 0404U})
        EXPECT_EQ(Passfile(write(mode)).path(), write(mode)) << mode;
}

TEST_F(PassfileTest, WhatIsNotThereIsLeftToLibpq) {
    EXPECT_EQ(Passfile("").path(), "");
    EXPECT_EQ(Passfile(folder_.path() / "missing").path(), folder_.path() / "missing");
}

TEST_F(PassfileTest, TheCopyIsGoneAfterwards) {
    std::string path;
    {
        const Passfile passfile(write(0440));
        path = passfile.path();
    }
    EXPECT_FALSE(std::ifstream(path).good());
}

} // namespace
} // namespace retention::database
