// SPDX-License-Identifier: Apache-2.0
#include "config/what_if.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace retention::config {
namespace {

constexpr const char* kText = R"(policy: contacts
subject: { table: crm.person }
facts:
  last_activity: { max: crm.activity.happened_at }
classes: { prospect: status = 'prospect', customer: status = 'customer' }
rules:
  - { name: silent, class: prospect, keep: P2Y, after: created_at, then: delete }
  - { name: lost, class: customer, keep: P5Y, after: ended_on, unless: is_friend, then: delete }
floors:
  - { name: bookkeeping, keep: P7Y, after: ended_on }
actions:
  delete: { crm.person: delete, crm.activity: delete }
)";

class WhatIf : public testing::Test {
protected:
    std::optional<policies::Policy> read(const std::vector<Replacement>& replacements) {
        return read_policy_with(Source("contacts.yaml", kText), replacements, findings_);
    }

    // The one complaint there is, with its hint.
    std::string complaint(const Replacement& replacement) {
        findings_.clear();
        EXPECT_FALSE(read({replacement})) << replacement.path;
        EXPECT_EQ(findings_.size(), 1U);
        if (findings_.empty())
            return {};
        EXPECT_EQ(findings_[0].place.line, 0);
        return findings_[0].path + ": " + findings_[0].message + " / " + findings_[0].hint;
    }

    policies::Findings findings_;
};

TEST_F(WhatIf, PutsOneValueInPlaceAndLeavesAllOthers) {
    const auto policy = read({{"rules.silent.keep", "P1Y"}});
    ASSERT_TRUE(policy);
    EXPECT_EQ(policies::to_iso(policy->rules[0].keep), "P1Y");
    EXPECT_EQ(policies::to_iso(policy->rules[1].keep), "P5Y");
    EXPECT_EQ(policy->rules[0].after.sql, "created_at");
}

TEST_F(WhatIf, FindsItemsByNameAndNumber) {
    for (const auto* path : {"rules.lost.after", "rules.2.after", "rules[2].after"}) {
        const auto policy = read({{path, "coalesce(ended_on, date '2020-01-01')"}});
        ASSERT_TRUE(policy) << path;
        EXPECT_EQ(policy->rules[1].after.sql, "coalesce(ended_on, date '2020-01-01')");
    }
    EXPECT_EQ(policies::to_iso(read({{"floors.bookkeeping.keep", "P10Y"}})->floors[0].keep), "P10Y");
}

TEST_F(WhatIf, AddsAKeyAndTakesOneOut) {
    EXPECT_EQ(read({{"rules.silent.unless", "status = 'vip'"}})->rules[0].unless->sql, "status = 'vip'");
    EXPECT_FALSE(read({{"rules.lost.unless", "null"}})->rules[1].unless);
}

TEST_F(WhatIf, TakesOutAndReplacesAWholeItem) {
    EXPECT_EQ(read({{"rules.silent", "null"}})->rules.size(), 1U);
    EXPECT_TRUE(read({{"floors.bookkeeping", "null"}})->floors.empty());
    const auto policy = read({{"floors.1", "{ name: other, keep: P1Y, after: ended_on }"}});
    ASSERT_TRUE(policy);
    EXPECT_EQ(policy->floors[0].name, "other");
    EXPECT_FALSE(read({{"rules.silent", "null"}, {"rules.lost", "null"}})) << "a policy without rules is none";
}

TEST_F(WhatIf, TakesAListAndAMapAsYaml) {
    EXPECT_EQ(read({{"rules.silent.class", "[prospect, customer]"}})->rules[0].classes.size(), 2U);
    EXPECT_EQ(read({{"facts.last_activity", "{ min: crm.activity.happened_at }"}})->facts[0].form, policies::Fact::Form::Min);
    EXPECT_EQ(read({{"classes.friend", "is_friend"}})->classes.size(), 3U);
}

TEST_F(WhatIf, PutsSeveralInPlaceInOrder) {
    const auto policy = read({{"rules.silent.keep", "P1Y"}, {"rules.silent.keep", "P3Y"}, {"rules.lost.keep", "P1D"}});
    EXPECT_EQ(policies::to_iso(policy->rules[0].keep), "P3Y");
    EXPECT_EQ(policies::to_iso(policy->rules[1].keep), "P1D");
}

TEST_F(WhatIf, SaysWhatIsNotThereAndWhatWasMeant) {
    EXPECT_EQ(complaint({"rules.silnt.keep", "P1Y"}), "rules.silnt.keep: there is no \"silnt\" / Did you mean \"silent\"?");
    EXPECT_EQ(complaint({"rules.3.keep", "P1Y"}), "rules.3.keep: there is no \"3\" / Known are silent and lost.");
    EXPECT_EQ(complaint({"fact.last_activity.max", "x"}),
              "fact.last_activity.max: nobody is more or less due by \"fact\" / Did you mean \"facts\"?");
    EXPECT_EQ(complaint({"rules.silent.unles", "true"}), "rules.silent.unles: a rule has no key \"unles\" / Did you mean \"unless\"?");
    EXPECT_EQ(complaint({"rules.silent", "P1Y"}), "rules.silent: is a whole item of a list / Name one of its keys, or write null to take it out.");
    EXPECT_EQ(complaint({"rules.silent.keep.days", "1"}),
              "rules.silent.keep.days: there is no \"days\" / ");
}

TEST_F(WhatIf, ReadsAsStrictlyAsAFile) {
    EXPECT_EQ(complaint({"rules.silent.keep", "2"}), "rules.silent.keep: \"2\" is no period / Write a period with its unit, such as P2Y or P30D.");
    EXPECT_NE(complaint({"rules.silent.class", "prospct"}).find("Did you mean \"prospect\"?"), std::string::npos);
    EXPECT_NE(complaint({"rules.silent.after", "created_at; drop table x"}).find("rules.silent.after"), std::string::npos);
    EXPECT_NE(complaint({"rules.silent.class", "[prospect"}).find("rules.silent.class"), std::string::npos);
}

TEST_F(WhatIf, LeavesAloneWhatDecidesNothing) {
    for (const auto* path : {"policy", "mode", "limits.persons", "actions.delete", "schedule.cron", "", ".", "rules", "rules."})
        EXPECT_FALSE(read({{path, "enforce"}})) << path;
}

TEST(Replacement, IsTakenApartAtTheFirstSign) {
    const auto replacement = parse_replacement("rules.x.unless=status = 'a=b'");
    ASSERT_TRUE(replacement);
    EXPECT_EQ(replacement->path, "rules.x.unless");
    EXPECT_EQ(replacement->value, "status = 'a=b'");
    for (const auto* text : {"", "=", "rules.x.keep", "rules.x.keep=", "rules.x.keep= ", "=P1Y"})
        EXPECT_FALSE(parse_replacement(text)) << text;
}

} // namespace
} // namespace retention::config
