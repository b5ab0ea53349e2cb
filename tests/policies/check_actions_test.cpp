// SPDX-License-Identifier: Apache-2.0
#include "policies/check.hpp"
#include "policies/key_index.hpp"

#include "tests/policies/shop.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace retention::policies {
namespace {

using test::checked;
using test::Checked;
using test::PolicyText;
using test::SchemaText;
using test::shop_schema;
using Names = std::vector<std::string>;

// The shop's persons with another line for some of the tables.
Checked with_lines(const Names& lines, const SchemaText& schema = shop_schema()) {
    return checked(PolicyText("crm.person").action("act", lines), schema);
}

Checked with_person(const std::string& columns, const SchemaText& schema = shop_schema()) {
    return with_lines({"crm.person: " + columns, "crm.*: keep"}, schema);
}

Checked with_deletion(const std::string& activity, const SchemaText& schema) {
    return checked(PolicyText("crm.person").action("act", {"crm.person: delete", "crm.activity: " + activity}), schema);
}

TEST(CheckColumns, SuggestsTheColumnThatWasMeant) {
    const auto result = with_person("nme redact; * keep");
    ASSERT_EQ(result.told(), Names{"COLUMN_UNKNOWN actions.act.crm.person.nme"});
    EXPECT_NE(result.findings[0].hint.find("name"), std::string::npos);
    EXPECT_EQ(result.findings[0].place.column, 2);
}

TEST(CheckColumns, WantsEveryPersonalColumnNamed) {
    const auto result = with_person("name redact; email null");
    ASSERT_EQ(result.told(), Names{"COLUMN_UNNAMED actions.act.crm.person"});
    EXPECT_EQ(result.findings[0].message,
              "columns \"born\", \"status\", \"created_at\", \"ended_on\" could hold personal data and are not named");
    EXPECT_EQ(
        with_person("name redact; email null; born null; status keep; created_at keep").find("COLUMN_UNNAMED")->message,
        "column \"ended_on\" could hold personal data and is not named");
}

TEST(CheckColumns, TakesTheStarForTheRest) {
    EXPECT_EQ(with_person("name redact; * keep").told(), Names{});
}

TEST(CheckColumns, CannotReachWhatOnlyAPartHas) {
    SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("post", "id integer key; person_id integer -> person; body text");
    schema.table("photo", "id integer key; person_id integer -> person; body text; caption text");
    schema.at("photo").parents = {{"", "post"}};
    const auto with_posts = [&](const std::string& what) {
        return checked(PolicyText("person").action("act", {"person: keep", "post: " + what}), schema);
    };
    EXPECT_EQ(with_posts("body redact").told(Severity::Warning), Names{"PART_COLUMN_KEPT actions.act.post"});
    ASSERT_TRUE(with_posts("body redact; * keep").has("PART_COLUMN_KEPT"));
    EXPECT_EQ(with_posts("body redact; * keep").find("PART_COLUMN_KEPT")->severity, Severity::Warning);
    EXPECT_FALSE(with_posts("delete").has("PART_COLUMN_KEPT"));
}

TEST(CheckColumns, WantsNoColumnsNamedOfRowsThatAreCutOff) {
    EXPECT_EQ(with_lines({"crm.person: delete", "crm.activity: person_id null", "crm.task: keep",
                          "crm.invoice: person_id null"})
                  .find("COLUMN_UNNAMED"),
              nullptr);
}

TEST(CheckColumns, KnowsItsAnonymizers) {
    EXPECT_EQ(with_person("name redct; * keep").told(), Names{"ANONYMIZER_UNKNOWN actions.act.crm.person.name"});
}

TEST(CheckColumns, RefusesWhatTheServerGenerates) {
    auto schema = shop_schema();
    schema.at("crm.person").columns.push_back({"initials", "text", anonymizers::TypeFamily::Text, 0, true, true});
    schema.at("crm.person")
        .columns.push_back({"number", "integer", anonymizers::TypeFamily::Integer, 0, false, false, true});
    EXPECT_EQ(
        with_person("initials redact; number constant 0; * keep", schema).told(),
        (Names{"COLUMN_GENERATED actions.act.crm.person.initials", "COLUMN_GENERATED actions.act.crm.person.number"}));
}

TEST(CheckColumns, RefusesToChangeTheSubjectsKey) {
    EXPECT_EQ(with_person("id constant 0; * keep").told(), Names{"KEY_CHANGED actions.act.crm.person.id"});
}

TEST(CheckColumns, PassesOnWhyAnAnonymizerDoesNotFit) {
    const auto result = with_person("name null; * keep");
    ASSERT_EQ(result.told(), Names{"ANONYMIZER_REFUSED actions.act.crm.person.name"});
    EXPECT_EQ(result.findings[0].message.compare(0, 6, "null: "), 0);
}

TEST(CheckColumns, NeedsIdentifiersForScrub) {
    SchemaText schema;
    schema.table("session", "id integer key; started date");
    schema.table("message", "id integer key; session_id integer -> session; body text");
    const auto policy = [] {
        return PolicyText("session").action("act", {"session: started null", "message: body scrub"});
    };
    EXPECT_EQ(checked(policy(), schema).told(), Names{"IDENTIFIERS_MISSING actions.act.message.body"});
    schema.at("session").columns.push_back({"visitor", "text", anonymizers::TypeFamily::Text});
    EXPECT_FALSE(checked(policy().identifiers({"visitor"}), schema).has("IDENTIFIERS_MISSING"));
}

TEST(CheckColumns, KeepsUniqueIndexesUnique) {
    for (const auto* value : {"redact", "constant x", "fake first_name"})
        EXPECT_TRUE(with_person(std::string("email ") + value + "; * keep").has("UNIQUE_CONFLICT")) << value;
    for (const auto* value : {"null", "keep", "token {token}@x.invalid"})
        EXPECT_EQ(with_person(std::string("email ") + value + "; * keep").told(), Names{}) << value;
}

TEST(CheckColumns, KeepsIndexesOverExpressionsUnique) {
    auto schema = shop_schema();
    UniqueIndex lower{"lower_name", {}, true, false};
    lower.expression_columns = {"name"};
    schema.at("crm.person").unique_indexes.push_back(lower);
    EXPECT_TRUE(with_person("name redact; * keep", schema).has("UNIQUE_CONFLICT"));
    EXPECT_EQ(with_person("name token {token}; * keep", schema).told(), Names{});
    schema.at("crm.person").unique_indexes.back().is_partial = true;
    EXPECT_EQ(with_person("name redact; * keep", schema).find("UNIQUE_CONFLICT")->severity, Severity::Warning);
}

TEST(CheckColumns, KnowsThatAnIndexMayTakeOneNullOnly) {
    auto schema = shop_schema();
    schema.at("crm.person").unique_indexes.push_back({"born_once", {"born"}, false, false, {}, true});
    EXPECT_TRUE(with_person("born null; * keep", schema).has("UNIQUE_CONFLICT"));
    EXPECT_EQ(with_person("email null; * keep", schema).told(), Names{});
}

TEST(CheckColumns, KnowsThatASubjectCanHaveSeveralOfTheRows) {
    auto schema = shop_schema();
    schema.at("crm.invoice").unique_indexes.push_back({"invoice_name", {"billing_name"}, false, false});
    const Names lines{"crm.person: name redact; * keep", "crm.*: keep",
                      "crm.invoice: billing_name token {token}; * keep"};
    EXPECT_EQ(with_lines(lines, schema).told(), Names{"UNIQUE_CONFLICT actions.act.crm.invoice.billing_name"});
    schema.at("crm.invoice").unique_indexes.push_back({"invoice_person", {"person_id"}, false, false});
    EXPECT_EQ(with_lines(lines, schema).told(), Names{});
}

TEST(CheckColumns, ProposesForAUniqueColumnOnlyWhatItCanTake) {
    auto schema = shop_schema();
    schema.at("crm.invoice").unique_indexes.push_back({"invoice_name", {"billing_name"}, false, false});
    const Names lines{"crm.person: name redact; * keep", "crm.*: keep", "crm.invoice: billing_name token {token}; * keep"};
    const auto hint = [&] { return with_lines(lines, schema).find("UNIQUE_CONFLICT")->hint; };
    const auto has = [&](const char* word) { return hint().find(word) != std::string::npos; };
    EXPECT_TRUE(has("null") && has("random")) << hint();
    auto& invoice = schema.at("crm.invoice");
    for (auto& column : invoice.columns)
        column.is_nullable = false;
    EXPECT_FALSE(has("null")) << hint();
    invoice.primary_key.push_back("billing_name");
    EXPECT_FALSE(has("random")) << hint();
}

TEST(CheckColumns, KeepsWhatForeignKeysReferTo) {
    auto schema = shop_schema();
    schema.table("crm.login", "id integer key; email text");
    schema.key("crm.login (email) -> crm.person (email)");
    EXPECT_EQ(with_person("email null; * keep", schema).told(),
              Names{"COLUMN_REFERENCED actions.act.crm.person.email"});
}

TEST(CheckColumns, FollowsGeneratedColumnsToWhatTheyAreMadeOf) {
    SchemaText schema;
    schema.table("crm.person", "id integer key; email text; email_lower text made_of=email unique; left_on date");
    schema.table("crm.login", "id integer key; email text");
    schema.key("crm.login (email) -> crm.person (email_lower)");
    PolicyText by_id("crm.person");
    by_id.when("all", "true").rule("all", "P1Y", "left_on", "act").action("act", {"crm.person: email null; left_on keep", "crm.login: keep"});
    EXPECT_EQ(checked(by_id, schema).told(), Names{"COLUMN_REFERENCED actions.act.crm.person.email"});
    PolicyText by_mail("crm.person");
    by_mail.key({"email_lower"}).when("all", "true").rule("all", "P1Y", "left_on", "act").action("act", {"crm.person: email null; left_on keep; id keep", "crm.login: keep"});
    EXPECT_EQ(checked(by_mail, schema).told(), Names{"KEY_CHANGED actions.act.crm.person.email"});
    EXPECT_NE(checked(by_mail, schema).find("KEY_CHANGED")->message.find("\"email_lower\" belongs to the subject's key, and is generated from \"email\""), std::string::npos);
}

SchemaText person_and_activity(const std::string& flags) {
    SchemaText schema;
    schema.table("crm.person", "id integer key; name text");
    schema.table("crm.activity", "id integer key; person_id integer -> crm.person " + flags + "; body text");
    return schema;
}

TEST(CheckDelete, LeavesNoRowsThatPointToDeletedOnes) {
    for (const auto* flags : {"", "restrict"})
        for (const auto* what : {"keep", "body redact"})
            EXPECT_EQ(with_deletion(what, person_and_activity(flags)).told(),
                      Names{"DELETE_LEAVES_ROWS actions.act.crm.activity"})
                << flags << " " << what;
}

TEST(CheckDelete, DoesNotCascadeIntoRowsThatAreKept) {
    for (const auto* what : {"keep", "body redact"})
        EXPECT_EQ(with_deletion(what, person_and_activity("cascade")).told(),
                  Names{"CASCADE_DELETES actions.act.crm.activity"})
            << what;
}

TEST(CheckDelete, LetsTheServerCutTheKey) {
    for (const auto* flags : {"set_null", "set_default"})
        EXPECT_EQ(with_deletion("keep", person_and_activity(flags)).told(), Names{}) << flags;
}

TEST(CheckDelete, IsContentWhenTheRowsGoOrAreCutOff) {
    for (const auto* flags : {"", "cascade", "restrict"})
        for (const auto* what : {"delete", "person_id null", "person_id constant 0"})
            EXPECT_EQ(with_deletion(what, person_and_activity(flags)).told(), Names{}) << flags << " " << what;
}

TEST(CheckDelete, UnlessSharedLeavesRowsThatMustLetGoOfTheSubject) {
    EXPECT_EQ(with_deletion("delete unless shared", person_and_activity("")).told(),
              Names{"DELETE_LEAVES_ROWS actions.act.crm.activity"});
    EXPECT_EQ(with_deletion("delete unless shared: person_id null", person_and_activity("")).told(), Names{});
    EXPECT_EQ(with_deletion("delete unless shared", person_and_activity("cascade")).told(),
              Names{"CASCADE_DELETES actions.act.crm.activity"});
    EXPECT_EQ(with_deletion("delete unless shared", person_and_activity("set_null")).told(), Names{});
}

TEST(CheckDelete, DeletesTheSubjectWhoeverPointsToIt) {
    EXPECT_EQ(with_lines({"crm.person: delete unless shared", "crm.*: keep"}).told().front(), "SUBJECT_SHARED actions.act.crm.person");
}

TEST(CheckDelete, TakesUnlessSharedForOutwardRows) {
    EXPECT_EQ(with_lines({"crm.person: name redact; address_id null; * keep", "crm.*: keep",
                          "crm.address via person.address_id: delete unless shared"})
                  .told(),
              Names{});
}

TEST(CheckDelete, OfAnOutwardRowNeedsTheSubjectToLetGo) {
    const auto with_address = [](const std::string& flags, const std::string& person) {
        SchemaText schema;
        schema.table("address", "id integer key; street text");
        schema.table("person", "id integer key; name text; address_id integer -> address" + flags);
        return checked(PolicyText("person").action("act", {"person: " + person, "address via person.address_id: delete"}), schema);
    };
    const std::string line = " actions.act.address via person.address_id";
    EXPECT_EQ(with_address("", "name redact").told(), Names{"DELETE_LEAVES_ROWS" + line});
    EXPECT_EQ(with_address(" cascade", "name redact").told(), Names{"CASCADE_DELETES" + line})
        << "the subject and all that refers to it would go";
    EXPECT_EQ(with_address(" set_null", "keep").told(), Names{"DELETE_LEAVES_ROWS" + line});
    for (const auto* flags : {"", " cascade", " set_null"}) {
        EXPECT_EQ(with_address(flags, "name redact; address_id null").told(), Names{}) << flags;
        EXPECT_EQ(with_address(flags, "delete").told(), Names{}) << flags;
    }
    EXPECT_EQ(with_address(" set_null", "name redact").told(), Names{});
}

TEST(CheckDelete, OfAnOutwardRowNeedsTheRowsBetweenToLetGo) {
    SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("document", "id integer key; body text");
    schema.table("task", "id integer key; owner_id integer -> person; helper_id integer -> person; "
                         "document_id integer -> document set_null");
    const auto with_tasks = [&](const std::string& owner, const std::string& helper) {
        return checked(PolicyText("person").action("act", {"person: delete", "task via owner_id: " + owner,
                                                           "task via helper_id: " + helper, "document via task.document_id: delete"}),
                       schema);
    };
    EXPECT_EQ(with_tasks("owner_id null", "helper_id null").told(), Names{"DELETE_LEAVES_ROWS actions.act.document via task.document_id"});
    EXPECT_EQ(with_tasks("delete", "helper_id null").told(), Names{}) << "documents of tasks that stay are somebody's";
    EXPECT_EQ(with_tasks("delete", "helper_id null").binding.actions[0].lines.back().paths.size(), 1U);
}

TEST(CheckDelete, WarnsThatTheServerEmptiesAKeyThatIsKept) {
    const auto result = with_deletion("keep", person_and_activity("set_null"));
    EXPECT_EQ(result.told(), Names{});
    ASSERT_TRUE(result.has("KEEP_LOSES_KEY"));
    EXPECT_EQ(result.find("KEEP_LOSES_KEY")->severity, Severity::Warning);
    EXPECT_FALSE(with_deletion("person_id null", person_and_activity("set_null")).has("KEEP_LOSES_KEY"));
}

TEST(CheckDelete, NeedsAPrimaryKeyToFollowASelfReference) {
    SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("post", "id integer unique; person_id integer -> person; reply_to integer");
    schema.key("post (reply_to) -> post (id)");
    const Names lines{"person: delete", "post via person_id: delete", "post via reply_to: delete"};
    EXPECT_EQ(checked(PolicyText("person").action("act", lines), schema).told(),
              Names{"KEY_MISSING actions.act.post via reply_to"});
}

TEST(CheckDelete, WarnsThatDetailsKeepAnOutwardRow) {
    auto schema = shop_schema();
    const Names lines{"crm.person: name redact; address_id null; * keep", "crm.*: keep", "crm.address via person.address_id: delete"};
    EXPECT_FALSE(with_lines(lines, schema).has("OUTWARD_KEPT"));
    schema.table("crm.bell", "id integer key; address_id integer -> crm.address");
    ASSERT_TRUE(with_lines(lines, schema).has("OUTWARD_KEPT"));
    EXPECT_EQ(with_lines(lines, schema).find("OUTWARD_KEPT")->severity, Severity::Warning);
}

TEST(CheckOutward, WarnsThatWhatPointsToARowKeepsItFromBeingChanged) {
    SchemaText schema;
    schema.table("account", "id integer key; mail text");
    schema.table("person", "id integer key; name text; account_id integer -> account");
    schema.table("login", "id integer key; account_id integer -> account; ip text");
    const auto with_logins = [&](const Names& logins) {
        Names lines{"person: name redact; account_id keep", "account via person.account_id: mail null"};
        lines.insert(lines.end(), logins.begin(), logins.end());
        return checked(PolicyText("person").action("act", lines), schema);
    };
    const auto result = with_logins({});
    EXPECT_EQ(result.told(), Names{});
    ASSERT_TRUE(result.has("OUTWARD_KEPT"));
    EXPECT_EQ(result.find("OUTWARD_KEPT")->severity, Severity::Warning);
    EXPECT_EQ(result.find("OUTWARD_KEPT")->message, "a row stays as it is when rows of login (account_id) point to it");
    for (const std::string logins : {"login: keep", "login: ip null", "login: delete"})
        EXPECT_FALSE(with_logins({logins}).has("OUTWARD_KEPT")) << logins;
}

// Employees with a login, who made other employees'.
SchemaText employees() {
    SchemaText schema;
    schema.table("login", "id integer key; mail text");
    schema.table("employee", "id integer key; name text; user_id integer -> login; created_by_id integer -> login");
    return schema;
}

TEST(CheckOutward, WarnsThatNobodyComesBackForWhatAnotherKeyOfTheSubjectsKept) {
    const Names lines{"employee: delete", "login via employee.user_id: delete"};
    const auto result = checked(PolicyText("employee").action("act", lines), employees());
    EXPECT_EQ(result.told(), Names{});
    ASSERT_TRUE(result.has("OUTWARD_KEPT"));
    EXPECT_EQ(result.find("OUTWARD_KEPT")->severity, Severity::Warning);
    EXPECT_EQ(result.find("OUTWARD_KEPT")->message, "a row stays when other rows of employee (created_by_id) point to it, also after the last "
                                                    "of them has gone: nobody looks at it again");
    EXPECT_NE(result.find("OUTWARD_KEPT")->hint.find("\"login via employee.created_by_id\""), std::string::npos);
    const Names both{lines[0], lines[1], "login via employee.created_by_id: delete"};
    EXPECT_FALSE(checked(PolicyText("employee").action("act", both), employees()).has("OUTWARD_KEPT"));
    const Names halfway{lines[0], lines[1], "login via employee.created_by_id: mail null"};
    EXPECT_TRUE(checked(PolicyText("employee").action("act", halfway), employees()).has("OUTWARD_KEPT")) << "it is changed, and never deleted";
}

TEST(CheckOutward, WarnsThatTheSubjectsOwnOtherKeyKeepsARowFromBeingChanged) {
    const auto with_creator = [](const std::string& employee, const std::string& more = {}) {
        Names lines{"employee: name redact; user_id keep; created_by_id " + employee, "login via employee.user_id: mail null"};
        if (!more.empty())
            lines.push_back(more);
        return checked(PolicyText("employee").action("act", lines), employees());
    };
    ASSERT_TRUE(with_creator("keep").has("OUTWARD_KEPT"));
    EXPECT_EQ(with_creator("keep").find("OUTWARD_KEPT")->message,
              "a row stays as it is when rows of employee (created_by_id) point to it, its own person's too");
    EXPECT_TRUE(with_creator("null").has("OUTWARD_KEPT")) << "whoever made another's login may leave before";
    EXPECT_FALSE(with_creator("keep", "login via employee.created_by_id: mail null").has("OUTWARD_KEPT"));
}

// Three addresses of a person, who point to them by five keys; shops do by two.
TEST(CheckOutward, TellsOnceWhichTableKeepsRowsByWhichKeys) {
    SchemaText schema;
    schema.table("address", "id integer key; street text");
    schema.table("person", "id integer key; home_id integer -> address; work_id integer -> address; bill_id integer -> address; "
                           "old_id integer -> address; new_id integer -> address");
    schema.table("shop", "id integer key; visit_id integer -> address; post_id integer -> address");
    const auto result = checked(PolicyText("person").action("act", {"person: delete", "address via person.home_id: delete",
                                                                    "address via person.work_id: delete", "address via person.bill_id: delete"}),
                                schema);
    Names messages;
    for (const auto& finding : result.findings)
        if (finding.code == "OUTWARD_KEPT")
            messages.push_back(finding.path + ": " + finding.message);
    std::sort(messages.begin(), messages.end());
    const std::string where = "actions.act.address via person.home_id: a row stays when ";
    EXPECT_EQ(messages, (Names{where + "other rows of person (new_id) or (old_id) point to it, also after the last of them has gone: nobody looks at it again",
                               where + "rows of shop (post_id) or (visit_id) point to it"}));
    EXPECT_TRUE(std::any_of(result.findings.begin(), result.findings.end(), [](const Finding& finding) {
        return finding.hint.starts_with("Write lines \"address via person.new_id\"; \"address via person.old_id\" as well");
    }));
}

TEST(CheckOutward, SaysNothingOfALinkOnTheColumnsOfTheKeyThatIsFollowed) {
    const auto result = checked(PolicyText("employee")
                                    .link("employee.user_id -> login.id")
                                    .action("act", {"employee: delete", "login via employee.user_id: delete", "login via employee.created_by_id: delete"}),
                                employees());
    EXPECT_FALSE(result.has("OUTWARD_KEPT"));
}

TEST(CheckDelete, FollowsRowsBelowASelfReference) {
    SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("post", "id integer key; person_id integer -> person; reply_to integer -> post");
    schema.table("photo", "id integer key; post_id integer -> post");
    const auto result = checked(PolicyText("person").action("act", {"person: delete", "post via person_id: delete",
                                                                    "post via reply_to: delete", "photo: delete"}),
                                schema);
    EXPECT_EQ(result.told(), Names{});
    schema.at("post").primary_key.clear();
    EXPECT_EQ(checked(PolicyText("person").action("act", {"person: delete", "post via person_id: delete", "post via reply_to: delete",
                                                          "photo: delete"}),
                      schema)
                  .told(),
              (Names{"KEY_MISSING actions.act.photo", "KEY_MISSING actions.act.post via reply_to"}));
}

// Posts with files; a post has an author, may mention somebody, and may be a version of another.
Checked with_posts(const Names& lines) {
    SchemaText schema;
    schema.table("person", "id integer key; name text");
    schema.table("post", "id integer key; author_id integer -> person; mentions_id integer -> person; body text");
    schema.table("file", "id integer key; post_id integer -> post");
    schema.table("page", "id integer key; file_id integer -> file");
    schema.at("post").columns.push_back({"version_of", "integer", anonymizers::TypeFamily::Integer});
    schema.key("post (version_of) -> post (id)");
    return checked(PolicyText("person").action("act", lines), schema);
}

std::string told_below_staying(const Names& lines) {
    const auto result = with_posts(lines);
    const auto* finding = result.find("DELETES_BELOW_STAYING");
    return finding ? finding->path + ": " + finding->message : "";
}

TEST(CheckBelowStaying, TellsRowsBelowThoseThatStayBecauseOfOthers) {
    const std::string unless_shared = "post via author_id: delete unless shared: author_id null; * keep";
    const Names lines{"person: delete", unless_shared, "post via mentions_id: mentions_id null", "post via version_of: keep"};
    const auto with = [&](Names more) {
        more.insert(more.begin(), lines.begin(), lines.end());
        return told_below_staying(more);
    };
    EXPECT_EQ(with({"file: delete", "page: delete"}),
              "actions.act.file: rows of file go below all of post, also below those that stay because others point to them (post via author_id)");
    EXPECT_EQ(with({"file: keep", "page: delete"}),
              "actions.act.page: rows of page go below all of post, also below those that stay because others point to them (post via author_id)");
    EXPECT_EQ(with({"file: keep"}), "");
}

TEST(CheckBelowStaying, TellsRowsBelowThoseThatGoByOneKeyAndStayByAnother) {
    EXPECT_EQ(told_below_staying({"person: delete", "post via author_id: delete", "post via mentions_id: mentions_id null; body redact",
                                  "post via version_of: version_of null", "file: delete", "page: delete"}),
              "actions.act.file: rows of file go below all of post, also below those that stay (post via mentions_id)");
}

TEST(CheckBelowStaying, TellsRowsOfTheSameTable) {
    EXPECT_EQ(told_below_staying({"person: delete", "post via author_id: delete", "post via mentions_id: mentions_id null; body redact",
                                  "post via version_of: delete", "file: keep"}),
              "actions.act.post via version_of: rows of post go below all of post, also below those that stay (post via mentions_id)");
}

TEST(CheckBelowStaying, TellsRowsBelowThoseThatStayByEitherOfTwoKeys) {
    const std::string told = "actions.act.file: rows of file go below all of post, also below those that stay (post via author_id)";
    EXPECT_EQ(told_below_staying({"person: delete", "post via author_id: author_id null; body redact",
                                  "post via mentions_id: mentions_id null; body redact", "post via version_of: keep", "file: delete", "page: delete"}),
              told);
    EXPECT_EQ(told_below_staying({"person: name redact", "post via author_id: keep", "post via mentions_id: keep", "file: delete", "page: delete"}),
              told);
}

TEST(CheckBelowStaying, IsContentWhereOneKeyLeadsToTheRowsThatStay) {
    EXPECT_EQ(told_below_staying({"person: delete", "post via author_id: author_id null; body redact", "post via mentions_id: mentions_id null",
                                  "post via version_of: keep", "file: delete", "page: delete"}),
              "");
    EXPECT_EQ(told_below_staying({"person: delete", "post via author_id: delete", "post via mentions_id: delete", "post via version_of: delete",
                                  "file: delete", "page: delete"}),
              "");
}

TEST(CheckObstacles, RefusesRulesThatRewriteTheStatement) {
    auto schema = person_and_activity("");
    schema.at("crm.activity").rules.push_back({"no_delete", false, true, true});
    EXPECT_EQ(with_deletion("delete", schema).told(), Names{"RULE_REWRITES actions.act.crm.activity"});
    EXPECT_EQ(with_deletion("person_id null", schema).told(), Names{});
}

TEST(CheckObstacles, RefusesRowSecurity) {
    auto schema = person_and_activity("");
    schema.at("crm.activity").is_row_security_active = true;
    EXPECT_EQ(with_deletion("delete", schema).told(), Names{"ROW_SECURITY actions.act.crm.activity"});
}

TEST(CheckObstacles, NeedsThePrivilegeThatItUses) {
    auto schema = person_and_activity("");
    schema.at("crm.activity").can_delete = false;
    const auto result = with_deletion("delete", schema);
    ASSERT_EQ(result.told(), Names{"PRIVILEGE_MISSING actions.act.crm.activity"});
    EXPECT_EQ(result.find("PRIVILEGE_MISSING")->hint, "Grant it: GRANT SELECT, DELETE ON crm.activity TO the role.");
    EXPECT_EQ(with_deletion("person_id null", schema).told(), Names{});
    schema.at("crm.activity").can_delete = true;
    schema.at("crm.activity").can_update = false;
    EXPECT_EQ(with_deletion("person_id null", schema).told(), Names{"PRIVILEGE_MISSING actions.act.crm.activity"});
    EXPECT_EQ(with_deletion("delete", schema).told(), Names{});
}

TEST(CheckObstacles, NeedsToLockTheRowsBetween) {
    SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("activity", "id integer key; person_id integer -> person; body text");
    schema.table("attachment", "id integer key; activity_id integer -> activity; content bytea");
    const auto told = [&](const std::string& attachment) {
        return checked(PolicyText("person").action("act", {"person: keep", "activity: keep", "attachment: " + attachment}), schema).told();
    };
    schema.at("activity").can_update = false;
    EXPECT_EQ(told("delete"), Names{"PRIVILEGE_MISSING actions.act.attachment"});
    EXPECT_EQ(told("keep"), Names{});
}

TEST(CheckObstacles, NeedsToLockRowsThatMayBeSomebodyElsesToo) {
    SchemaText schema;
    schema.table("person", "id integer key; email text");
    schema.table("mail", "id integer key; recipient text");
    schema.at("mail").can_update = false;
    const auto result = [&](const std::string& to) {
        return checked(PolicyText("person").link("mail.recipient -> person." + to).action("act", {"person: delete", "mail: delete"}), schema);
    };
    const auto shared = result("email");
    ASSERT_EQ(shared.told(), Names{"PRIVILEGE_MISSING actions.act.mail"}) << "two persons may have one address";
    EXPECT_EQ(shared.find("PRIVILEGE_MISSING")->hint, "Grant it: GRANT SELECT, UPDATE, DELETE ON mail TO the role.");
    schema.at("person").unique_indexes.push_back({"email_once", {"email"}, false, false});
    EXPECT_EQ(result("email").told(), Names{});
}

TEST(CheckObstacles, NeedsToLockRowsToWhichSomebodyMayBeAboutToPoint) {
    SchemaText schema;
    schema.table("person", "id integer key; email text");
    schema.table("album", "id integer key; owner_id integer -> person");
    schema.at("album").can_update = false;
    const auto told = [&](const std::string& album) {
        return checked(PolicyText("person").action("act", {"person: keep", "album: " + album}), schema).told();
    };
    EXPECT_EQ(told("delete unless shared"), Names{"PRIVILEGE_MISSING actions.act.album"});
    EXPECT_EQ(told("delete"), Names{});
}

TEST(CheckObstacles, NeedsToAskWhoElsePointsToAnOutwardRow) {
    auto schema = shop_schema();
    schema.table("crm.bell", "id integer key; address_id integer -> crm.address");
    schema.at("crm.bell").can_select = false;
    EXPECT_EQ(with_lines({"crm.person: delete", "crm.activity: delete", "crm.attachment: delete", "crm.invoice: delete",
                          "crm.task via owner_id: delete", "crm.task via helper_id: delete", "crm.address via person.address_id: delete"},
                         schema)
                  .told(),
              Names{"PRIVILEGE_MISSING actions.act.crm.address via person.address_id"});
}

TEST(CheckObstacles, WarnsOfTriggersOnWhatItDoes) {
    auto schema = person_and_activity("");
    schema.at("crm.activity").triggers.push_back({"audit", "crm.audit", false, true, true, false, true});
    const auto result = with_deletion("delete", schema);
    EXPECT_EQ(result.told(), Names{});
    ASSERT_TRUE(result.has("TRIGGER_RUNS"));
    EXPECT_EQ(result.find("TRIGGER_RUNS")->severity, Severity::Warning);
    EXPECT_FALSE(with_deletion("person_id null", schema).has("TRIGGER_RUNS"));
}

TEST(CheckObstacles, WarnsOfForeignKeysWithoutAnIndex) {
    auto schema = person_and_activity("no_index");
    const auto result = with_deletion("delete", schema);
    ASSERT_EQ(result.told(Severity::Warning), Names{"INDEX_MISSING actions.act.crm.activity"});
    EXPECT_EQ(result.findings[0].message,
              "no index begins with (person_id): every batch scans about 1000 rows of crm.activity");
    schema.at("crm.activity").indexes.push_back({"body_first", {"body", "person_id"}, false});
    schema.at("crm.activity").indexes.push_back({"some", {"person_id"}, true});
    schema.at("crm.activity").indexes.push_back({"elements", {"person_id"}, false, true});
    EXPECT_TRUE(with_deletion("delete", schema).has("INDEX_MISSING"));
    schema.at("crm.activity").indexes.push_back({"person_first", {"person_id", "body"}, false});
    EXPECT_FALSE(with_deletion("delete", schema).has("INDEX_MISSING"));
}

TEST(CheckObstacles, AnArrayOfKeysWantsAGinIndex) {
    ForeignKey link;
    link.columns = {"member_ids"};
    link.has_elements = true;
    SchemaTable channel;
    channel.indexes.push_back({"btree", {"member_ids"}, false});
    EXPECT_FALSE(has_index_for(channel, link));
    channel.indexes.push_back({"gin", {"member_ids"}, false, true});
    EXPECT_TRUE(has_index_for(channel, link));
    link.has_elements = false;
    channel.indexes.erase(channel.indexes.begin());
    EXPECT_FALSE(has_index_for(channel, link));
}

TEST(CheckObstacles, AnIndexMayBeginWithWhatTheLinkFixesAnyway) {
    SchemaTable note;
    note.indexes.push_back({"note_owner", {"owner_type", "owner_id"}, false, false});
    ForeignKey link;
    link.columns = {"owner_id"};
    link.is_link = true;
    EXPECT_FALSE(has_index_for(note, link));
    link.where = "owner_type = 'person'";
    EXPECT_TRUE(has_index_for(note, link));
    link.where = "owner_type = 'person' and state = 'open'";
    EXPECT_TRUE(has_index_for(note, link));
    for (const auto* where : {"owner_type <> 'team'", "owner_type = 'person' or state = 'open'", "lower(owner_type) = 'person'", "kind = 'person'"}) {
        link.where = where;
        EXPECT_FALSE(has_index_for(note, link)) << where;
    }
}

TEST(CheckActions, GivesAColumnOneValueOnly) {
    const Names begin{"crm.person: name redact; * keep", "crm.*: keep", "crm.task via owner_id: title redact"};
    const auto with_helper = [&](const std::string& line) {
        auto lines = begin;
        lines.push_back("crm.task via helper_id: " + line);
        return with_lines(lines).told();
    };
    EXPECT_EQ(with_helper("title null"), Names{"TWO_VALUES actions.act.crm.task via owner_id.title"});
    EXPECT_EQ(with_helper("title redact"), Names{});
    EXPECT_EQ(with_helper("title keep"), Names{});
}

SchemaText cycle(const std::string& flags) {
    SchemaText schema;
    schema.table("person", "id integer key");
    schema.table("team", "id integer key; person_id integer -> person; lead_id integer");
    schema.table("member", "id integer key; team_id integer -> team " + flags);
    schema.key("team (lead_id) -> member (id) " + flags);
    return schema;
}

TEST(CheckActions, RefusesACycleThatCannotBeDeferred) {
    const auto policy = PolicyText("person").action(
        "act", {"person: delete", "team via person_id: delete", "team via lead_id: delete", "member: delete"});
    EXPECT_TRUE(checked(policy, cycle("")).has("CYCLE"));
}

TEST(CheckActions, LetsTheWayOutOfACycleBeCut) {
    const auto policy = PolicyText("person").action(
        "act", {"person: delete", "team via person_id: delete", "team via lead_id: lead_id null", "member: delete"});
    EXPECT_FALSE(checked(policy, cycle("")).has("CYCLE"));
}

} // namespace
} // namespace retention::policies
