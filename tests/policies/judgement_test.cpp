// SPDX-License-Identifier: Apache-2.0
#include "policies/judgement.hpp"

#include "tests/policies/shop.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace retention::policies {
namespace {

using test::bound;
using test::PolicyText;
using test::small_policy;
using test::small_schema;

PolicyText full_policy() {
    auto policy = small_policy();
    policy.rule("gone", "P1Y", "ended_on", "anonymize").rule("gone", "P9Y", "ended_on", "delete");
    policy.floor("tax", "P7Y", "ended_on").floor("pension", "P9Y", "ended_on");
    policy.hold("dispute", "name = 'x'").hold("claim", "name = 'y'");
    policy.action("anonymize", {"crm.person: name redact; * keep", "crm.activity: keep"});
    policy.action("delete", {"crm.person: delete", "crm.activity: delete"});
    return policy;
}

TEST(Verdict, IsTakenApart) {
    const auto policy = full_policy();
    const auto of = [&](int state) {
        const auto verdict = verdict_of(*policy.build(), state);
        return to_word(verdict.state) + (verdict.stopped_by.empty() ? "" : " " + verdict.stopped_by);
    };
    EXPECT_EQ(of(0), "not_in_class");
    EXPECT_EQ(of(1), "when");
    EXPECT_EQ(of(2), "no_starting_point");
    EXPECT_EQ(of(3), "not_expired");
    EXPECT_EQ(of(4), "done");
    EXPECT_EQ(of(5), "unless");
    EXPECT_EQ(of(1000), "floor tax");
    EXPECT_EQ(of(1001), "floor pension");
    EXPECT_EQ(of(2000), "hold dispute");
    EXPECT_EQ(of(2001), "hold claim");
    EXPECT_EQ(of(2000 + kOperatorHold), "hold operator");
    EXPECT_EQ(of(9999), "due");
}

TEST(Verdict, OfAnotherPolicyIsRefused) {
    EXPECT_THROW(verdict_of(*full_policy().build(), 1002), std::out_of_range);
    EXPECT_THROW(verdict_of(*full_policy().build(), 2002), std::out_of_range);
}

TEST(Strength, PutsRulesThatDeleteTheSubjectFirst) {
    EXPECT_EQ(by_strength(bound(full_policy(), small_schema()).binding), (std::vector<std::size_t>{0, 2, 1}));
}

TEST(Judgement, NamesItsStatementsAndParameters) {
    const auto result = bound(full_policy(), small_schema());
    const auto& binding = result.binding;
    EXPECT_EQ(census(binding).name, "census");
    EXPECT_EQ(census(binding).binds, std::vector<Bind>{Bind::AsOf});
    EXPECT_EQ(due(binding).binds, std::vector<Bind>{Bind::AsOf});
    EXPECT_EQ(judge(binding).binds, (std::vector<Bind>{Bind::AsOf, Bind::Keys}));
    EXPECT_EQ(explain(binding).binds, (std::vector<Bind>{Bind::AsOf, Bind::Keys}));
}

TEST(Judgement, ReadsNoClock) {
    const auto result = bound(full_policy(), small_schema());
    for (const auto& statement :
         {census(result.binding), due(result.binding), judge(result.binding), explain(result.binding)})
        for (const auto* clock : {"now()", "current_date", "current_timestamp", "clock_timestamp"})
            EXPECT_EQ(statement.sql.find(clock), std::string::npos) << statement.name << " " << clock;
}

TEST(Judgement, AsksTheJournalForHoldsInEveryShape) {
    const auto result =
        bound(small_policy().action("delete", {"crm.person: delete", "crm.activity: delete"}), small_schema());
    for (const auto& statement :
         {census(result.binding), due(result.binding), judge(result.binding), explain(result.binding)})
        EXPECT_NE(statement.sql.find("retentiond.hold"), std::string::npos) << statement.name;
}

} // namespace
} // namespace retention::policies
