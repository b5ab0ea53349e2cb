// SPDX-License-Identifier: Apache-2.0
//
// What an action leaves of the evidence by which a later one judges.
#include "tests/policies/policy_text.hpp"

#include <gtest/gtest.h>

namespace retention::policies::test {
namespace {

SchemaText visitors() {
    SchemaText schema;
    schema.table("crm.person", "id integer key; name text; email text; created date; left_on date");
    schema.table("crm.visit", "id integer key; person_id integer -> crm.person; day date; kind text; remark text");
    schema.table("crm.consent", "id integer key; person_id integer -> crm.person; purpose text; granted date; remark text");
    return schema;
}

// Anonymized by `lines` after a year, deleted after five.
PolicyText policy(const std::vector<std::string>& lines, const std::string& after) {
    return PolicyText("crm.person")
        .fact("last_visit: max crm.visit.day", "kind = 'real'")
        .when("all", "true")
        .rule("all", "P1Y", "created", "anonymize")
        .rule("all", "P5Y", after, "delete")
        .action("anonymize", lines)
        .action("delete", {"crm.person: delete", "crm.visit: delete", "crm.consent: delete"});
}

const std::vector<std::string> kKeepsDates{"crm.person: name null; email null; created keep; left_on keep", "crm.visit: remark null; day keep; kind keep",
                                           "crm.consent: delete"};

std::vector<std::string> told(const PolicyText& text, const std::vector<std::shared_ptr<const Policy>>& beside = {}) {
    std::vector<std::string> paths;
    for (const auto& finding : checked(text, visitors(), beside).findings)
        if (finding.code == "EVIDENCE_ERASED")
            paths.push_back(finding.path);
    return paths;
}

using Paths = std::vector<std::string>;

TEST(CheckEvidence, ThatStaysIsNotTold) { EXPECT_EQ(told(policy(kKeepsDates, "greatest(last_visit, created)")), Paths{}); }

TEST(CheckEvidence, RowsThatAFactIsMadeOf) {
    auto lines = kKeepsDates;
    lines[1] = "crm.visit: delete";
    EXPECT_EQ(told(policy(lines, "greatest(last_visit, created)")), Paths{"actions.anonymize.crm.visit"});
    EXPECT_EQ(told(policy(lines, "created")), Paths{}) << "nobody asks for them";
    lines[1] = "crm.visit: person_id null; remark keep; day keep; kind keep";
    EXPECT_EQ(told(policy(lines, "greatest(last_visit, created)")), Paths{"actions.anonymize.crm.visit"}) << "they are nobody's";
    lines[1] = "crm.visit: kind redact; remark keep; day keep";
    EXPECT_EQ(told(policy(lines, "greatest(last_visit, created)")), Paths{"actions.anonymize.crm.visit"}) << "its condition asks for that";
}

TEST(CheckEvidence, ColumnsOfTheSubjectsOwn) {
    auto lines = kKeepsDates;
    lines[0] = "crm.person: name null; email null; created generalize year; left_on keep";
    EXPECT_EQ(told(policy(lines, "created")), Paths{"actions.anonymize.crm.person.created"});
    EXPECT_EQ(told(policy(lines, "left_on")), Paths{}) << "the rule that has been carried out asks for it no more";
    EXPECT_EQ(told(policy(kKeepsDates, "created").where("email is not null")), Paths{"actions.anonymize.crm.person.email"}) << "nobody would be a subject";
    EXPECT_EQ(told(policy(kKeepsDates, "created").hold("wanted", "name = 'x'")), Paths{"actions.anonymize.crm.person.name"});
}

TEST(CheckEvidence, OfAFloorThatBlocksWhatComesLater) {
    auto lines = kKeepsDates;
    lines[1] = "crm.visit: delete";
    EXPECT_EQ(told(policy(lines, "created").floor("law", "P10Y", "last_visit", "delete")), Paths{"actions.anonymize.crm.visit"});
    EXPECT_EQ(told(policy(lines, "created").floor("law", "P10Y", "last_visit", "anonymize")), Paths{}) << "that one is over by then";
}

TEST(CheckEvidence, RecordsOfConsent) {
    const auto with_consent = [](const std::string& line) {
        auto lines = kKeepsDates;
        lines[2] = line;
        return policy(lines, "consent_marketing_ended").consent("crm.consent", "purpose purpose; granted granted", "marketing P2Y");
    };
    EXPECT_EQ(told(with_consent("crm.consent: delete")), Paths{"actions.anonymize.crm.consent"});
    EXPECT_EQ(told(with_consent("crm.consent: remark null; purpose keep; granted keep")), Paths{});
    EXPECT_EQ(told(with_consent("crm.consent: remark null; purpose redact; granted keep")), Paths{"actions.anonymize.crm.consent"});
}

TEST(CheckEvidence, ThatAnotherPolicyDeletes) {
    PolicyText visits("crm.visit");
    visits.value().name = "visits";
    const auto other = visits.when("all", "true").rule("all", "P1Y", "day", "delete").action("delete", {"crm.visit: delete"}).build();
    EXPECT_EQ(told(policy(kKeepsDates, "greatest(last_visit, created)"), {other}), Paths{"facts.last_visit"});
    EXPECT_EQ(told(policy(kKeepsDates, "created"), {other}), Paths{});
}

// A visit is the person's and the guide's.
TEST(CheckEvidence, ThatAnotherPolicyDeletesWithItsOwnSubjects) {
    SchemaText schema = visitors();
    schema.table("crm.guide", "id integer key; name text; left_on date");
    schema.table("crm.tour", "id integer key; person_id integer -> crm.person; guide_id integer -> crm.guide; day date; remark text");
    const auto guides = [](const std::string& line) {
        PolicyText text("crm.guide");
        text.value().name = "guides";
        return text.when("all", "true").rule("all", "P1Y", "left_on", "delete").action("delete", {"crm.guide: delete", line}).build();
    };
    const auto told = [&](const std::string& line) {
        PolicyText text("crm.person");
        text.fact("last_tour: max crm.tour.day").when("all", "true").rule("all", "P5Y", "greatest(last_tour, created)", "delete");
        text.action("delete", {"crm.person: delete", "crm.visit: delete", "crm.consent: delete", "crm.tour: delete"});
        Paths paths;
        for (const auto& finding : checked(text, schema, {guides(line)}).findings)
            if (finding.code == "EVIDENCE_ERASED")
                paths.push_back(finding.path);
        return paths;
    };
    EXPECT_EQ(told("crm.tour: delete"), Paths{"facts.last_tour"});
    EXPECT_EQ(told("crm.tour: guide_id null; day generalize year; remark keep"), Paths{"facts.last_tour"});
    EXPECT_EQ(told("crm.tour: guide_id null; * null"), Paths{"facts.last_tour"});
    EXPECT_EQ(told("crm.tour: guide_id null; remark null; day keep"), Paths{}) << "what is asked for stays";
}

} // namespace
} // namespace retention::policies::test
