// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/whole_file.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace retention::platform {
namespace {

namespace fs = std::filesystem;

class WholeFile : public testing::Test {
protected:
    void SetUp() override {
        std::string folder = (fs::temp_directory_path() / "retentiond-file-XXXXXX").string();
        ASSERT_NE(::mkdtemp(folder.data()), nullptr);
        folder_ = folder;
    }
    void TearDown() override { fs::remove_all(folder_); }

    static std::string read(const fs::path& path) {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    static mode_t mode_of(const fs::path& path) {
        struct stat status {};
        EXPECT_EQ(::lstat(path.c_str(), &status), 0);
        return status.st_mode & 07777;
    }
    long long files() const { return std::distance(fs::directory_iterator(folder_), fs::directory_iterator()); }

    fs::path folder_;
};

TEST_F(WholeFile, HasTextAndModeWhateverTheUmask) {
    const mode_t before = ::umask(0077);
    replace_file(folder_ / "a.prom", "one\n", 0644);
    ::umask(before);
    EXPECT_EQ(read(folder_ / "a.prom"), "one\n");
    EXPECT_EQ(mode_of(folder_ / "a.prom"), 0644U);
    EXPECT_EQ(files(), 1);
}

TEST_F(WholeFile, IsAnotherOneForWhoeverHasItOpen) {
    replace_file(folder_ / "a.prom", "one\n", 0644);
    std::ifstream reader(folder_ / "a.prom");
    replace_file(folder_ / "a.prom", "another\n", 0644);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(reader), {}), "one\n");
    EXPECT_EQ(read(folder_ / "a.prom"), "another\n");
}

TEST_F(WholeFile, ReplacesALinkAndLeavesItsTargetAlone) {
    std::ofstream(folder_ / "precious") << "keep";
    fs::create_symlink(folder_ / "precious", folder_ / "a.prom");
    fs::create_symlink(folder_ / "precious", folder_ / ".a.prom.new");
    replace_file(folder_ / "a.prom", "one\n", 0644);
    EXPECT_EQ(read(folder_ / "precious"), "keep");
    EXPECT_FALSE(fs::is_symlink(folder_ / "a.prom"));
}

TEST_F(WholeFile, ThatCanNotBeWrittenLeavesNoRest) {
    fs::create_directory(folder_ / "a.prom");
    std::ofstream(folder_ / "a.prom" / "occupied");
    EXPECT_THROW(replace_file(folder_ / "a.prom", "one\n", 0644), std::system_error);
    EXPECT_EQ(files(), 1);
    EXPECT_THROW(replace_file(folder_ / "nowhere" / "a.prom", "one\n", 0644), std::system_error);
}

} // namespace
} // namespace retention::platform
