// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/stop_file.hpp"

#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace retention::platform {
namespace {

class StopFileTest : public testing::Test {
protected:
    void touch() const { std::ofstream made(path); }

    const test::TemporaryFolder folder{"retentiond-stop"};
    const std::filesystem::path path = folder.path() / "stop";
    StopFile file{path};
};

TEST_F(StopFileTest, StopsAsLongAsItIsThere) {
    EXPECT_FALSE(file.why_stopped());
    touch();
    EXPECT_EQ(file.why_stopped(), "stop_file " + path.string() + " exists");
    std::filesystem::remove(path);
    EXPECT_FALSE(file.why_stopped());
}

TEST_F(StopFileTest, ALinkThatLeadsNowhereIsThere) {
    std::filesystem::create_symlink("/nowhere/at/all", path);
    EXPECT_TRUE(file.why_stopped());
}

TEST_F(StopFileTest, AFolderOfThatNameIsThere) {
    std::filesystem::create_directory(path);
    EXPECT_TRUE(file.why_stopped());
}

TEST_F(StopFileTest, WhatCannotBeLookedAtMayBeThere) {
    std::filesystem::create_symlink("loop", folder.path() / "loop");
    const StopFile unknown(folder.path() / "loop" / "stop");
    ASSERT_TRUE(unknown.why_stopped());
    EXPECT_NE(unknown.why_stopped()->find("can't be looked for"), std::string::npos);
}

TEST_F(StopFileTest, AFolderThatIsNotThereHoldsNoFile) { EXPECT_FALSE(StopFile(folder.path() / "no" / "stop").why_stopped()); }

TEST_F(StopFileTest, WithoutAPathNothingStops) { EXPECT_FALSE(StopFile().why_stopped()); }

TEST_F(StopFileTest, AReloadLooksForAnother) {
    touch();
    file.look_for(folder.path() / "other");
    EXPECT_FALSE(file.why_stopped());
}

} // namespace
} // namespace retention::platform
