// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

const Column kBytes = column(TypeFamily::Bytes, "bytea");
const Column kArray = column(TypeFamily::Array, "text[]");

TEST(Truncate, TakesAWholeNumberAboveZero) {
    for (const auto& where : {text(), kBytes, kArray}) {
        EXPECT_FALSE(is_refused("truncate", Argument::of("1"), where));
        EXPECT_FALSE(is_refused("truncate", Argument::of("2147483646"), where));
        for (const char* number : {"0", "-1", "2147483647", "two", "1.5", "", " 1"})
            EXPECT_EQ(message("truncate", Argument::of(number), where), "takes a whole number above 0") << number;
        EXPECT_EQ(hint("truncate", Argument::none(), where), "Write for example { truncate: 20 }.");
        EXPECT_TRUE(is_refused("truncate", map_of("length", "1"), where));
    }
}

TEST(Truncate, IsShorterThanTheColumn) {
    EXPECT_FALSE(is_refused("truncate", Argument::of("5"), varchar(6)));
    EXPECT_EQ(message("truncate", Argument::of("6"), varchar(6)),
              "after 6 characters changes nothing: the column holds 6");
    EXPECT_TRUE(is_refused("truncate", Argument::of("7"), varchar(6)));
}

TEST(Truncate, SuitsWhatHasALength) {
    EXPECT_EQ(message("truncate", Argument::of("2"), column(TypeFamily::Json, "jsonb")),
              "does not suit a column of type jsonb");
    EXPECT_TRUE(is_refused("truncate", Argument::of("2"), column(TypeFamily::Number, "numeric")));
}

TEST(Truncate, CompilesBytesAndArrays) {
    EXPECT_EQ(compile("truncate", Argument::of("4"), kBytes), "cast(substring(t.c from 1 for 4) as bytea)");
    EXPECT_EQ(
        compile("truncate", Argument::of("4"), kArray),
        "cast(case when array_length((t.c), 1) > 4 then (t.c)[array_lower((t.c), 1) : array_lower((t.c), 1) + 4 - 1]"
        " else (t.c) end as text[])");
}

} // namespace
} // namespace retention::anonymizers::test
