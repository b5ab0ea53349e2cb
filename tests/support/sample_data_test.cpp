// SPDX-License-Identifier: Apache-2.0
#include "tests/support/sample_data.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

namespace retention::test {
namespace {

TEST(SampleData, IsBesideTheSourceTreeUnlessAFolderIsNamed) {
    unsetenv("RETENTIOND_DATASETS");
    const auto beside = std::filesystem::path(RETENTIOND_SOURCE_DIR).parent_path() / "shared/datasets/shop/shop.sql";
    EXPECT_EQ(sample_data("shop"), beside);
    setenv("RETENTIOND_DATASETS", "/srv/samples", 1);
    EXPECT_EQ(sample_data("shop"), "/srv/samples/shop/shop.sql");
}

} // namespace
} // namespace retention::test
