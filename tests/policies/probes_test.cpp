// SPDX-License-Identifier: Apache-2.0
#include "policies/check.hpp"

#include "tests/policies/shop.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace retention::policies {
namespace {

using test::bound;
using test::PolicyText;
using test::small_policy;
using test::small_schema;

PolicyText asking_policy() {
    auto policy = small_policy();
    policy.where("name <> 'team'").fact("last: max crm.activity.happened_at", "body is not null");
    policy.query("n", "select person_id, count(*) from crm.activity group by 1");
    policy.floor("tax", "P7Y", "ended_on", "", "name is not null").hold("dispute", "name like 'x%'");
    policy.value().rules[0].when = Expression{"last is null", {90, 11}};
    policy.value().rules[0].unless = Expression{"n > 3", {91, 13}};
    policy.action("delete", {"crm.person: delete", "crm.activity: delete"});
    return policy;
}

std::vector<Probe> asked(bool with_journal = true) {
    const auto result = bound(asking_policy(), small_schema());
    EXPECT_FALSE(has_errors(result.findings));
    return probes(result.binding, with_journal);
}

const Probe* find(const std::vector<Probe>& all, const std::string& path) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Probe& probe) { return probe.path == path; });
    return found == all.end() ? nullptr : &*found;
}

TEST(Probes, AskAboutEveryTextOfTheAuthors) {
    const auto all = asked();
    for (const auto* path :
         {"subject.where", "facts.last.where", "facts.n.query", "classes.gone", "rules.r0.after", "rules.r0.when",
          "rules.r0.unless", "floors.tax.where", "floors.tax.after", "holds.dispute"})
        ASSERT_NE(find(all, path), nullptr) << path;
    EXPECT_EQ(find(all, "rules.r0.after")->kind, Probe::Kind::StartingPoint);
    EXPECT_EQ(find(all, "floors.tax.after")->kind, Probe::Kind::StartingPoint);
    EXPECT_EQ(find(all, "facts.n.query")->kind, Probe::Kind::Query);
    EXPECT_EQ(find(all, "holds.dispute")->kind, Probe::Kind::Condition);
}

TEST(Probes, KnowWhereTheAuthorsTextStands) {
    const auto all = asked();
    const auto text_of = [&](const std::string& path) {
        const auto* probe = find(all, path);
        return probe->sql.substr(probe->offset, probe->length);
    };
    EXPECT_EQ(text_of("rules.r0.unless"), "n > 3");
    EXPECT_EQ(text_of("rules.r0.after"), "ended_on");
    EXPECT_EQ(text_of("subject.where"), "name <> 'team'");
    EXPECT_EQ(text_of("facts.last.where"), "body is not null");
    EXPECT_EQ(text_of("facts.n.query"), "select person_id, count(*) from crm.activity group by 1");
}

TEST(Probes, PointAtTheAuthorsText) {
    const auto all = asked();
    EXPECT_EQ(find(all, "rules.r0.when")->place.line, 90);
    EXPECT_EQ(find(all, "rules.r0.when")->place.column, 11);
    EXPECT_EQ(find(all, "rules.r0.unless")->place.line, 91);
}

TEST(Probes, BindNoParametersInTheAuthorsTexts) {
    for (const auto& probe : asked())
        EXPECT_TRUE(probe.kind == Probe::Kind::Statement || probe.sql.find("$1") == std::string::npos) << probe.path;
}

TEST(Probes, LeaveTheJournalOutBeforeTheFirstStart) {
    for (const auto& probe : asked(false))
        EXPECT_EQ(probe.sql.find("retentiond."), std::string::npos) << probe.path;
    EXPECT_GT(asked(true).size(), asked(false).size());
}

TEST(Evaluations, AreOfWhatDecidesWhoIsDue) {
    auto policy = asking_policy();
    policy.action("anonymize", {"crm.person: name sql upper(name); * keep", "crm.activity: keep"});
    const auto result = bound(std::move(policy), small_schema());
    ASSERT_NE(find(probes(result.binding, false), "actions.anonymize.crm.person.name"), nullptr);
    const auto all = evaluations(result.binding);
    EXPECT_NE(find(all, "rules.r0.when"), nullptr);
    for (const auto& evaluation : all)
        EXPECT_FALSE(evaluation.path.starts_with("actions.")) << evaluation.path;
}

TEST(Evaluations, OfALinkAreOverItsOwnRows) {
    auto policy = asking_policy();
    policy.link("crm.activity.body -> crm.person.id", "body like '{%'");
    policy.value().links.back().columns = {"body::json->>'id'"};
    const auto result = bound(std::move(policy), small_schema());
    const auto all = evaluations(result.binding);
    const auto* link = find(all, "links.crm.activity.column");
    ASSERT_NE(link, nullptr);
    EXPECT_NE(link->sql.find("case when (body like '{%'\n) then (body::json->>'id'\n) end"), std::string::npos) << link->sql;
}

TEST(Probes, PointAtTheLineOfAStatement) {
    const auto all = asked();
    const auto* probe = find(all, "actions.delete.crm.activity");
    ASSERT_NE(probe, nullptr);
    EXPECT_EQ(probe->length, 0U);
    EXPECT_GT(probe->place.line, find(all, "actions.delete.crm.person")->place.line);
}

} // namespace
} // namespace retention::policies
