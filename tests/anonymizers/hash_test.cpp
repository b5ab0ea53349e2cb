// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

const Column kBytes = column(TypeFamily::Bytes, "bytea");
const Column kUuid = column(TypeFamily::Uuid, "uuid");

std::string hash_of(std::size_t digits) {
    return "left(s.keyed_hash, " + std::to_string(digits) + ")";
}

TEST(Hash, TakesWhatRoomThereIs) {
    EXPECT_EQ(compile("hash", Argument::none(), text()),
              "cast(case when t.c::text <> '' then left(s.keyed_hash, 64) else t.c::text end as text)");
    for (const auto& [length, digits] : {std::pair{65, 64U}, {64, 64U}, {63, 63U}, {16, 16U}})
        EXPECT_NE(compile("hash", Argument::none(), varchar(length)).find(hash_of(digits)), std::string::npos)
            << length;
    EXPECT_EQ(message("hash", Argument::none(), varchar(15)),
              "does not fit the column: the hash takes 16 characters, and the column holds 15");
}

TEST(Hash, TakesANumberOfDigits) {
    EXPECT_NE(compile("hash", Argument::of("32"), text()).find(hash_of(32)), std::string::npos);
    for (const char* digits : {"16", "17", "64"})
        EXPECT_FALSE(is_refused("hash", Argument::of(digits), text())) << digits;
    for (const char* digits : {"15", "65", "0", "-32", "all", ""})
        EXPECT_EQ(message("hash", Argument::of(digits), text()), "takes a number of digits from 16 to 64") << digits;
    EXPECT_TRUE(is_refused("hash", map_of("digits", "32"), text()));
    EXPECT_FALSE(is_refused("hash", Argument::of("32"), varchar(32)));
    EXPECT_EQ(hint("hash", Argument::of("32"), varchar(31)), "Write hash alone, which takes what room there is.");
}

TEST(Hash, OfBytesHasWholeBytes) {
    EXPECT_EQ(compile("hash", Argument::of("32"), kBytes), "cast(decode(left(s.keyed_hash, 32), 'hex') as bytea)");
    EXPECT_FALSE(is_refused("hash", Argument::none(), kBytes));
    EXPECT_EQ(message("hash", Argument::of("33"), kBytes), "takes an even number of digits for a column of type bytea");
}

TEST(Hash, OfAUuidHasAllItsDigits) {
    EXPECT_FALSE(is_refused("hash", Argument::none(), kUuid));
    EXPECT_EQ(message("hash", Argument::of("32"), kUuid), "takes no number of digits for a column of type uuid");
}

TEST(Hash, SuitsNothingElse) {
    EXPECT_EQ(message("hash", Argument::none(), column(TypeFamily::Integer, "integer")),
              "does not suit a column of type integer");
}

} // namespace
} // namespace retention::anonymizers::test
