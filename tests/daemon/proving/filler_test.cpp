// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/filler.hpp"

#include <gtest/gtest.h>

namespace retention::proving {
namespace {

using anonymizers::TypeFamily;

constexpr const char* kAsOf = "2026-03-01T00:00:00+01:00";

class FillerTest : public testing::Test {
protected:
    FillerTest() { shape_.table = &table_; }

    policies::SchemaColumn column(const std::string& type, TypeFamily family) const {
        policies::SchemaColumn column;
        column.name = "c";
        column.type = type;
        column.family = family;
        column.is_nullable = false;
        return column;
    }
    void make_unique() { table_.unique_indexes.push_back({"c_key", {"c"}}); }
    std::optional<std::string> text(const policies::SchemaColumn& column, int number = 7) const {
        const auto filled = filler(shape_, column, kAsOf, number);
        return filled ? std::optional(filled->text) : std::nullopt;
    }

    policies::SchemaTable table_;
    TableShape shape_;
};

TEST_F(FillerTest, LeavesNullAndDefaultsAlone) {
    auto nullable = column("text", TypeFamily::Text);
    nullable.is_nullable = true;
    EXPECT_EQ(text(nullable), std::nullopt);
    auto with_default = column("text", TypeFamily::Text);
    with_default.has_default = true;
    shape_.defaults["c"].expression = "'x'::text";
    EXPECT_EQ(text(with_default), std::nullopt);
}

TEST_F(FillerTest, OfADateIsTheDayOfJudgement) {
    EXPECT_EQ(text(column("date", TypeFamily::Date)), kAsOf);
    EXPECT_EQ(text(column("timestamp with time zone", TypeFamily::Timestamp)), kAsOf);
}

TEST_F(FillerTest, MakesADefaultOfThePresentTimeOfTheDayOfJudgement) {
    auto renewed = column("timestamp with time zone", TypeFamily::Timestamp);
    renewed.has_default = true;
    shape_.defaults["c"].expression = "(now() + '3 years'::interval)";
    const auto filled = filler(shape_, renewed, kAsOf, 1);
    ASSERT_TRUE(filled);
    EXPECT_TRUE(filled->is_sql);
    EXPECT_EQ(filled->text, "('2026-03-01T00:00:00+01:00'::timestamptz + '3 years'::interval)");
}

TEST_F(FillerTest, OfANumberIsOneWhereItMayRepeat) { EXPECT_EQ(text(column("integer", TypeFamily::Integer)), "1"); }

TEST_F(FillerTest, OfAUniqueNumberFitsItsType) {
    make_unique();
    EXPECT_EQ(text(column("bigint", TypeFamily::Integer)), "900000007");
    EXPECT_EQ(text(column("smallint", TypeFamily::Integer)), "30007");
    EXPECT_EQ(text(column("numeric(5,2)", TypeFamily::Number)), "007");
    EXPECT_EQ(text(column("numeric", TypeFamily::Number)), "900000007");
}

TEST_F(FillerTest, OfAKeyThatASequenceCountsIsNoneThatATestWouldWrite) {
    auto id = column("bigint", TypeFamily::Integer);
    id.has_default = true;
    shape_.defaults["c"] = {"nextval('c_seq'::regclass)", true, ""};
    EXPECT_EQ(text(id), "900000007");
}

TEST_F(FillerTest, OfAForeignKeyPointsToNothing) {
    const policies::ForeignKey key;
    shape_.keys["c"] = &key;
    EXPECT_EQ(text(column("integer", TypeFamily::Integer)), "900000007");
}

TEST_F(FillerTest, OfATextFitsItsLength) {
    auto code = column("character(2)", TypeFamily::Text);
    code.length_max = 2;
    EXPECT_EQ(text(code), "fi");
    make_unique();
    EXPECT_EQ(text(code, 12), "12");
    EXPECT_EQ(text(column("text", TypeFamily::Text)), "filler 7");
}

TEST_F(FillerTest, TakesTheFirstValueThatACheckLists) {
    table_.checks.push_back({"other", "((d = ANY (ARRAY['no'::text])))"});
    table_.checks.push_back({"listed", "((c)::text = ANY ((ARRAY['open'::character varying, 'paid'::character varying])::text[]))"});
    EXPECT_EQ(text(column("text", TypeFamily::Text)), "open");
}

TEST_F(FillerTest, TakesTheFirstLabelOfAnEnum) {
    shape_.defaults["c"].first_label = "bronze";
    EXPECT_EQ(text(column("level", TypeFamily::Enum)), "bronze");
}

TEST_F(FillerTest, HasNoneForATypeThatItDoesNotKnow) {
    EXPECT_EQ(text(column("geometry", TypeFamily::Other)), std::nullopt);
    EXPECT_EQ(text(column("int4range", TypeFamily::Other)), "empty");
}

} // namespace
} // namespace retention::proving
