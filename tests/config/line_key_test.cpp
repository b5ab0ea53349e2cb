// SPDX-License-Identifier: Apache-2.0
#include "config/line_key.hpp"

#include <gtest/gtest.h>

namespace retention::config {
namespace {

using policies::TableName;
using Columns = std::vector<std::string>;

LineKey parsed(std::string_view text) {
    const auto key = parse_line_key(text);
    if (const auto* error = std::get_if<LineKeyError>(&key)) {
        ADD_FAILURE() << text << ": " << error->message;
        return {};
    }
    return std::get<LineKey>(key);
}

TEST(LineKey, ATableAlone) {
    EXPECT_EQ(parsed("crm.person"), (LineKey{{"crm", "person"}, {}, {}}));
}

TEST(LineKey, ViaOneColumn) {
    EXPECT_EQ(parsed("crm.task via assigned_to"), (LineKey{{"crm", "task"}, {"assigned_to"}, {}}));
}

TEST(LineKey, ViaACompositeKeyWithOrWithoutParentheses) {
    const LineKey key{{"crm", "task"}, {"tenant_id", "person_id"}, {}};
    EXPECT_EQ(parsed("crm.task via (tenant_id, person_id)"), key);
    EXPECT_EQ(parsed("crm.task via tenant_id, person_id"), key);
    EXPECT_EQ(parsed("crm.task  via(tenant_id,person_id)"), key);
}

TEST(LineKey, OutwardNamesTheTableThatPoints) {
    EXPECT_EQ(parsed("crm.address via person.address_id"),
              (LineKey{{"crm", "address"}, {"address_id"}, TableName{"", "person"}}));
    EXPECT_EQ(parsed("crm.address via (crm.person.tenant, crm.person.address_id)"),
              (LineKey{{"crm", "address"}, {"tenant", "address_id"}, TableName{"crm", "person"}}));
}

TEST(LineKey, ToTellsWhichOfSeveralLinksByOneColumn) {
    const LineKey key{{"crm", "note"}, {"owner_id"}, {}, TableName{"crm", "person"}};
    EXPECT_EQ(parsed("crm.note via owner_id to crm.person"), key);
    EXPECT_EQ(parsed("crm.note via (owner_id)  to  crm.person"), key);
    EXPECT_EQ(parsed("crm.note via to to \"a to b\""), (LineKey{{"crm", "note"}, {"to"}, {}, TableName{"", "a to b"}}));
    EXPECT_EQ(parsed("crm.note via to"), (LineKey{{"crm", "note"}, {"to"}, {}, {}}));
}

TEST(LineKey, APatternIsAWholeSchema) {
    EXPECT_TRUE(is_pattern(parsed("reporter.*")));
    EXPECT_EQ(parsed("reporter.*").table.schema, "reporter");
}

TEST(LineKey, QuotesMayHoldAnything) {
    EXPECT_EQ(parsed("\"My Crm\".\"a via b\" via \"c, d\""), (LineKey{{"My Crm", "a via b"}, Columns{"c, d"}, {}}));
}

TEST(LineKey, RefusesEverythingElse) {
    for (const auto* text : {"", "crm.", "*", "crm.log_*", "a.b.*", "crm.x via", "crm.x via ()", "crm.x via a,,b",
                             "crm.x by a", "crm.x via a b", "crm.x via (a", "crm.* via a", "crm.x via a, b.c",
                             "crm.x via b.c, d.e", "crm.x viaa", "\"*\"", "crm.x via a to", "crm.x via to b",
                             "crm.x via a to b c", "crm.x via a to *", "crm.x to b", "crm.x via b.c to b"})
        EXPECT_TRUE(std::holds_alternative<LineKeyError>(parse_line_key(text))) << text;
}

} // namespace
} // namespace retention::config
