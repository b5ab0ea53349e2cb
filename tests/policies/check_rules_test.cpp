// SPDX-License-Identifier: Apache-2.0
#include "policies/check.hpp"

#include "tests/policies/shop.hpp"

#include <gtest/gtest.h>

namespace retention::policies {
namespace {

using test::checked;
using test::PolicyText;
using test::SchemaText;
using test::small_policy;
using test::small_schema;
using Names = std::vector<std::string>;

PolicyText complete_policy() {
    return small_policy().action("delete", {"crm.person: delete", "crm.activity: delete"});
}

TEST(CheckRules, HasNothingToSayAboutASoundPolicy) {
    EXPECT_TRUE(checked(complete_policy(), small_schema()).findings.empty());
}

TEST(CheckRules, WarnsOfAFloorThatAlwaysOutlastsARule) {
    for (const auto* keep : {"P2Y", "P7Y", "P730D"}) {
        const auto result = checked(complete_policy().floor("tax", keep, "ended_on"), small_schema());
        ASSERT_EQ(result.told(Severity::Note), Names{"FLOOR_OUTLASTS rules.r0.keep"}) << keep;
        EXPECT_EQ(result.findings[0].severity, Severity::Warning);
    }
    EXPECT_FALSE(checked(complete_policy().floor("tax", "P1Y", "ended_on"), small_schema()).has("FLOOR_OUTLASTS"));
}

TEST(CheckRules, SaysNothingWhereAFloorMayNotApply) {
    EXPECT_FALSE(checked(complete_policy().floor("tax", "P7Y", "ended_on", "", "name <> ''"), small_schema())
                     .has("FLOOR_OUTLASTS"));
    EXPECT_FALSE(checked(complete_policy().floor("tax", "P7Y", "ended_on + 1"), small_schema()).has("FLOOR_OUTLASTS"));
    EXPECT_FALSE(
        checked(complete_policy().floor("tax", "P7Y", "ended_on", "anonymize"), small_schema()).has("FLOOR_OUTLASTS"));
}

TEST(CheckClock, WarnsOfConditionsThatAskTheServersClock) {
    const auto result = checked(complete_policy()
                                    .rule("former", "P1Y", "least(ended_on, CURRENT_DATE)", "anonymize")
                                    .hold("recent", "ended_on > now() - interval '1 week'"),
                                small_schema());
    EXPECT_EQ(result.told(Severity::Warning), (Names{"CLOCK_IN_CONDITION rules.r1.after", "CLOCK_IN_CONDITION holds.recent"}));
}

TEST(CheckWords, WarnsOfABareWordThatIsAColumnsNameAndTheServersOwnValue) {
    SchemaText schema;
    schema.table("mailbox", "id integer key; user text; ended_on date");
    schema.table("mail", "id integer key; mailbox_id integer -> mailbox; session_user text");
    const auto paths = [&](const std::string& user, const std::string& session_user) {
        PolicyText policy("mailbox");
        policy.where(user + " <> 'root'").when("all", user + " is not null").rule("all", "P1Y", "ended_on", "act").hold("court", user + " = 'a'");
        policy.fact("n: count mail", session_user + " <> 'x'");
        policy.action("act", {"mailbox: user sql upper(" + user + "); * keep", "mail: delete"});
        Names warned;
        for (const auto& finding : checked(policy, schema).findings)
            if (finding.code == "WORD_IS_NO_COLUMN")
                warned.push_back(finding.path);
        return warned;
    };
    EXPECT_EQ(paths("User", "session_user"), (Names{"subject.where", "classes.all", "holds.court", "facts.n.where", "actions.act.mailbox.user"}));
    EXPECT_EQ(paths("\"user\"", "mail.session_user"), Names{});
    EXPECT_EQ(paths("current_user", "user"), Names{}) << "no column has that name there";
}

TEST(CheckClock, SaysNothingOfAsOfNorOfWordsInText) {
    EXPECT_EQ(checked(complete_policy().hold("recent", "ended_on > as_of and name <> 'now()'"), small_schema()).told(Severity::Warning), Names{});
}

TEST(CheckRules, NotesAClassWithoutARule) {
    const auto result = checked(complete_policy().when("present", "true"), small_schema());
    ASSERT_EQ(result.told(Severity::Note), Names{"CLASS_WITHOUT_RULE classes.present"});
    EXPECT_EQ(result.findings[0].severity, Severity::Note);
}

PolicyText with_fact() {
    return complete_policy().fact("last: max crm.activity.happened_at");
}

TEST(CheckReading, NeedsToReadAndLockTheEvidence) {
    auto schema = small_schema();
    schema.table("crm.login", "id integer key; person_id integer -> crm.person set_null");
    const auto policy = small_policy()
                            .action("delete", {"crm.person: delete", "crm.activity: delete", "crm.login: keep"})
                            .fact("logins: count crm.login");
    EXPECT_EQ(checked(policy, schema).told(), Names{});
    schema.at("crm.login").can_update = false;
    EXPECT_EQ(checked(policy, schema).told(), Names{"PRIVILEGE_MISSING facts.logins"});
    schema.at("crm.login").can_update = true;
    schema.at("crm.login").can_select = false;
    EXPECT_EQ(checked(policy, schema).told(), Names{"PRIVILEGE_MISSING facts.logins"});
}

TEST(CheckReading, NeedsToReadAndLockTheRowsOnTheWay) {
    auto schema = small_schema();
    schema.table("crm.line", "id integer key; activity_id integer -> crm.activity; at date");
    const auto policy = small_policy().fact("last: max crm.line.at");
    EXPECT_EQ(checked(policy, schema).told(), Names{});
    schema.at("crm.activity").can_update = false;
    EXPECT_EQ(checked(policy, schema).told(), Names{"PRIVILEGE_MISSING facts.last"});
}

TEST(CheckReading, RefusesATypeWhoseEqualityIsHidden) {
    auto schema = small_schema();
    schema.at("crm.activity").columns[1].is_equality_hidden = true;
    EXPECT_EQ(checked(small_policy(), schema).told(), Names{}) << "nobody compares it";
    EXPECT_EQ(checked(small_policy().fact("last: max crm.activity.happened_at"), schema).told(), Names{"OPERATOR_HIDDEN subject.table"});
}

TEST(CheckReading, RefusesRowSecurityOnTheEvidence) {
    auto schema = small_schema();
    schema.at("crm.person").is_row_security_active = true;
    EXPECT_EQ(checked(small_policy(), schema).told(), Names{"ROW_SECURITY subject.table"});
}

TEST(CheckReading, WarnsOfEvidenceThatCannotBeLocked) {
    auto schema = small_schema();
    schema.table("crm.visits", "person_id integer; at date");
    schema.at("crm.visits").kind = 'v';
    schema.at("crm.visits").can_update = false;
    const auto policy = small_policy()
                            .link("crm.visits.person_id -> crm.person.id")
                            .fact("visits: count crm.visits")
                            .action("delete", {"crm.person: delete", "crm.activity: delete", "crm.visits: keep"});
    const auto result = checked(policy, schema);
    EXPECT_EQ(result.told(Severity::Warning), Names{"EVIDENCE_UNLOCKED facts.visits"});
}

TEST(CheckReading, NotesThatALinkDoesNotHoldInsertsUp) {
    auto schema = small_schema();
    schema.table("crm.visit", "person_id integer index; at date");
    const auto policy = small_policy()
                            .link("crm.visit.person_id -> crm.person.id")
                            .fact("visits: count crm.visit")
                            .action("delete", {"crm.person: delete", "crm.activity: delete", "crm.visit: delete"});
    EXPECT_EQ(checked(policy, schema).told(Severity::Note), Names{"EVIDENCE_UNLOCKED facts.visits"});
    EXPECT_EQ(checked(policy, schema).told(Severity::Warning), Names{});
}

TEST(CheckReading, WarnsOfAMissingIndexOnTheWayToAFact) {
    auto schema = small_schema();
    schema.at("crm.activity").indexes.clear();
    const auto result = checked(with_fact(), schema);
    EXPECT_EQ(result.told(Severity::Warning),
              (Names{"INDEX_MISSING actions.delete.crm.activity", "INDEX_MISSING facts.last"}));
}

} // namespace
} // namespace retention::policies
