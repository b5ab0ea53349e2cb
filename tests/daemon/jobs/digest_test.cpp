// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/digest.hpp"

#include <gtest/gtest.h>

#include <set>

namespace retention::jobs {
namespace {

// The examples of FIPS 180.
TEST(Digest, IsSha256) {
    EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Seeds, AreSixteenBytesEach) {
    for (const auto& seed : draw_seeds(10)) {
        EXPECT_EQ(seed.size(), 2 + 2 * 16u);
        EXPECT_EQ(seed.substr(0, 2), "\\x");
        EXPECT_EQ(seed.find_first_not_of("0123456789abcdef", 2), std::string::npos);
    }
}

TEST(Seeds, DifferFromSubjectToSubjectAndFromBatchToBatch) {
    std::set<std::string> seen;
    for (int batch = 0; batch < 10; ++batch)
        for (const auto& seed : draw_seeds(100))
            seen.insert(seed);
    EXPECT_EQ(seen.size(), 1000u);
    EXPECT_TRUE(draw_seeds(0).empty());
}

} // namespace
} // namespace retention::jobs
