// SPDX-License-Identifier: Apache-2.0
#include "tests/support/temporary_folder.hpp"

#include <fstream>
#include <gtest/gtest.h>

namespace retention::test {
namespace {

TEST(TemporaryFolder, GoesWithEverythingInIt) {
    std::filesystem::path path;
    {
        const TemporaryFolder folder;
        path = folder.path();
        std::filesystem::create_directories(path / "a" / "b");
        std::ofstream(path / "a" / "b" / "file") << "text";
        EXPECT_TRUE(std::filesystem::exists(path / "a" / "b" / "file"));
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(TemporaryFolder, IsClosedToOthers) {
    const TemporaryFolder folder;
    const auto others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
    EXPECT_EQ(std::filesystem::status(folder.path()).permissions() & others, std::filesystem::perms::none);
}

TEST(TemporaryFolder, MovesWithItsOwner) {
    TemporaryFolder first;
    const auto path = first.path();
    const TemporaryFolder second(std::move(first));
    EXPECT_EQ(second.path(), path);
    EXPECT_TRUE(std::filesystem::exists(path));
}

} // namespace
} // namespace retention::test
