// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

TEST(Remove, IsForPartsOfDocumentsOnly) {
    EXPECT_EQ(message("remove", Argument::none(), text()),
              "takes a part out of a document, and a column is no part of one");
    EXPECT_EQ(hint("remove", Argument::none(), text()), "Write null to empty the column.");
    EXPECT_EQ(hint("remove", Argument::none(), not_null(text())), "Write { constant: ... } instead.");
    EXPECT_TRUE(is_refused("remove", Argument::none(), column(TypeFamily::Json, "jsonb")));
}

} // namespace
} // namespace retention::anonymizers::test
