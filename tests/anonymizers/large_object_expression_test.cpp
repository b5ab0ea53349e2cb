// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"
#include "tests/anonymizers/expressions.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

class LargeObjectExpression : public ::testing::Test {
protected:
    // Two objects: 70001, named by two rows, and 70002; 70003 is gone already.
    void SetUp() override {
        exec("drop table if exists scan; create table scan (id int primary key, c oid);"
             "select lo_unlink(oid) from pg_largeobject_metadata where oid between 70000 and 70010;"
             "select lo_create(70001), lo_create(70002);"
             "insert into scan values (1, 70001), (2, 70001), (3, 70002), (4, 70003), (5, null), (6, 0)");
    }

    static void exec(const std::string& sql) { expressions().cluster().exec(Expressions::kDatabase, sql); }
    static std::string value(const std::string& sql) {
        return expressions().cluster().value(Expressions::kDatabase, sql);
    }
    static std::string expression() {
        return find("large_object")
            ->compile(Argument::of("unlink"), column(TypeFamily::LargeObject, "oid"),
                      {.old_value = "t.c", .seed = {}, .known = {}});
    }
    static std::string objects() {
        return value("select count(*) from pg_largeobject_metadata where oid between 70000 and 70010");
    }
};

TEST_F(LargeObjectExpression, UnlinksWhatIsThereAndGivesNull) {
    exec("update scan as t set c = " + expression());
    EXPECT_EQ(value("select count(*) from scan where c is null"), "6");
    EXPECT_EQ(objects(), "0");
}

TEST_F(LargeObjectExpression, LeavesTheObjectsOfOtherRows) {
    exec("update scan as t set c = " + expression() + " where id = 3");
    EXPECT_EQ(value("select count(*) from scan where c is null"), "2");
    EXPECT_EQ(objects(), "1");
}

TEST_F(LargeObjectExpression, DoesNothingWhenItIsAskedAgain) {
    exec("update scan as t set c = " + expression() + " where id in (1, 2)");
    EXPECT_EQ(value("select count(*) from scan as t where id in (1, 2) and t.c is not distinct from " + expression()),
              "2");
    EXPECT_EQ(objects(), "1");
}

TEST_F(LargeObjectExpression, UnlinksNothingInAReadOnlyTransaction) {
    exec("begin read only; select count(" + expression() + ") from scan as t; commit");
    EXPECT_EQ(objects(), "2");
}

TEST_F(LargeObjectExpression, IsRolledBackWithItsTransaction) {
    exec("begin; update scan as t set c = " + expression() + "; rollback");
    EXPECT_EQ(objects(), "2");
}

} // namespace
} // namespace retention::anonymizers::test
