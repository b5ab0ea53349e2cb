// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/type_family.hpp"

#include <gtest/gtest.h>

namespace retention::database {
namespace {

using anonymizers::TypeFamily;

TEST(TypeFamily, OfBuiltInTypes) {
    EXPECT_EQ(family_of({"pg_catalog", "varchar", 'b', 'S'}), TypeFamily::Text);
    EXPECT_EQ(family_of({"pg_catalog", "int8", 'b', 'N'}), TypeFamily::Integer);
    EXPECT_EQ(family_of({"pg_catalog", "money", 'b', 'N'}), TypeFamily::Number);
    EXPECT_EQ(family_of({"pg_catalog", "timestamptz", 'b', 'D'}), TypeFamily::Timestamp);
    EXPECT_EQ(family_of({"pg_catalog", "_text", 'b', 'A'}), TypeFamily::Array);
    EXPECT_EQ(family_of({"pg_catalog", "interval", 'b', 'T'}), TypeFamily::Other);
    EXPECT_EQ(family_of({"pg_catalog", "oid", 'b', 'N'}), TypeFamily::LargeObject);
}

TEST(TypeFamily, OfUserTypes) {
    EXPECT_EQ(family_of({"crm", "mood", 'e', 'E'}), TypeFamily::Enum);
    EXPECT_EQ(family_of({"extensions", "citext", 'b', 'S'}), TypeFamily::Text);
    EXPECT_EQ(family_of({"extensions", "hstore", 'b', 'U'}), TypeFamily::Hstore);
    EXPECT_EQ(family_of({"crm", "text", 'c', 'C'}), TypeFamily::Other);
}

TEST(LengthMax, CountsCharacters) {
    EXPECT_EQ(length_max_of({"pg_catalog", "varchar", 'b', 'S'}, 44), 40);
    EXPECT_EQ(length_max_of({"pg_catalog", "bpchar", 'b', 'S'}, 5), 1);
    EXPECT_EQ(length_max_of({"pg_catalog", "varchar", 'b', 'S'}, -1), 0);
    EXPECT_EQ(length_max_of({"pg_catalog", "numeric", 'b', 'N'}, 655366), 0);
    EXPECT_EQ(length_max_of({"pg_catalog", "char", 'b', 'S'}, -1), 1);
}

} // namespace
} // namespace retention::database
