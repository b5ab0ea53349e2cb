// SPDX-License-Identifier: Apache-2.0
//
// Somebody of another policy is somebody: where no foreign key says who points to a row, the links of all policies of the database do.
// Person 1 is due and 2 is not; lead 1 lives at the address of person 1, and has the same mail address.
#include "policies/fingerprint.hpp"
#include "policies/privileges.hpp"
#include "tests/daemon/jobs/graph_fixture.hpp"

namespace retention::jobs {
namespace {

class OtherPolicies : public GraphTest {
protected:
    void SetUp() override {
        GraphTest::SetUp();
        exec("create table app.address (id int primary key, street text); insert into app.address values (1, 'a'), (2, 'b'), (3, 'c');"
             "create table app.person (id int primary key, mail text, ended_on date, address_id int);"
             "insert into app.person values (1, 'ann', '2000-01-01', 1), (2, 'bob', null, 2), (3, 'cas', '2000-01-01', 3);"
             "create table app.lead (id int primary key, mail text, ended_on date, address_id int);"
             "insert into app.lead values (1, 'ann', null, 1);"
             "create table app.mail_log (id int primary key, recipient text, kind text);"
             "insert into app.mail_log values (1, 'ann', 'p'), (2, 'bob', 'p'), (3, 'cas', 'p')");
    }

    static std::string persons(const std::string& actions, const std::string& links = "") {
        return policy("    app.person: delete\n" + actions, "links:\n  app.person: { column: address_id, to: app.address.id }\n" + links);
    }
    static std::string leads(const std::string& links) {
        std::string text = policy("    app.lead: delete\n    app.mail_log: keep\n", "links:\n" + links);
        text.replace(text.find("policy: p"), 9, "policy: q");
        return text.replace(text.find("app.person"), 10, "app.lead");
    }
    static std::string leads_by(const std::string& column, const std::string& more = "") {
        return leads("  app.lead: { column: \"" + column + "\", to: app.address.id }\n" + more);
    }

    void run_beside(const std::string& text, const std::vector<std::string>& beside) {
        const auto compiled = compile(text, beside);
        const auto planned = start_run(compiled);
        EXPECT_EQ(work_off(compiled, planned.run), "finished");
        EXPECT_EQ(outcome(planned.run, "failed"), 0) << log_text_.str();
    }

    bool tells(const std::string& text, const std::string& finding, const std::vector<std::string>& beside) {
        return findings(text, beside).find(finding) != std::string::npos;
    }
};

const char* const kMailKept = "  app.mail_log: { column: recipient, to: app.lead.mail }\n";
const char* const kAddress = "    app.address via person.address_id: delete\n";

TEST_F(OtherPolicies, AnOutwardRowStaysWithSomebodyOfAnother) {
    run_beside(persons(kAddress), {leads_by("address_id", kMailKept)});
    EXPECT_EQ(ids("app.person"), "2");
    EXPECT_EQ(ids("app.address"), "1,2") << "the third was nobody else's";
    EXPECT_EQ(told("app.address", "shared"), 1);
}

TEST_F(OtherPolicies, AnOutwardRowGoesWhereNobodyOfAnotherIsLeft) {
    exec("delete from app.lead");
    run_beside(persons(kAddress), {leads_by("address_id", kMailKept)});
    EXPECT_EQ(ids("app.address"), "2");
}

TEST_F(OtherPolicies, AnOutwardRowIsNotChangedEither) {
    run_beside(persons("    app.address via person.address_id: { street: null }\n"), {leads_by("address_id * 1", kMailKept)});
    EXPECT_EQ(value("select string_agg(coalesce(street, '-'), ',' order by id) from app.address"), "a,b,-");
}

TEST_F(OtherPolicies, UnlessSharedMeansSharedWithThemToo) {
    exec("create table app.note (id int primary key, person_id int); insert into app.note values (1, 1), (3, 3);"
         "create table app.pin (id int primary key, note_id int); insert into app.pin values (1, 1)");
    run_beside(persons("    app.note: delete unless shared\n", "  app.note: { column: person_id, to: app.person.id }\n"), {leads("  app.pin: { column: note_id, to: app.note.id }\n" + std::string(kMailKept))});
    EXPECT_EQ(ids("app.note"), "1") << "somebody pinned it";
}

TEST_F(OtherPolicies, RowsThatAValueGivesToBothAreTold) {
    const auto ours = [](const std::string& what, const std::string& where = "") {
        return persons("    app.mail_log: " + what + "\n", "  app.mail_log: { column: recipient, to: app.person.mail" + where + " }\n");
    };
    const auto theirs = [](const std::string& where = "") { return leads("  app.mail_log: { column: recipient, to: app.lead.mail" + where + " }\n"); };
    const std::string told = "ROWS_OF_BOTH actions.act.app.mail_log";
    EXPECT_TRUE(tells(ours("delete"), told, {theirs()}));
    EXPECT_TRUE(tells(ours("{ recipient: null, \"*\": keep }"), told, {theirs()}));
    EXPECT_TRUE(tells(ours("delete", ", where: kind = 'p'"), told, {theirs()}));
    EXPECT_FALSE(tells(ours("delete", ", where: kind = 'p'"), "ROWS_OF_BOTH", {theirs(", where: kind = 'l'")})) << "each row is of one kind";
    EXPECT_FALSE(tells(ours("keep"), "ROWS_OF_BOTH", {theirs()}));
    EXPECT_FALSE(tells(ours("delete"), "ROWS_OF_BOTH", {leads("  app.mail_log: { column: id, to: app.lead.id }\n")})) << "by another column they are two owners'";
}

TEST_F(OtherPolicies, ALinkThatDoesNotFitStopsWhoeverWouldNotSeeWhoPoints) {
    const auto told = findings(persons(kAddress), {leads("  app.lead: { column: home_id, to: app.address.id }\n")});
    EXPECT_NE(told.find("OTHER_LINK_REFUSED actions.act.app.address via person.address_id"), std::string::npos) << told;
    const auto typed = findings(persons(kAddress), {leads_by("mail -> 1", kMailKept)});
    EXPECT_NE(typed.find("policies.q.links.app.lead"), std::string::npos) << typed;
    EXPECT_EQ(findings(persons(""), {leads("  app.lead: { column: home_id, to: app.address.id }\n")}).find("OTHER_LINK_REFUSED"), std::string::npos);
}

TEST_F(OtherPolicies, TheirTablesAreAmongThoseThatMustNotChange) {
    const auto fingerprint = [&](const std::vector<std::string>& beside) { return policies::schema_fingerprint(compile(persons(kAddress), beside)->binding).sql; };
    EXPECT_NE(fingerprint({leads_by("address_id", kMailKept)}).find("'lead'"), std::string::npos);
    EXPECT_EQ(fingerprint({}).find("'lead'"), std::string::npos);
}

TEST_F(OtherPolicies, WhoseTablesMustBeReadIsKnown) {
    const auto compiled = compile(persons(kAddress), {leads_by("address_id", kMailKept)});
    const auto reads_leads = [&](const policies::Beside& beside) {
        const auto required = policies::required_privileges(compiled->policy, *compiled->binding.schema, beside);
        const auto found = required.find({"app", "lead"});
        return found != required.end() && found->second.select && !found->second.update;
    };
    EXPECT_TRUE(reads_leads(compiled->binding.beside));
    EXPECT_FALSE(reads_leads({}));
}

} // namespace
} // namespace retention::jobs
