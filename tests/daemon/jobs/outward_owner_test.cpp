// SPDX-License-Identifier: Apache-2.0
//
// Rows that a person points to and that have an owner of their own: app.home.owner_id leads to whose it is, app.person.home_id to
// who lives there. Persons 1 and 2 are due, 3 is not, 9 is a stand-in and no subject.
#include "tests/daemon/jobs/graph_fixture.hpp"

namespace retention::jobs {
namespace {

class OutwardOwner : public GraphTest {
protected:
    // `homes`: owner and, below, who lives where.
    static void make_homes(const std::string& homes, const std::string& people) {
        exec("create table app.person (id int primary key, mail text, ended_on date, home_id int, is_real boolean default true);"
             "create table app.home (id int primary key, owner_id int references app.person deferrable initially deferred, street text);"
             "insert into app.person values (1, 'm', '2000-01-01'), (2, 'm', '2000-01-01'), (3, 'm', null), (9, 'm', null);"
             "update app.person set is_real = id < 9;"
             "insert into app.home values " + homes + ";" + people + ";"
             "alter table app.person add foreign key (home_id) references app.home deferrable initially deferred");
    }

    static std::string subjects_only(std::string text) {
        const std::string table = "table: app.person";
        return text.replace(text.find(table), table.size(), table + ", where: is_real");
    }

    static std::string homes() {
        return value("select coalesce(string_agg(id || ':' || coalesce(owner_id::text, '-') || street, ' ' order by id), '') from app.home");
    }
};

constexpr const char* kDeletes = "    app.person: delete\n    app.person via home_id: keep\n"
                                 "    app.home via owner_id: { delete unless shared: { owner_id: { constant: 9 } } }\n"
                                 "    app.home via person.home_id: delete unless shared\n";
constexpr const char* kMaps = "    app.person: { mail: null, home_id: null, \"*\": keep }\n    app.person via home_id: keep\n"
                              "    app.home via owner_id: { owner_id: keep, street: redact }\n"
                              "    app.home via person.home_id: { owner_id: keep, street: redact }\n";

TEST_F(OutwardOwner, HomeOfSomebodyWhoStaysIsNotDeletedWithWhoLivedThere) {
    make_homes("(10, 3, 'a')", "update app.person set home_id = 10 where id = 1");
    run(policy(kDeletes));
    EXPECT_EQ(homes(), "10:3a");
    EXPECT_EQ(ids("app.person"), "3,9");
}

TEST_F(OutwardOwner, HomeOfSomebodyWhoStaysIsNotChanged) {
    make_homes("(10, 3, 'a'), (11, null, 'b')", "update app.person set home_id = 9 + id where id in (1, 2)");
    run(policy(kMaps));
    EXPECT_EQ(homes(), "10:3a 11:-[redacted]");
}

TEST_F(OutwardOwner, HomeGoesWithTheLastOfOwnerAndDweller) {
    for (const std::size_t rows : {1U, 250U}) {
        make_homes("(10, 2, 'a'), (11, 1, 'b')",
                   "update app.person set home_id = 10 where id = 1; update app.person set home_id = 11 where id = 2");
        run(subjects_only(policy(kDeletes)), rows);
        EXPECT_EQ(homes(), "") << rows;
        exec("drop table app.home, app.person cascade");
    }
}

TEST_F(OutwardOwner, HomeOfAStandInIsNobodys) {
    make_homes("(10, 9, 'a')", "update app.person set home_id = 10 where id = 1");
    run(subjects_only(policy(kDeletes)));
    EXPECT_EQ(homes(), "");
}

// An organization in the table of persons is nobody whose turn comes, and no stand-in: what it has a part in stays.
TEST_F(OutwardOwner, HomeOfARowThatIsNoSubjectAndNoStandInStays) {
    make_homes("(10, 8, 'a'), (11, 9, 'b')", "insert into app.person values (8, 'm', null, null, false);"
                                             "update app.person set home_id = 9 + id where id in (1, 2)");
    run(subjects_only(policy(kDeletes)));
    EXPECT_EQ(homes(), "10:8a");
}

TEST_F(OutwardOwner, KeyOfARowThatIsNoSubjectKeepsTheHome) {
    for (const std::string real : {"false", "true"}) {
        make_homes("(10, null, 'a')", "insert into app.person values (8, 'm', null, null, " + real + "); update app.person set home_id = 10 where id = 1");
        exec("alter table app.home drop owner_id; create table app.home_key (id int primary key, home_id int references app.home, holder_id int references app.person);"
             "create index on app.home_key (home_id); create index on app.home_key (holder_id); insert into app.home_key values (1, 10, 8)");
        run(subjects_only(policy("    app.person: delete\n    app.home via person.home_id: delete\n"
                                 "    app.home_key via holder_id: delete\n    app.home_key via home_id: delete\n")));
        EXPECT_EQ(ids("app.home_key"), "1") << real;
        EXPECT_EQ(ids("app.home"), "10") << real;
        exec("drop table app.home_key, app.home, app.person cascade; truncate retentiond.batch, retentiond.run, retentiond.marker cascade");
    }
}

// What only names somebody is not theirs.
TEST_F(OutwardOwner, HomeThatOnlyNamesSomebodyGoes) {
    make_homes("(10, 3, 'a')", "update app.person set home_id = 10 where id = 1");
    run(policy("    app.person: delete\n    app.person via home_id: keep\n    app.home via owner_id: { owner_id: null, \"*\": keep }\n"
               "    app.home via person.home_id: delete unless shared\n"));
    EXPECT_EQ(homes(), "");
}

// Of a room in a room of a home that somebody owns who stays.
TEST_F(OutwardOwner, HomeInAHomeOfSomebodyWhoStaysIsNotDeleted) {
    make_homes("(10, 3, 'a'), (11, null, 'b'), (12, null, 'c'), (20, 2, 'd'), (21, null, 'e'), (22, null, 'f')",
               "update app.person set home_id = 12 where id = 1; update app.person set home_id = 22 where id = 2");
    exec("alter table app.home add within int references app.home deferrable initially deferred;"
         "update app.home set within = id - 1 where id in (11, 12, 21, 22)");
    run(policy("    app.person: delete\n    app.person via home_id: keep\n    app.home via owner_id: { delete unless shared: { owner_id: null } }\n"
               "    app.home via within: { delete unless shared: { within: null } }\n    app.home via person.home_id: delete unless shared\n"));
    EXPECT_EQ(homes().find("12:-c") != std::string::npos, true) << homes() << ": it is person 3's, two homes up";
}

// A conversation of persons 1 and 2, of whom only 1 is a member: what 2 wrote keeps it when 1 goes first, and from 2 nothing leads there.
TEST_F(OutwardOwner, WhoeverWroteThereAndIsNoMemberIsToldOf) {
    exec("create table app.conv (id int primary key, title text);"
         "create table app.person (id int primary key, ended_on date);"
         "create table app.member (conv_id int not null references app.conv, person_id int not null references app.person, primary key (conv_id, person_id));"
         "create table app.msg (id int primary key, conv_id int not null references app.conv, sender int references app.person, body text);"
         "create index on app.member (person_id); create index on app.msg (conv_id); create index on app.msg (sender);"
         "insert into app.person values (1, '2000-01-01'), (2, '2000-01-01');"
         "insert into app.conv values (1, 'both are members'), (2, 'one is'); insert into app.member values (1, 1), (1, 2), (2, 1);"
         "insert into app.msg values (11, 1, 1, 'x'), (12, 1, 2, 'x'), (21, 2, 1, 'x'), (22, 2, 2, 'x')");
    const auto text = policy("    app.person: delete\n    app.member: delete\n    app.conv via member.conv_id: delete\n"
                             "    app.msg via conv_id: delete\n    app.msg via sender: delete\n");
    EXPECT_NE(findings(text).find("OUTWARD_KEPT actions.act.app.conv via member.conv_id"), std::string::npos) << findings(text);
    run(text, 1);
    EXPECT_EQ(ids("app.conv"), "2");
    EXPECT_EQ(ids("app.msg"), "");
    EXPECT_EQ(told("app.conv", "shared"), 2) << "of each when the first went";
}

// Whoever was taken out of a conversation before is still there, and so is what they wrote: it goes with the last member, in whichever batch.
class Conversation : public OutwardOwner {
protected:
    void SetUp() override {
        OutwardOwner::SetUp();
        exec("create table app.person (id int primary key, mail text, ended_on date);"
             "create table app.conv (id int primary key, title text);"
             "create table app.member (conv_id int not null references app.conv, person_id int not null references app.person, primary key (conv_id, person_id));"
             "create table app.msg (id int primary key, conv_id int not null references app.conv, sender int not null references app.person, body text);"
             "create index on app.member (person_id); create index on app.msg (conv_id); create index on app.msg (sender)");
        fill();
    }

    static void fill() {
        exec("truncate app.person, app.conv cascade; truncate retentiond.marker;"
             "insert into app.person values (1, 'm', '2000-01-01'), (2, 'm', '2000-01-01'), (3, 'm', null);"
             "insert into app.conv values (1, 'of 1 and 2'), (2, 'of 1, and 3 wrote there'); insert into app.member values (1, 1), (1, 2), (2, 1);"
             "insert into app.msg values (11, 1, 1, 'x'), (12, 1, 2, 'y'), (21, 2, 1, 'x'), (22, 2, 3, 'y')");
    }

    static std::string text() {
        return policy("    app.person: { mail: null, \"*\": keep }\n    app.member: delete\n"
                      "    app.conv via member.conv_id: delete\n    app.msg via conv_id: delete\n    app.msg via sender: { body: null }\n");
    }
};

TEST_F(Conversation, GoesWithItsLastMemberInWhicheverBatch) {
    for (const std::size_t rows : {1U, 250U}) {
        fill();
        run(text(), rows);
        EXPECT_EQ(ids("app.conv"), "2") << rows;
        EXPECT_EQ(ids("app.msg"), "21,22") << rows;
        EXPECT_EQ(value("select string_agg(coalesce(body, '-'), '' order by id) from app.msg"), "-y") << rows;
    }
}

// What one action keeps on purpose another does not take: by that one a conversation goes and its messages stay.
TEST_F(Conversation, StaysForWhatAnotherActionWouldHaveKept) {
    exec("alter table app.msg alter conv_id drop not null; update app.person set mail = 'careful' where id = 1");
    const auto acting = [](const std::string& of_conversation) {
        return "    app.person: { mail: keep, ended_on: keep, name: null }\n    app.member: delete\n"
               "    app.conv via member.conv_id: delete\n    app.msg via sender: { body: null }\n    app.msg via conv_id: " + of_conversation + "\n";
    };
    exec("alter table app.person add name text default 'x'");
    const std::string text = "policy: p\nmode: enforce\nsubject: { table: app.person }\n"
                             "classes: { careful: mail = 'careful' and ended_on is not null, other: ended_on is not null }\n"
                             "rules:\n  - { name: a, class: careful, keep: P1Y, after: ended_on, then: careful }\n"
                             "  - { name: b, class: other, keep: P1Y, after: ended_on, then: thorough }\n"
                             "actions:\n  careful:\n" + acting("{ conv_id: null }") + "  thorough:\n" + acting("delete") +
                             "limits: { persons: null, share: null, growth: null }\n";
    run(text, 1);
    EXPECT_EQ(ids("app.conv"), "1,2");
    EXPECT_EQ(ids("app.msg"), "11,12,21,22");
}

TEST_F(Conversation, OfSomebodyWhoCameBackStays) {
    exec("update app.person set ended_on = null where id = 2");
    run(text());
    EXPECT_EQ(ids("app.conv"), "1,2");
    exec("update app.person set ended_on = case id when 2 then date '2000-01-01' end");
    run(text());
    EXPECT_EQ(ids("app.conv"), "1,2") << "1 is no member any more, and is here again: the message is 1's";
    EXPECT_EQ(ids("app.msg"), "11,12,21,22");
}

TEST_F(Conversation, OfSomebodyOnHoldStays) {
    exec("update app.person set ended_on = null where id = 2");
    run(text());
    exec("insert into retentiond.hold (subject_table, key_columns, key, reason, placed_by) values ('app.person', 'id', '1', 'court', 'test'); update app.person set ended_on = '2000-01-01' where id = 2");
    run(text());
    EXPECT_EQ(ids("app.conv"), "1,2");
}

} // namespace
} // namespace retention::jobs
