// SPDX-License-Identifier: Apache-2.0
//
// Rows that several persons have a part in, whose turns come one after the other, or for different actions: whoever comes last
// takes care of them. Persons 1 and 2 are due, 3 is not.
#include "tests/daemon/jobs/graph_fixture.hpp"
#include "tests/support/process.hpp"

#include <future>

namespace retention::jobs {
namespace {

class SharedRows : public GraphTest {
protected:
    static void make_persons(const std::string& columns = {}) {
        exec("create table app.person (id int primary key, mail text, ended_on date, leave text" + columns +
             "); insert into app.person (id, mail, ended_on) values (1, 'm1', '2000-01-01'), (2, 'm2', '2000-01-01'), (3, 'm3', null)");
    }

    // Two accounts of persons 1 and 2, and one of person 3, who share mailboxes.
    static void make_mailboxes() {
        exec("create table app.account (id int primary key, person_id int references app.person);"
             "create table app.mailbox (id int primary key, name text, account_ids int[]);"
             "insert into app.account values (10, 1), (20, 2), (30, 3);"
             "insert into app.mailbox values (1, 'm', '{10}'), (2, 'm', '{10,20}'), (3, 'm', '{20,30}'), (4, 'm', '{30}')");
    }

    static void make_homes(const std::string& on = "home_id") {
        exec("create table app.home (id int primary key, street text, city text); insert into app.home values (10, 'a', 'b'), (11, 'a', 'b');"
             "alter table app.person add " + on + " int references app.home; update app.person set " + on + " = 10 where id < 3;"
             "update app.person set " + on + " = 11 where id = 3");
    }

    // Whoever is to `leave` by "erase" or "act" once `ended_on` is set.
    static std::string two_actions(const std::string& act, const std::string& erase, const std::string& middle = {}) {
        return "policy: p\nmode: enforce\nsubject: { table: app.person }\n"
               "classes: { former: ended_on is not null, active: ended_on is null }\n"
               "rules:\n  - { name: a, class: former, keep: P1Y, after: ended_on, when: leave = 'act', then: act }\n"
               "  - { name: e, class: former, keep: P1Y, after: ended_on, when: leave = 'erase', then: erase }\n" +
               middle + "actions:\n  act:\n" + act + "  erase:\n" + erase + "limits: { persons: null, share: null, growth: null }\n";
    }

    static void leave(int person, const std::string& how) {
        exec("update app.person set leave = '" + how + "', ended_on = '2000-01-01' where id = " + std::to_string(person));
    }

    static std::string homes() {
        return value("select coalesce(string_agg(id || coalesce(street, '-') || coalesce(city, '-'), ' ' order by id), '') from app.home");
    }

    static std::string unnamed(const std::string& table) {
        return value("select coalesce(string_agg(id::text, ',' order by id), '') from " + table + " where name is null");
    }
};

constexpr const char* kKeepsPerson = "    app.person: { mail: null, \"*\": keep }\n";
constexpr const char* kErasesHome = "    app.person: delete\n    app.home via person.home_id: delete\n";

// Keys of a table below the person's.
TEST_F(SharedRows, OfAnArrayFurtherDownAreDoneByTheLastOfSeveralBatches) {
    for (const std::size_t rows : {1U, 250U}) {
        make_persons();
        make_mailboxes();
        run(policy("    app.person: { mail: null, \"*\": keep }\n    app.account: keep\n    app.mailbox: { name: null, \"*\": keep }\n",
                   "links:\n  app.mailbox: { elements: account_ids, to: app.account.id }\n"),
            rows);
        EXPECT_EQ(unnamed("app.mailbox"), "1,2") << rows;
        exec("drop table app.mailbox, app.account, app.person; truncate retentiond.batch, retentiond.run, retentiond.marker cascade");
    }
}

TEST_F(SharedRows, ThatSomebodyElseHasAPartInAreCounted) {
    make_persons();
    make_mailboxes();
    const std::string links = "links:\n  app.mailbox: { elements: account_ids, to: app.account.id }\n";
    run(policy("    app.person: { mail: null, \"*\": keep }\n    app.account: keep\n    app.mailbox: { name: null, \"*\": keep }\n", links));
    EXPECT_EQ(told("app.mailbox", "shared"), 1) << "3, in which person 3 has an account";
    exec("truncate retentiond.batch, retentiond.run, retentiond.marker cascade");
    run(policy("    app.person: delete\n    app.account: delete\n    app.mailbox: delete\n", links));
    EXPECT_EQ(ids("app.mailbox"), "3,4");
    EXPECT_EQ(told("app.mailbox", "shared"), 1);
}

TEST_F(SharedRows, OfAnArrayBelowAnOutwardRowAreDoneByTheLast) {
    make_persons(", account_id int");
    exec("create table app.account (id int primary key, name text); insert into app.account values (10, 'a'), (20, 'a'), (30, 'a');"
         "update app.person set account_id = id * 10; alter table app.person add foreign key (account_id) references app.account;"
         "create table app.mailbox (id int primary key, name text, account_ids int[]);"
         "insert into app.mailbox values (1, 'm', '{10}'), (2, 'm', '{10,20}'), (3, 'm', '{20,30}'), (4, 'm', '{30}')");
    run(policy("    app.person: { mail: null, \"*\": keep }\n    app.account via person.account_id: { name: null }\n"
               "    app.mailbox: { name: null, \"*\": keep }\n",
               "links:\n  app.mailbox: { elements: account_ids, to: app.account.id }\n"),
        1);
    EXPECT_EQ(unnamed("app.account"), "10,20");
    EXPECT_EQ(unnamed("app.mailbox"), "1,2");
}

// A row of the subject's table that is no subject, such as a bot, has its part like everybody else: nobody's turn will come, and
// the row is counted.
TEST_F(SharedRows, WithABotStayAndAreCounted) {
    make_persons(", is_bot boolean default false");
    exec("update app.person set is_bot = true where id = 3; create table app.chat (id int primary key, name text, member_ids int[]);"
         "insert into app.chat values (1, 'c', '{1,2}'), (2, 'c', '{1,3}')");
    auto text = policy("    app.person: delete\n    app.chat: delete\n", "links:\n  app.chat: { elements: member_ids, to: app.person.id }\n");
    const std::string subject = "table: app.person";
    text.replace(text.find(subject), subject.size(), subject + ", where: not is_bot");
    run(text);
    EXPECT_EQ(ids("app.chat"), "2");
    EXPECT_EQ(told("app.chat", "shared"), 1);
}

// The owner's own line says keep to the street; whoever lived there is the last to speak of it.
TEST_F(SharedRows, OfAnOwnerWhoseTurnCameBeforeAreDone) {
    make_persons();
    make_homes();
    exec("alter table app.home add owner_id int references app.person; update app.home set owner_id = 1 where id = 10;"
         "update app.person set home_id = null where id = 1; update app.person set ended_on = null where id = 2");
    const auto text = policy(std::string(kKeepsPerson) + "    app.person via home_id: keep\n    app.home via owner_id: { street: redact, \"*\": keep }\n"
                                                         "    app.home via person.home_id: { street: redact, \"*\": keep }\n");
    run(text);
    exec("update app.home set street = 'new' where id = 10; update app.person set ended_on = '2000-01-01' where id = 2");
    run(text);
    EXPECT_EQ(homes(), "10[redacted]b 11ab");
}

TEST_F(SharedRows, OfAnOwnerWhoIsNotDueStay) {
    make_persons();
    make_homes();
    exec("alter table app.home add owner_id int references app.person; update app.home set owner_id = 3 where id = 10");
    run(policy(std::string(kKeepsPerson) + "    app.person via home_id: keep\n    app.home via owner_id: { street: redact, \"*\": keep }\n"
                                           "    app.home via person.home_id: { street: redact, \"*\": keep }\n"));
    EXPECT_EQ(homes(), "10ab 11ab");
}

// Two actions, both of which change the home.
TEST_F(SharedRows, OfTwoActionsThatGoAsFarAreDoneByTheSecond) {
    make_persons();
    make_homes();
    const auto text = two_actions(std::string(kKeepsPerson) + "    app.home via person.home_id: { street: null, \"*\": keep }\n",
                                  std::string(kKeepsPerson) + "    app.home via person.home_id: { street: redact, \"*\": keep }\n");
    leave(1, "act");
    run(text);
    EXPECT_EQ(homes(), "10ab 11ab") << "person 2 still lives there";
    leave(2, "erase");
    run(text);
    EXPECT_EQ(homes(), "10[redacted]b 11ab");
}

TEST_F(SharedRows, OfAnActionThatKeepsThemAreKept) {
    make_persons();
    make_homes();
    const auto text = two_actions(std::string(kKeepsPerson) + "    app.home via person.home_id: keep\n",
                                  std::string(kKeepsPerson) + "    app.home via person.home_id: { street: redact, \"*\": keep }\n");
    leave(1, "act");
    run(text);
    leave(2, "erase");
    run(text);
    EXPECT_EQ(homes(), "10ab 11ab");
    EXPECT_EQ(told("app.home", "shared"), 1);
}

TEST_F(SharedRows, OfAnActionThatChangesLessAreKept) {
    make_persons();
    make_homes();
    const auto text = two_actions(std::string(kKeepsPerson) + "    app.home via person.home_id: { city: null, \"*\": keep }\n",
                                  std::string(kKeepsPerson) + "    app.home via person.home_id: { street: redact, \"*\": keep }\n");
    leave(1, "act");
    run(text);
    leave(2, "erase");
    run(text);
    EXPECT_EQ(homes(), "10ab 11ab") << "the first action keeps the street on purpose";
}

TEST_F(SharedRows, OfActionsThatDoDifferentThingsTheCheckTells) {
    make_persons();
    make_homes();
    const auto actions = [](const std::string& first, const std::string& second) {
        return two_actions(std::string(kKeepsPerson) + "    app.home via person.home_id: " + first + "\n",
                           std::string(kKeepsPerson) + "    app.home via person.home_id: " + second + "\n");
    };
    const std::string street = "{ street: null, \"*\": keep }";
    EXPECT_NE(findings(actions(street, "{ city: null, \"*\": keep }")).find("SHARED_DIFFERENTLY"), std::string::npos);
    EXPECT_EQ(findings(actions(street, "{ street: redact, \"*\": keep }")).find("SHARED_DIFFERENTLY"), std::string::npos);
    EXPECT_EQ(findings(actions(street, "keep")).find("SHARED_DIFFERENTLY"), std::string::npos) << "that is on purpose";
}

TEST_F(SharedRows, OfAnArrayAreDeletedWhereBothActionsDelete) {
    make_persons();
    exec("create table app.chat (id int primary key, name text, member_ids int[]); insert into app.chat values (1, 'c', '{1,2}'), (2, 'c', '{1,3}')");
    const std::string links = "links:\n  app.chat: { elements: member_ids, to: app.person.id }\n";
    const auto text = two_actions("    app.person: { mail: null, \"*\": keep }\n    app.chat: delete\n", "    app.person: delete\n    app.chat: delete\n", links);
    leave(1, "act");
    run(text);
    EXPECT_EQ(ids("app.chat"), "1,2");
    leave(2, "erase");
    run(text);
    EXPECT_EQ(ids("app.chat"), "2");
}

// One row, one line, two persons: the text names both.
TEST_F(SharedRows, LoseTheNamesOfAllWhoAreDueTogether) {
    make_persons();
    make_homes();
    exec("update app.home set street = 'of m1 and m2 and m3' where id = 10;"
         "create table app.chat (id int primary key, member_ids int[], body text); insert into app.chat values (1, '{1,2}', 'm1 and m2 and m3')");
    auto text = policy("    app.person: { mail: null, \"*\": keep }\n    app.home via person.home_id: { street: scrub, city: keep }\n"
                       "    app.chat: { body: scrub, member_ids: keep }\n",
                       "links:\n  app.chat: { elements: member_ids, to: app.person.id }\n");
    const std::string subject = "table: app.person";
    text.replace(text.find(subject), subject.size(), subject + ", identifiers: [mail]");
    EXPECT_NE(findings(text).find("SCRUB_SHARED actions.act.app.chat"), std::string::npos);
    run(text);
    EXPECT_EQ(homes(), "10of [removed] and [removed] and m3b 11ab");
    EXPECT_EQ(value("select body from app.chat"), "[removed] and [removed] and m3");
}

// The home can't go, because the first person stays and points to it; the first action wants it changed, and could not while
// the other lived there.
TEST_F(SharedRows, WhoeverLeavesForGoodSendsTheOtherAgain) {
    make_persons();
    make_homes();
    const auto text = two_actions(std::string(kKeepsPerson) + "    app.home via person.home_id: { street: null, \"*\": keep }\n", kErasesHome);
    leave(1, "act");
    run(text);
    EXPECT_EQ(homes(), "10ab 11ab");
    leave(2, "erase");
    run(text);
    EXPECT_EQ(ids("app.person"), "1,3");
    EXPECT_EQ(homes(), "10ab 11ab") << "one more run";
    run(text);
    EXPECT_EQ(homes(), "10-b 11ab");
    const auto last = run(text);
    EXPECT_EQ(outcome(last, "done"), 0) << "nobody comes for ever";
}

TEST_F(SharedRows, AnArrayThatOneLeavesForGoodIsTheOthersInTheNextRun) {
    make_persons();
    exec("create table app.chat (id int primary key, name text, member_ids int[]); insert into app.chat values (1, 'c', '{1,2}'), (2, 'c', '{1,3}')");
    const std::string links = "links:\n  app.chat: { elements: member_ids, to: app.person.id }\n";
    const auto text = two_actions("    app.person: { mail: null, \"*\": keep }\n    app.chat: { name: null, \"*\": keep }\n",
                                  "    app.person: delete\n    app.chat: delete\n", links);
    leave(1, "act");
    run(text);
    leave(2, "erase");
    run(text);
    run(text);
    EXPECT_EQ(ids("app.chat"), "1,2");
    EXPECT_EQ(unnamed("app.chat"), "1");
}

TEST_F(SharedRows, AHoldOutlivesBeingSentAgain) {
    make_persons();
    make_homes();
    const auto text = two_actions(std::string(kKeepsPerson) + "    app.home via person.home_id: { street: null, \"*\": keep }\n", kErasesHome);
    leave(1, "act");
    run(text);
    exec("insert into retentiond.hold (subject_table, key_columns, key, reason, placed_by) values ('app.person', 'id', '1', 'court', 'test')");
    leave(2, "erase");
    run(text);
    run(text);
    EXPECT_EQ(homes(), "10ab 11ab");
}

// In one run: those who go for good first, and then what they shared is the others'.
TEST_F(SharedRows, OfOneRunDoNotDependOnTheOrderOfRulesOrBatches) {
    for (const int first : {1, 2}) {
        make_persons();
        make_homes();
        leave(first, "act");
        leave(3 - first, "erase");
        run(two_actions(std::string(kKeepsPerson) + "    app.home via person.home_id: { street: null, \"*\": keep }\n", kErasesHome), 1);
        EXPECT_EQ(homes(), "10-b 11ab") << first;
        exec("drop table app.person, app.home cascade; truncate retentiond.batch, retentiond.run, retentiond.marker cascade");
    }
}

// Two links in a row, each of which may name several: what is asked of the second stands within what is asked of the first, and both tables
// have a column of one name.
TEST_F(SharedRows, BehindTwoSuchLinksBelongToEverybodyAtTheEnd) {
    make_persons(", contact text");
    exec("create table app.member (id int primary key, channel text, contact text);"
         "create table app.message (id int primary key, channel text); create index on app.person (mail);"
         "update app.person set mail = 'family', contact = 'x' where id > 1;"
         "insert into app.member values (1, 'c', 'm1'), (2, 'c', 'family'), (3, 'd', 'm1');"
         "insert into app.message values (100, 'c'), (101, 'd')");
    const std::string links = "links:\n  app.member: { column: contact, to: app.person.mail }\n"
                              "  app.message: { column: channel, to: app.member.channel }\n";
    run(policy("    app.person: delete\n    app.member: delete\n    app.message: delete\n", links));
    EXPECT_EQ(ids("app.person"), "3");
    EXPECT_EQ(ids("app.message"), "100") << "person 3 reads family's mail";
    EXPECT_EQ(ids("app.member"), "2");
}

// Whom the rule would not take any more is not one whose turn came before.
TEST_F(SharedRows, OfSomebodyWhomUnlessProtectsByNowStay) {
    make_persons(", agrees boolean not null default false");
    make_homes();
    auto text = two_actions(std::string(kKeepsPerson) + "    app.home via person.home_id: { street: null, \"*\": keep }\n",
                            "    app.person: delete\n    app.home via person.home_id: { street: null, \"*\": keep }\n");
    const std::string when = "when: leave = 'act'";
    text.replace(text.find(when), when.size(), when + ", unless: agrees");
    leave(1, "act");
    run(text);
    exec("update app.person set agrees = true where id = 1");
    leave(2, "erase");
    run(text);
    EXPECT_EQ(ids("app.person"), "1,3");
    EXPECT_EQ(homes(), "10ab 11ab");
}

TEST_F(SharedRows, OfSomebodyWhomAFloorProtectsByNowStay) {
    make_persons(", bought date");
    make_homes();
    const auto text = two_actions(std::string(kKeepsPerson) + "    app.home via person.home_id: { street: null, \"*\": keep }\n",
                                  "    app.person: delete\n    app.home via person.home_id: { street: null, \"*\": keep }\n",
                                  "floors:\n  - { name: books, where: bought is not null, keep: P7Y, after: bought }\n");
    leave(1, "act");
    run(text);
    exec("update app.person set bought = current_date where id = 1");
    leave(2, "erase");
    run(text);
    EXPECT_EQ(ids("app.person"), "1,3");
    EXPECT_EQ(homes(), "10ab 11ab");
}

// Somebody edits the other one meanwhile: to take him for not done would leave the home to nobody.
TEST_F(SharedRows, OfSomebodyWhoIsBeingEditedWaitForIt) {
    make_persons();
    make_homes();
    const auto text = two_actions(std::string(kKeepsPerson) + "    app.home via person.home_id: { street: null, \"*\": keep }\n",
                                  std::string(kKeepsPerson) + "    app.home via person.home_id: { street: null, \"*\": keep }\n");
    leave(1, "act");
    run(text);
    leave(2, "erase");
    auto editing = std::async(std::launch::async, [] {
        exec("begin; select from app.person where id = 1 for update; select pg_sleep(0.7); commit");
    });
    ASSERT_TRUE(test::wait_until(
        [] { return value("select count(*) from pg_stat_activity where query like '%pg_sleep(0.7)%' and wait_event = 'PgSleep'") != "0"; },
        test::kLongEnough));
    run(text);
    editing.get();
    EXPECT_EQ(homes(), "10-b 11ab");
}

// Everybody points to the stand-in's home in the end: that is nothing to come back for.
TEST_F(SharedRows, OfAStandInSendNobodyAgain) {
    make_persons();
    make_homes();
    exec("insert into app.home values (0, 'x', 'y')");
    const auto gives = [](const std::string& column) {
        return "    app.person: { mail: null, home_id: { constant: 0 }, \"*\": keep }\n    app.home via person.home_id: { " + column +
               ": null, \"*\": keep }\n";
    };
    const auto text = two_actions(gives("street"), gives("city"));
    leave(1, "act");
    leave(2, "erase");
    run(text);
    exec("update app.person set ended_on = current_date - 400 where id = 1; update retentiond.marker set acted_at = now() - interval '900 days'");
    run(text);
    const auto last = run(text);
    EXPECT_EQ(outcome(last, "done"), 0);
}

// By the other action this person's conversations are kept, whatever becomes of those that he owns.
TEST_F(SharedRows, BelowWhatAnotherActionKeepsAreKept) {
    make_persons();
    exec("create table app.talk (id int primary key, owner_id int references app.person, member_ids int[], title text);"
         "create table app.message (id int primary key, talk_id int not null references app.talk on delete cascade, name text);"
         "insert into app.talk values (10, null, '{1,2}'); insert into app.message values (100, 10, 'a')");
    const auto text = two_actions(std::string(kKeepsPerson) + "    app.talk via owner_id: { title: redact, \"*\": keep }\n"
                                                              "    app.talk via member_ids: keep\n    app.message: delete\n",
                                  "    app.person: delete\n    app.talk via owner_id: delete\n    app.talk via member_ids: delete\n"
                                  "    app.message: delete\n",
                                  "links:\n  app.talk: { elements: member_ids, to: app.person.id }\n");
    leave(1, "act");
    run(text);
    leave(2, "erase");
    run(text);
    EXPECT_EQ(ids("app.talk"), "10");
    EXPECT_EQ(ids("app.message"), "100");
}

// One takes two digits of what the other wants gone.
TEST_F(SharedRows, OfAnActionThatLeavesMoreAreNotTakenForDone) {
    make_persons();
    make_homes();
    const auto text = two_actions(std::string(kKeepsPerson) + "    app.home via person.home_id: { street: null, \"*\": keep }\n",
                                  std::string(kKeepsPerson) + "    app.home via person.home_id: { street: { prefix: 1 }, \"*\": keep }\n");
    EXPECT_NE(findings(text).find("SHARED_DIFFERENTLY"), std::string::npos);
}

// An activity with its participants: 100 of person 1 and of 3, who is not due; 101 of person 1, and of nobody any more.
class SharedActivity : public SharedRows {
protected:
    void SetUp() override {
        SharedRows::SetUp();
        make_persons();
        exec("create table app.activity (id int primary key, name text); insert into app.activity values (100, 'a'), (101, 'a');"
             "create table app.participation (id int primary key, activity_id int references app.activity, person_id int references app.person);"
             "insert into app.participation values (1, 100, 1), (2, 100, 3), (3, 101, 1), (4, 101, null)");
    }

    static std::string changed_by(const std::string& lines) {
        return policy("    app.person: { mail: null, \"*\": keep }\n    app.activity via participation.activity_id: { name: null }\n" + lines);
    }
};

TEST_F(SharedActivity, OfSomebodyWhoIsNotDueStaysAsItIsWhateverIsSaidOfWhatBelongsToNobody) {
    for (const std::string participation : {"delete", "keep"}) {
        run(changed_by("    app.participation via person_id: " + participation + "\n    app.participation via activity_id: keep\n"));
        EXPECT_EQ(unnamed("app.activity"), "101") << participation;
        exec("update app.activity set name = 'a'; truncate retentiond.batch, retentiond.run, retentiond.marker cascade");
        exec("delete from app.participation; insert into app.participation values (1, 100, 1), (2, 100, 3), (3, 101, 1), (4, 101, null)");
    }
}

TEST_F(SharedActivity, IsChangedWithTheLastOfThem) {
    const auto text = changed_by("    app.participation via person_id: keep\n    app.participation via activity_id: keep\n");
    run(text);
    exec("update app.person set ended_on = '2000-01-01' where id = 3");
    run(text);
    EXPECT_EQ(unnamed("app.activity"), "100,101");
}

// Person 3 has a part in 101 by a table of another kind, whose rows stay.
TEST_F(SharedActivity, OfWhichSomebodyElseHasAKeptDetailStaysAsItIs) {
    exec("create table app.invitation (id int primary key, activity_id int references app.activity, person_id int references app.person);"
         "insert into app.invitation values (1, 101, 3)");
    for (const std::string invitation : {"keep", "delete"}) {
        run(changed_by("    app.participation via person_id: keep\n    app.participation via activity_id: keep\n"
                       "    app.invitation via person_id: " + invitation + "\n    app.invitation via activity_id: keep\n"));
        EXPECT_EQ(unnamed("app.activity"), "") << invitation;
        exec("truncate retentiond.batch, retentiond.run, retentiond.marker cascade");
    }
    EXPECT_EQ(ids("app.invitation"), "1");
}

// account -> plan: who has an account of the plan has a part in the plan.
TEST_F(SharedRows, OfAChainStayAsTheyAreWhateverIsSaidOfWhatBelongsToNobody) {
    make_persons(", account_id int");
    exec("create table app.plan (id int primary key, name text); insert into app.plan values (100, 'p'), (101, 'p');"
         "create table app.account (id int primary key, name text, plan_id int references app.plan);"
         "insert into app.account values (10, 'a', 100), (30, 'a', 100), (20, 'a', 101), (21, 'a', 101);"
         "update app.person set account_id = id * 10; alter table app.person add foreign key (account_id) references app.account");
    run(policy("    app.person: { mail: null, \"*\": keep }\n    app.account via person.account_id: { name: null, \"*\": keep }\n"
               "    app.plan via account.plan_id: { name: null }\n    app.account via plan_id: keep\n"));
    EXPECT_EQ(unnamed("app.account"), "10,20");
    EXPECT_EQ(unnamed("app.plan"), "101") << "30, of person 3, has plan 100 as well; 21 is nobody's";
}

} // namespace
} // namespace retention::jobs
