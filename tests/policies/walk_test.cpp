// SPDX-License-Identifier: Apache-2.0
#include "policies/walk.hpp"

#include "tests/policies/shop.hpp"

#include <gtest/gtest.h>

namespace retention::policies {
namespace {

using test::bound;
using test::Checked;
using test::PolicyText;
using test::SchemaText;
using test::shop_schema;
using test::table_name;
using Names = std::vector<std::string>;

Checked walked(const Names& lines, const SchemaText& schema = shop_schema(),
               const std::string& subject = "crm.person") {
    return bound(PolicyText(subject).action("act", lines), schema);
}

const BoundLine* line_for(const Checked& result, const std::string& written) {
    for (const auto& line : result.binding.actions.at(0).lines)
        if (line.line->written == written)
            return &line;
    return nullptr;
}

const Names kComplete{
    "crm.person: delete",          "crm.activity: delete",          "crm.attachment: delete",
    "crm.invoice: person_id null", "crm.task via owner_id: delete", "crm.task via helper_id: helper_id null"};

Names without(const std::string& begin) {
    Names lines;
    for (const auto& line : kComplete)
        if (line.compare(0, begin.size(), begin) != 0)
            lines.push_back(line);
    return lines;
}

TEST(Walk, IsContentWithACompleteAction) {
    EXPECT_EQ(walked(kComplete).told(), Names{});
}

TEST(Walk, MissesTheSubjectItself) {
    EXPECT_EQ(walked(without("crm.person")).told(), Names{"ACTION_INCOMPLETE actions.act"});
}

TEST(Walk, MissesEveryTableThatRefersToTheSubject) {
    for (const auto* table : {"crm.activity", "crm.invoice", "crm.task via owner_id", "crm.task via helper_id"})
        EXPECT_TRUE(walked(without(table)).has("ACTION_INCOMPLETE")) << table;
}

TEST(Walk, SuggestsTheMissingLine) {
    EXPECT_EQ(walked(without("crm.task via helper")).find("ACTION_INCOMPLETE")->hint,
              "Add a line \"crm.task via helper_id\" with keep, delete or a map of its columns.");
    EXPECT_EQ(walked(without("crm.invoice")).find("ACTION_INCOMPLETE")->hint,
              "Add a line \"crm.invoice\" with keep, delete or a map of its columns.");
}

TEST(Walk, GoesOnBelowATableThatItDeletesFrom) {
    EXPECT_EQ(walked(without("crm.attachment")).told(), Names{"ACTION_INCOMPLETE actions.act"});
}

TEST(Walk, GoesOnBelowATableThatItChanges) {
    auto lines = without("crm.attachment");
    lines[1] = "crm.activity: body redact; happened_at keep";
    EXPECT_EQ(walked(lines).told(), Names{"ACTION_INCOMPLETE actions.act"});
}

TEST(Walk, KeepEndsTheWalk) {
    auto lines = without("crm.attachment");
    lines[1] = "crm.activity: keep";
    EXPECT_EQ(walked(lines).told(), Names{});
    EXPECT_TRUE(line_for(walked(lines), "crm.activity")->ends_walk);
}

TEST(Walk, CuttingTheKeyEndsTheWalk) {
    auto lines = without("crm.attachment");
    lines[1] = "crm.activity: person_id null";
    const auto result = walked(lines);
    EXPECT_EQ(result.told(), Names{});
    EXPECT_TRUE(line_for(result, "crm.activity")->is_detaching);
    EXPECT_TRUE(line_for(result, "crm.activity")->ends_walk);
}

TEST(Walk, CuttingTheKeyAndChangingMoreDoesNotEndTheWalk) {
    auto lines = without("crm.attachment");
    lines[1] = "crm.activity: person_id null; body redact; happened_at keep";
    const auto result = walked(lines);
    EXPECT_EQ(result.told(), Names{"ACTION_INCOMPLETE actions.act"});
    EXPECT_TRUE(line_for(result, "crm.activity")->is_detaching);
    EXPECT_FALSE(line_for(result, "crm.activity")->ends_walk);
}

TEST(Walk, KeepingTheKeyInAMapDoesNotDetach) {
    auto lines = kComplete;
    lines[1] = "crm.activity: person_id keep; body redact; happened_at keep";
    EXPECT_FALSE(line_for(walked(lines), "crm.activity")->is_detaching);
}

TEST(Walk, FindsALineBelowKeptRows) {
    auto lines = kComplete;
    lines[1] = "crm.activity: keep";
    const auto result = walked(lines);
    EXPECT_EQ(result.told(), Names{});
    ASSERT_NE(line_for(result, "crm.attachment"), nullptr);
    EXPECT_TRUE(line_for(result, "crm.attachment")->is_below_kept);
    EXPECT_EQ(line_for(result, "crm.attachment")->paths.at(0).size(), 2U);
}

TEST(Walk, TellsOneLineForSeveralPathsToBeAmbiguous) {
    auto lines = without("crm.task");
    lines.push_back("crm.task: delete");
    const auto result = walked(lines);
    EXPECT_EQ(result.told(), Names{"PATH_AMBIGUOUS actions.act.crm.task"});
    EXPECT_EQ(result.findings[0].hint,
              "Write one line for each: \"crm.task via helper_id\"; \"crm.task via owner_id\".");
}

TEST(Walk, NamesTheLineForSeveralLinksByOneColumnOnce) {
    SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("log", "id integer key; pk text; old_row jsonb");
    PolicyText policy("person");
    for (const std::string column : {"pk", "old_row", "old_row"})
        policy.link("log." + column + " -> person.id");
    policy.value().links[0].columns = {"pk::int"};
    policy.value().links[1].columns = {"(old_row ->> 'id')::int"};
    policy.value().links[2].columns = {"(old_row ->> 'owner_id')::int"};
    const auto result = bound(policy.action("act", {"person: delete", "log: delete"}), schema);
    ASSERT_TRUE(result.has("PATH_AMBIGUOUS"));
    EXPECT_EQ(result.find("PATH_AMBIGUOUS")->hint, "Write one line for each: \"log via pk\"; \"log via old_row\".");
}

TEST(Walk, LetsOneKeepAnswerForSeveralPaths) {
    auto lines = without("crm.task");
    lines.push_back("crm.task: keep");
    EXPECT_EQ(walked(lines).told(), Names{});
}

TEST(Walk, LetsKeepAnswerForThePathsWithoutALineOfTheirOwn) {
    auto lines = without("crm.task via helper");
    lines.push_back("crm.task: keep");
    const auto result = walked(lines);
    EXPECT_EQ(result.told(), Names{});
    EXPECT_EQ(line_for(result, "crm.task")->key->columns, Names{"helper_id"});
    EXPECT_EQ(line_for(result, "crm.task via owner_id")->key->columns, Names{"owner_id"});
}

TEST(Walk, LetsAPatternKeepAllThatHasNoLine) {
    EXPECT_EQ(walked({"crm.person: name redact; * keep", "crm.*: keep"}).told(), Names{});
}

TEST(Walk, PrefersALineToAPattern) {
    const auto result = walked({"crm.person: name redact; * keep", "crm.*: keep", "crm.activity: body redact; * keep"});
    EXPECT_EQ(result.told(), Names{});
    EXPECT_EQ(line_for(result, "crm.activity")->key->child, table_name("crm.activity"));
}

TEST(Walk, LetsAPatternOnlyKeep) {
    EXPECT_EQ(walked({"crm.person: delete", "crm.*: delete"}).told(Severity::Error).back(),
              "PATTERN_NOT_KEEP actions.act.crm.*");
}

TEST(Walk, ReportsAPatternForASchemaThatIsNotThere) {
    auto lines = kComplete;
    lines.push_back("hr.*: keep");
    EXPECT_EQ(walked(lines).told(), Names{"SCHEMA_UNKNOWN actions.act.hr.*"});
}

TEST(Walk, ReportsALineForATableThatIsNotThere) {
    auto lines = kComplete;
    lines.push_back("crm.invoices: keep");
    const auto result = walked(lines);
    EXPECT_EQ(result.told(), Names{"TABLE_UNKNOWN actions.act.crm.invoices"});
    EXPECT_NE(result.findings[0].hint.find("crm.invoice"), std::string::npos);
}

TEST(Walk, ReportsALineThatNoKeyLeadsTo) {
    auto schema = shop_schema();
    schema.table("crm.setting", "id integer key; value text");
    auto lines = kComplete;
    lines.push_back("crm.setting: delete");
    EXPECT_EQ(walked(lines, schema).told(), Names{"LINE_UNREACHED actions.act.crm.setting"});
}

TEST(Walk, ReportsViaColumnsThatAreNoKey) {
    auto lines = kComplete;
    lines.push_back("crm.task via title: keep");
    EXPECT_EQ(walked(lines).told(), Names{"LINE_UNREACHED actions.act.crm.task via title"});
}

TEST(Walk, ReportsALineBelowRowsThatAreOnlyCutOff) {
    SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("post", "id integer key; author_id integer -> person; editor_id integer -> person; body text");
    schema.table("comment", "id integer key; post_id integer -> post; body text");
    schema.table("vote", "id integer key; comment_id integer -> comment");
    const auto told = [&](const Names& lines) { return walked(lines, schema, "person").told(); };
    for (const std::string what : {"delete", "body redact"})
        EXPECT_EQ(told({"person: delete", "post via author_id: author_id null", "post via editor_id: editor_id null", "comment: " + what, "vote: keep"}),
                  Names{"LINE_UNREACHED actions.act.comment"});
    EXPECT_EQ(told({"person: delete", "post via author_id: author_id null; body keep", "post via editor_id: editor_id null", "comment: keep"}), Names{});
    EXPECT_EQ(told({"person: keep", "post via author_id: author_id null", "post via editor_id: keep", "comment: delete", "vote: delete"}), Names{});
}

TEST(Walk, ReportsALineForAPartOfATable) {
    auto schema = shop_schema();
    schema.table("crm.activity_2026", "id integer key; person_id integer; happened_at timestamptz; body text");
    schema.at("crm.activity_2026").parents = {table_name("crm.activity")};
    auto lines = kComplete;
    lines.push_back("crm.activity_2026: delete");
    EXPECT_EQ(walked(lines, schema).told(), Names{"TABLE_IS_A_PART actions.act.crm.activity_2026"});
}

TEST(Walk, FindsRowsThatTheSubjectPointsTo) {
    auto lines = kComplete;
    lines.push_back("crm.address via person.address_id: delete");
    const auto result = walked(lines);
    EXPECT_EQ(result.told(), Names{});
    const auto* address = line_for(result, "crm.address via person.address_id");
    EXPECT_TRUE(address->is_outward);
    EXPECT_EQ(address->paths, std::vector<Path>{Path{}});
}

TEST(Walk, FindsRowsThatADependentRowPointsTo) {
    auto schema = shop_schema();
    schema.table("crm.place", "id integer key; city text");
    schema.at("crm.activity").columns.push_back({"place_id", "integer", anonymizers::TypeFamily::Integer});
    schema.key("crm.activity (place_id) -> crm.place (id)");
    auto lines = kComplete;
    lines.push_back("crm.place via crm.activity.place_id: delete");
    const auto result = walked(lines, schema);
    EXPECT_EQ(result.told(), Names{});
    EXPECT_EQ(line_for(result, "crm.place via crm.activity.place_id")->paths.at(0).size(), 1U);
}

TEST(Walk, ReportsAnOutwardLineOverAColumnThatDoesNotLeadThere) {
    auto lines = kComplete;
    lines.push_back("crm.address via person.name: delete");
    EXPECT_EQ(walked(lines).told(), Names{"PATH_MISSING actions.act.crm.address via person.name"});
    lines.back() = "crm.address via nobody.address_id: delete";
    EXPECT_EQ(walked(lines).told(), Names{"TABLE_UNKNOWN actions.act.crm.address via nobody.address_id"});
}

TEST(Walk, ReportsAnOutwardLineFromATableThatTheActionDoesNotName) {
    SchemaText schema;
    schema.table("place", "id integer key; city text");
    schema.table("person", "id integer key");
    schema.table("shop", "id integer key; place_id integer -> place");
    EXPECT_EQ(walked({"person: delete", "place via shop.place_id: delete"}, schema, "person").told(),
              Names{"LINE_UNREACHED actions.act.place via shop.place_id"});
}

// What is only cut off from its sender goes with its conversation, and what hangs below it with both.
TEST(Walk, FollowsALineBelowRowsThatAreCutOffWhereTheyGoWithAnOutwardRow) {
    SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("conv", "id integer key");
    schema.table("member", "id integer key; person_id integer -> person; conv_id integer -> conv");
    schema.table("msg", "id integer key; sender_id integer -> person; conv_id integer -> conv");
    schema.table("act", "id integer key; msg_id integer -> msg");
    const auto told = [&](const Names& lines) { return walked(lines, schema, "person").told(); };
    EXPECT_EQ(told({"person: delete", "member via person_id: delete", "conv via member.conv_id: delete", "msg via sender_id: sender_id null", "msg via conv_id: delete",
                    "act: delete"}),
              Names{});
    EXPECT_EQ(told({"person: delete", "member via person_id: delete", "msg via sender_id: sender_id null", "act: delete"}), Names{"LINE_UNREACHED actions.act.act"});
}

// A person is a kind of party, and addresses hang on that: the line for what connects them is there.
TEST(Walk, SaysThatWhatADetailOfAnOutwardRowPointsToIsNotFollowed) {
    SchemaText schema;
    schema.table("party", "id integer key");
    schema.table("person", "id integer key -> party");
    schema.table("address", "id integer key; street text");
    schema.table("party_address", "id integer key; party_id integer -> party; address_id integer -> address");
    const auto result = walked({"person: delete", "party via person.id: delete", "party_address: delete", "address via party_address.address_id: delete"},
                               schema, "person");
    EXPECT_EQ(result.told(), Names{"LINE_UNREACHED actions.act.address via party_address.address_id"});
    EXPECT_NE(result.find("LINE_UNREACHED")->message.find("is not followed"), std::string::npos) << result.find("LINE_UNREACHED")->message;
}

// Attachments of a person or of an account, and their files.
SchemaText with_attachments() {
    SchemaText schema;
    schema.table("account", "id integer key; login text");
    schema.table("person", "id integer key; account_id integer -> account");
    schema.table("file", "id integer key; document text");
    schema.table("attachment", "id integer key; kind text; entity_id integer; file_id integer -> file");
    return schema;
}

Checked with_attachment_lines(const Names& lines) {
    PolicyText policy("person");
    policy.link("attachment.entity_id -> person.id").link("attachment.entity_id -> account.id");
    Names all{"person: delete", "account via person.account_id: delete"};
    all.insert(all.end(), lines.begin(), lines.end());
    return bound(policy.action("act", all), with_attachments());
}

TEST(Walk, RefusesToFollowOneOfTwoWaysOnly) {
    const auto told = [](const std::string& of_account) {
        return with_attachment_lines({"attachment via entity_id to person: delete", "attachment via entity_id to account: " + of_account,
                                      "file via attachment.file_id: delete"})
            .told();
    };
    EXPECT_EQ(told("delete"), Names{"OUTWARD_TWO_WAYS actions.act.file via attachment.file_id"});
    EXPECT_EQ(told("kind null; * keep"), Names{"OUTWARD_TWO_WAYS actions.act.file via attachment.file_id"});
    EXPECT_EQ(told("keep"), Names{}) << "it keeps its file";
}

TEST(Walk, TakesALineWithoutToForLinksToOutwardRowsAsWell) {
    const auto result = with_attachment_lines({"attachment via entity_id: delete"});
    EXPECT_EQ(result.told(), Names{});
    std::size_t below = 0;
    for (const auto& line : result.binding.actions.at(0).lines)
        below += line.table.name == "attachment" && line.below ? 1 : 0;
    EXPECT_EQ(below, 1U);
}

SchemaText with_manager() {
    SchemaText schema;
    schema.table("person", "id integer key; name text; manager_id integer -> person");
    schema.table("note", "id integer key; person_id integer -> person; body text");
    return schema;
}

TEST(Walk, RefusesToActOnOtherSubjects) {
    for (const auto* what : {"delete", "manager_id null; name redact", "name redact; * keep"})
        EXPECT_EQ(walked({"person: delete", std::string("person via manager_id: ") + what, "note: delete"},
                         with_manager(), "person")
                      .told(),
                  Names{"OTHER_SUBJECTS actions.act.person via manager_id"})
            << what;
}

TEST(Walk, RefusesToActOnTheSubjectThatOnePointsTo) {
    EXPECT_EQ(walked({"person: delete", "person via manager_id: manager_id null", "note: delete", "person via person.manager_id: delete"},
                     with_manager(), "person")
                  .told(),
              Names{"OTHER_SUBJECTS actions.act.person via person.manager_id"});
}

TEST(Walk, LeavesWhatHangsBelowRowsThatAreCutOff) {
    SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("task", "id integer key; owner integer -> person; helper integer -> person");
    schema.table("remark", "id integer key; task_id integer -> task; body text");
    const auto result = walked({"person: keep", "task via owner: keep", "task via helper: helper null", "remark: delete"}, schema, "person");
    EXPECT_EQ(result.told(), Names{});
    ASSERT_EQ(line_for(result, "remark")->paths.size(), 1U);
    EXPECT_EQ(line_for(result, "remark")->paths[0].back()->columns, Names{"owner"});
}

TEST(Walk, LetsOtherSubjectsBeCutOff) {
    const auto result =
        walked({"person: delete", "person via manager_id: manager_id null", "note: delete"}, with_manager(), "person");
    EXPECT_EQ(result.told(), Names{});
    EXPECT_EQ(line_for(result, "note")->paths.size(), 1U) << "notes of other subjects are not reached";
}

TEST(Walk, AsksAboutOtherSubjects) {
    EXPECT_EQ(walked({"person: delete", "note: delete"}, with_manager(), "person").told(),
              Names{"ACTION_INCOMPLETE actions.act"});
    EXPECT_EQ(walked({"person: delete", "note: delete"}, with_manager(), "person").findings[0].hint,
              "Add a line \"person via manager_id\" with keep, delete or a map of its columns.");
}

TEST(Walk, GoesRoundASelfReferenceOnce) {
    SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("post", "id integer key; person_id integer -> person; reply_to integer -> post; body text");
    const auto result =
        walked({"person: delete", "post via person_id: delete", "post via reply_to: delete"}, schema, "person");
    EXPECT_EQ(result.told(), Names{});
    ASSERT_EQ(line_for(result, "post via reply_to")->paths.size(), 1U);
    EXPECT_EQ(line_for(result, "post via reply_to")->paths[0].size(), 2U);
}

TEST(Walk, FindsEveryPathThroughADiamond) {
    SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("a", "id integer key; person_id integer -> person");
    schema.table("b", "id integer key; person_id integer -> person");
    schema.table("c", "id integer key; a_id integer -> a; b_id integer -> b");
    schema.table("d", "id integer key; c_id integer -> c");
    const auto result =
        walked({"person: delete", "a: delete", "b: delete", "c via a_id: delete", "c via b_id: delete", "d: delete"},
               schema, "person");
    EXPECT_EQ(result.told(), Names{});
    EXPECT_EQ(line_for(result, "d")->paths.size(), 2U);
}

// A ladder of `rungs`: two keys from each table to the one above double the paths at each step.
Checked ladder(int rungs) {
    SchemaText schema;
    schema.table("person", "id integer key");
    Names lines{"person: delete"};
    std::string above = "person";
    for (int i = 0; i < rungs; ++i) {
        const std::string name = "t" + std::to_string(i);
        schema.table(name, "id integer key; x integer -> " + above + "; y integer -> " + above);
        lines.push_back(name + " via x: delete");
        lines.push_back(name + " via y: delete");
        above = name;
    }
    return walked(lines, schema, "person");
}

TEST(Walk, GivesUpBeyondSixtyFourPaths) {
    EXPECT_EQ(ladder(7).told(), Names{}) << "a line of the seventh rung has 64 paths";
    EXPECT_TRUE(ladder(8).has("PATHS_TOO_MANY"));
}

TEST(Walk, PutsTheSubjectFirst) {
    EXPECT_EQ(bound(PolicyText("crm.person").action("act", {kComplete.rbegin(), kComplete.rend()}), shop_schema())
                  .binding.actions.at(0)
                  .lines.front()
                  .line->written,
              "crm.person");
}

TEST(Walk, PointsAtTheLine) {
    auto lines = kComplete;
    lines.push_back("crm.task via title: keep");
    const auto result = walked(lines);
    EXPECT_EQ(result.findings.at(0).place.line, 2 + static_cast<int>(lines.size()));
}

} // namespace
} // namespace retention::policies
