// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

const Column kOid = column(TypeFamily::LargeObject, "oid");

TEST(LargeObject, SaysWhatItDoes) {
    EXPECT_FALSE(is_refused("large_object", Argument::of("unlink"), kOid));
    EXPECT_EQ(message("large_object", Argument::none(), kOid), "takes \"unlink\"");
    EXPECT_EQ(message("large_object", Argument::of("delete"), kOid), "takes \"unlink\"");
    EXPECT_EQ(message("large_object", Argument::of("unlink"), not_null(kOid)), "does not suit a NOT NULL column");
    EXPECT_TRUE(is_refused("large_object", Argument::of("unlink"), text()));
    EXPECT_NE(hint("redact", Argument::none(), kOid).find("{ large_object: unlink }"), std::string::npos);
}

} // namespace
} // namespace retention::anonymizers::test
