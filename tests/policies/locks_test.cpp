// SPDX-License-Identifier: Apache-2.0
#include "policies/locks.hpp"

#include "tests/policies/shop.hpp"

#include <gtest/gtest.h>

namespace retention::policies {
namespace {

using test::bound;
using test::PolicyText;
using test::SchemaText;
using test::small_policy;
using test::small_schema;

TEST(LockEvidence, LocksEachTableOnce) {
    auto policy = small_policy();
    policy.fact("first: min crm.activity.happened_at").fact("last: max crm.activity.happened_at");
    const auto result = bound(policy, small_schema());
    const auto statements = lock_evidence(result.binding);
    ASSERT_EQ(statements.size(), 1U);
    EXPECT_NE(statements[0].sql.find("for share of t"), std::string::npos);
}

TEST(LockEvidence, LeavesOutWhatCannotBeLocked) {
    auto schema = small_schema();
    schema.at("crm.activity").kind = 'v';
    const auto result = bound(small_policy().fact("last: max crm.activity.happened_at"), schema);
    EXPECT_TRUE(lock_evidence(result.binding).empty());
}

TEST(LockSubjects, PassesOverThoseThatSomebodyEdits) {
    const auto result = bound(small_policy(), small_schema());
    EXPECT_NE(lock_subjects(result.binding).sql.find("for update of s skip locked"), std::string::npos);
}

TEST(LockEvidence, GivesWayToOtherSubjectsAtOnce) {
    SchemaText schema;
    schema.table("crm.person", "id integer key; name text; ended_on date; manager_id integer -> crm.person");
    const auto result = bound(small_policy().fact("reports: count crm.person via manager_id"), schema);
    const auto statements = lock_evidence(result.binding);
    ASSERT_EQ(statements.size(), 1U);
    EXPECT_NE(statements[0].sql.find("for share of t nowait"), std::string::npos) << statements[0].sql;
}

TEST(LockSubjects, TakeTheirKeysAndNothingElse) {
    const auto result = bound(small_policy(), small_schema());
    EXPECT_EQ(lock_subjects(result.binding).binds, std::vector<Bind>{Bind::Keys});
    EXPECT_EQ(existing(result.binding).binds, std::vector<Bind>{Bind::Keys});
}

} // namespace
} // namespace retention::policies
