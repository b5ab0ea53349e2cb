// SPDX-License-Identifier: Apache-2.0
#include "config/secret_file.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace retention::config {
namespace {

namespace fs = std::filesystem;

class SecretFile : public testing::Test {
protected:
    void SetUp() override {
        char folder[] = "/tmp/retentiond-secret-XXXXXX";
        ASSERT_NE(::mkdtemp(folder), nullptr);
        credentials_ = folder;
        std::ofstream(credentials_ / "crm.pgpass") << "secret";
        ::setenv("CREDENTIALS_DIRECTORY", credentials_.c_str(), 1);
    }

    void TearDown() override {
        ::unsetenv("CREDENTIALS_DIRECTORY");
        fs::remove_all(credentials_);
    }

    fs::path credentials_;
};

TEST_F(SecretFile, ANameIsLookedForAmongTheCredentialsFirst) {
    EXPECT_EQ(secret_file("/etc/retentiond", "crm.pgpass"), credentials_ / "crm.pgpass");
}

TEST_F(SecretFile, WhatIsNoCredentialStandsBesideTheSettings) {
    EXPECT_EQ(secret_file("/etc/retentiond", "shop.pgpass"), "/etc/retentiond/shop.pgpass");
}

TEST_F(SecretFile, APathIsNeverACredential) {
    EXPECT_EQ(secret_file("/etc/retentiond", "./crm.pgpass"), "/etc/retentiond/crm.pgpass");
    EXPECT_EQ(secret_file("/etc/retentiond", "/srv/crm.pgpass"), "/srv/crm.pgpass");
}

TEST_F(SecretFile, NoNameReachesOutOfTheFolder) {
    EXPECT_EQ(secret_file("/etc/retentiond", ".."), "/etc/");
    fs::create_directory(credentials_ / "folder");
    EXPECT_EQ(secret_file("/etc/retentiond", "folder"), "/etc/retentiond/folder");
}

TEST_F(SecretFile, WithoutAManagerItStandsBesideTheSettings) {
    ::unsetenv("CREDENTIALS_DIRECTORY");
    EXPECT_EQ(secret_file("/etc/retentiond", "crm.pgpass"), "/etc/retentiond/crm.pgpass");
    ::setenv("CREDENTIALS_DIRECTORY", "", 1);
    EXPECT_EQ(secret_file("/etc/retentiond", "crm.pgpass"), "/etc/retentiond/crm.pgpass");
}

} // namespace
} // namespace retention::config
