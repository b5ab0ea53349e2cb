// SPDX-License-Identifier: Apache-2.0
#include "tests/policies/policy_text.hpp"

#include <gtest/gtest.h>

namespace retention::policies::test {
namespace {

SchemaText households() {
    SchemaText schema;
    schema.table("crm.home", "id integer key; street text");
    schema.table("crm.person", "id integer key; name text; kind text; left_on date; home_id integer -> crm.home");
    schema.table("crm.message", "id integer key; from_id integer -> crm.person; to_id integer -> crm.person; sent date");
    return schema;
}

PolicyText people(const std::string& name, const std::string& where = {}) {
    PolicyText policy("crm.person");
    policy.value().name = name;
    if (!where.empty())
        policy.where(where);
    return policy.when("all", "true").rule("all", "P1Y", "left_on", "act").action("act", {"crm.person: delete", "crm.home via person.home_id: delete",
                                                                                         "crm.message via from_id: delete", "crm.message via to_id: delete"});
}

TEST(CheckBeside, AFloorOfAnotherPolicyAboutTheSamePeopleIsTold) {
    const auto strict = people("strict").floor("law", "P10Y", "left_on").build();
    const auto soft = checked(people("soft"), households(), {strict});
    const auto* found = soft.find("FLOOR_ELSEWHERE");
    ASSERT_NE(found, nullptr);
    EXPECT_NE(found->message.find("policy \"strict\" has a floor \"law\""), std::string::npos) << found->message;
    EXPECT_EQ(checked(people("soft").floor("law", "P10Y", "left_on"), households(), {strict}).find("FLOOR_ELSEWHERE"), nullptr);
    EXPECT_EQ(checked(people("strict").floor("law", "P10Y", "left_on"), households(), {strict}).find("FLOOR_ELSEWHERE"), nullptr);
}

TEST(CheckBeside, AHoldOfAnotherPolicyAboutTheSamePeopleIsTold) {
    const auto strict = people("strict").hold("dispute", "kind = 'x'").build();
    const auto soft = checked(people("soft"), households(), {strict});
    const auto* found = soft.find("HOLD_ELSEWHERE");
    ASSERT_NE(found, nullptr);
    EXPECT_NE(found->message.find("by \"dispute\""), std::string::npos) << found->message;
    EXPECT_EQ(checked(people("soft").hold("dispute", "kind = 'x'"), households(), {strict}).find("HOLD_ELSEWHERE"), nullptr);
}

TEST(CheckBeside, WhatOtherPeopleOfTheTableShareIsTold) {
    const auto staff = people("staff", "kind = 'staff'").floor("law", "P10Y", "left_on").build();
    const auto member = checked(people("member", "kind = 'member'"), households(), {staff});
    EXPECT_NE(member.find("SUBJECTS_ELSEWHERE"), nullptr);
    EXPECT_EQ(member.find("FLOOR_ELSEWHERE"), nullptr) << "they are other people";
    PolicyText alone("crm.person");
    alone.where("kind = 'member'").when("all", "true").rule("all", "P1Y", "left_on", "act");
    alone.action("act", {"crm.person: name null; * keep", "crm.home via person.home_id: keep", "crm.message via from_id: keep", "crm.message via to_id: keep"});
    EXPECT_EQ(checked(alone, households(), {staff}).find("SUBJECTS_ELSEWHERE"), nullptr) << "nothing that they share is touched";
}

TEST(CheckFacts, RowsThatGoByAnotherKeyThanAFactFindsThemBy) {
    auto policy = people("p");
    policy.fact("last_sent: max crm.message.sent via from_id");
    const auto result = checked(policy, households());
    const auto* found = result.find("FACT_ERASED");
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->path, "facts.last_sent");
    EXPECT_NE(found->message.find("crm.message via to_id"), std::string::npos) << found->message;
}

TEST(CheckFacts, RowsThatGoByTheFactsOwnKeyAlone) {
    PolicyText policy("crm.person");
    policy.fact("last_sent: max crm.message.sent via from_id").when("all", "true").rule("all", "P1Y", "last_sent", "act");
    policy.action("act", {"crm.person: delete", "crm.home via person.home_id: keep", "crm.message via from_id: delete", "crm.message via to_id: to_id null"});
    EXPECT_EQ(checked(policy, households()).find("FACT_ERASED"), nullptr);
}

} // namespace
} // namespace retention::policies::test
