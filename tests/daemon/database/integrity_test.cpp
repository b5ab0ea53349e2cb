// SPDX-License-Identifier: Apache-2.0
//
// Every integrity error of the server, with the word canary in all values: no text of ours may hold it.
#include "tests/daemon/database/fixture.hpp"

namespace retention::database {
namespace {

struct Refusal {
    const char* sql;
    const char* sqlstate;
    const char* constraint;
    const char* table;
};

class IntegrityTest : public DatabaseTest, public ::testing::WithParamInterface<Refusal> {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        exec(R"(
create domain mail as text constraint mail_check check (value <> 'canary');
create domain filled as text not null;
create table person (email text constraint person_pkey primary key, name text not null);
create table "Mail Log" (email text constraint log_fkey references person deferrable, text mail);
create table strict (email text constraint strict_fkey references person on delete restrict);
create table checked (a text constraint checked_check check (a <> 'canary'), f filled,
                      exclude using hash (a with =));
create table part (a text) partition by list (a);
create table part_1 partition of part for values in ('one');
create table raising (a text);
create function raise() returns trigger language plpgsql as $$
begin
    raise exception 'duplicate key %', new.a using errcode = new.a, constraint = 'canary', table = 'canary';
end $$;
create function raise_like() returns trigger language plpgsql as $$
begin
    raise exception e'duplicate key value violates unique constraint "x"\nfor canary' using errcode = '23505';
end $$;
create trigger raise before insert on raising for each row execute function raise();
create table raising_like (a text);
create trigger raise before insert on raising_like for each row execute function raise_like();
insert into person values ('canary', 'canary'), ('canary 2', 'canary');
insert into "Mail Log" values ('canary');
insert into strict values ('canary 2');
insert into checked values ('other', 'x');
)");
    }
};

TEST_P(IntegrityTest, HoldsNoValue) {
    Session session(dsn());
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    const auto failure = failure_of([&] { transaction.exec("act", GetParam().sql); });
    EXPECT_EQ(failure.sqlstate(), GetParam().sqlstate);
    EXPECT_EQ(failure.constraint(), GetParam().constraint);
    EXPECT_EQ(failure.table(), GetParam().table);
    EXPECT_EQ(failure.kind(), Failure::Kind::Permanent);
    EXPECT_EQ(std::string(failure.what()).find("canary"), std::string::npos) << failure.what();
}

INSTANTIATE_TEST_SUITE_P(
    Server, IntegrityTest,
    ::testing::Values(Refusal{"insert into person values ('canary', 'canary')", "23505", "person_pkey", ""},
                      Refusal{"insert into person values ('canary 3', null)", "23502", "", "person"},
                      Refusal{"insert into \"Mail Log\" values ('canary 3')", "23503", "log_fkey", "Mail Log"},
                      Refusal{"delete from person where email = 'canary'", "23503", "log_fkey", "person"},
                      Refusal{"update person set email = 'canary 4' where email = 'canary'", "23503", "log_fkey",
                              "person"},
                      Refusal{"delete from person where email = 'canary 2'", "23503", "strict_fkey", "person"},
                      Refusal{"insert into checked values ('canary', 'x')", "23514", "checked_check", "checked"},
                      Refusal{"insert into checked values ('other', 'x')", "23P01", "checked_a_excl", ""},
                      Refusal{"insert into checked values ('x', null)", "23502", "", ""},
                      Refusal{"insert into \"Mail Log\" values (null, 'canary')", "23514", "mail_check", ""},
                      Refusal{"insert into part values ('canary')", "23514", "", "part"},
                      Refusal{"insert into part_1 values ('canary')", "23514", "", "part_1"},
                      Refusal{"alter table person add constraint u unique (name)", "23505", "u", ""},
                      Refusal{"alter table \"Mail Log\" alter text set not null", "23502", "", "Mail Log"},
                      Refusal{"alter table person add constraint c check (name <> 'canary')", "23514", "c", "person"},
                      Refusal{"insert into raising values ('23505')", "23505", "", ""},
                      Refusal{"insert into raising values ('23503')", "23503", "", ""},
                      Refusal{"insert into raising values ('23514')", "23514", "", ""},
                      Refusal{"insert into raising values ('P0001')", "P0001", "", ""},
                      Refusal{"insert into raising_like values ('canary')", "23505", "", ""},
                      Refusal{"select 'canary'::int", "22P02", "", ""},
                      Refusal{"select * from canary", "42P01", "", ""}));

} // namespace
} // namespace retention::database
