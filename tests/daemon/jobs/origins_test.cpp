// SPDX-License-Identifier: Apache-2.0
//
// Down to the row: composite keys, a key among several, a row that the person points to, records of consent.
#include "daemon/jobs/origins.hpp"

#include "daemon/jobs/documents.hpp"
#include "tests/daemon/jobs/fixture.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {
namespace {

using database::Session;
using database::Transaction;
using nlohmann::json;

constexpr const char* kSchema = R"(
create schema app;
create table app.company (code text primary key, closed_on date);
create table app.person (tenant text, id int, company text references app.company, created_at timestamptz, primary key (tenant, id));
create table app.visit (tenant text, person int, number int, at timestamptz, guide int,
                        primary key (tenant, person, number),
                        constraint visit_person foreign key (tenant, person) references app.person,
                        constraint visit_guide foreign key (tenant, guide) references app.person);
create index on app.visit (tenant, guide);
create table app.permit (id int primary key, tenant text, person int, purpose text, granted_at timestamptz, expires_at timestamptz,
                         withdrawn_at timestamptz, foreign key (tenant, person) references app.person);
create index on app.permit (tenant, person);
create table app.note (tenant text, person int, body text, foreign key (tenant, person) references app.person);
create index on app.note (tenant, person);
insert into app.company values ('it''s "ours"', '2015-05-05');
insert into app.person values ('a', 1, 'it''s "ours"', '2010-01-01 12:00+01'), ('b', 1, null, '2011-01-01');
insert into app.visit values ('a', 1, 1, '2019-03-01 10:00+01', null), ('a', 1, 2, '2020-06-30 23:30+02', null),
                             ('a', 1, 3, null, null), ('b', 1, 9, '2024-01-01', 1);
insert into app.visit select 'a', 1, n, '2012-01-01', null from generate_series(10, 15) n;
insert into app.visit values ('a', 1, 50, '2018-01-01', 1);
insert into app.permit values (7, 'a', 1, 'mail', '2015-01-01', '2016-01-01', null), (8, 'a', 1, 'mail', '2016-01-01', null, '2017-07-01'),
                              (9, 'a', 1, 'phone', '2016-01-01', null, null), (10, 'b', 1, 'mail', '2016-01-01', '2099-01-01', null),
                              (11, 'b', 1, 'mail', '2017-01-01', null, null);
insert into app.note values ('a', 1, 'x'), ('a', 1, 'y');
)";

constexpr const char* kText = R"yaml(policy: people
subject: { table: app.person }
schedule: { cron: "15 2 * * *", timezone: Europe/Amsterdam }
facts:
  last_visit: { max: app.visit.at, via: [tenant, person] }
  first_visit: { min: app.visit.at, via: [tenant, person] }
  visits: { count: app.visit, via: [tenant, person] }
  guided: { exists: app.visit, via: [tenant, guide] }
  notes: { count: app.note }
  company_closed: { value: app.company.closed_on }
  asked: { query: "select tenant, person, max(number) from app.visit group by 1, 2" }
consent:
  table: app.permit
  columns: { purpose: purpose, granted: granted_at, expires: expires_at, withdrawn: withdrawn_at }
  purposes: { mail: {}, phone: {} }
classes: { everybody: id > 0 }
rules:
  - { name: silent, class: everybody, keep: P2Y, after: "coalesce(last_visit, created_at)", then: nothing }
  - { name: closed, class: everybody, keep: P2Y, after: company_closed, then: nothing }
  - { name: ended, class: everybody, keep: P1D, after: consent_mail_ended, then: nothing }
  - { name: plus, class: everybody, keep: P1D, after: "created_at + interval '1 week'", then: nothing }
actions:
  nothing: { app.person: keep, app.visit: keep, app.permit: keep, app.note: keep }
limits: { persons: null, share: null, growth: null }
)yaml";

class Origins : public ShopTest {
protected:
    void SetUp() override {
        ShopTest::SetUp();
        exec(kSchema);
    }

    json explained(const std::string& tenant) {
        const auto policy = compile(kText);
        Session session(dsn());
        Transaction reading(session, Transaction::Mode::ReadOnly, policy->policy->timezone());
        return documents::explanation(reading, *policy, Planner::resolve_as_of(reading, {}, Planner::Future::Allowed),
                                      SubjectKey{{tenant, "1"}})
            .value();
    }

    static json origin(const json& document, const std::string& name) {
        for (const auto& one : document["origins"])
            if (one["name"] == name)
                return one;
        return {};
    }

    static json from(const json& document, std::size_t rule) { return document["rules"][rule]["from"]; }
};

TEST_F(Origins, NameTheRowThatGaveTheValue) {
    const auto document = explained("a");
    EXPECT_EQ(origin(document, "last_visit"), json({{"name", "last_visit"}, {"kind", "max"}, {"table", "app.visit"}, {"column", "at"},
                                                    {"rows", {{"a", "1", "2"}}}, {"count", 9}}));
    EXPECT_EQ(origin(document, "first_visit")["rows"], json::array({{"a", "1", "10"}})) << "of equals the first by key";
    EXPECT_EQ(document["facts"]["last_visit"], "2020-06-30T23:30:00+02:00");
}

TEST_F(Origins, CountRowsAndNameTheFirst) {
    const auto document = explained("a");
    EXPECT_EQ(origin(document, "visits")["count"], document["facts"]["visits"]);
    EXPECT_EQ(origin(document, "visits")["rows"].size(), 4U);
    EXPECT_EQ(origin(document, "guided")["rows"], json::array({{"a", "1", "50"}}));
    EXPECT_EQ(origin(explained("b"), "guided")["rows"], json::array({{"b", "1", "9"}}));
    EXPECT_EQ(origin(document, "notes")["rows"], json::array()) << "no primary key";
    EXPECT_EQ(origin(document, "notes")["count"], 2);
}

TEST_F(Origins, NameTheRowThatThePersonPointsTo) {
    EXPECT_EQ(origin(explained("a"), "company_closed")["rows"], json::array({"it's \"ours\""}));
    const auto none = origin(explained("b"), "company_closed");
    EXPECT_EQ(none["rows"], json::array());
    EXPECT_EQ(none["count"], 0);
}

TEST_F(Origins, KnowNoRowsOfAQuery) {
    const auto asked = origin(explained("a"), "asked");
    EXPECT_EQ(asked["kind"], "query");
    EXPECT_TRUE(asked["table"].is_null());
    EXPECT_TRUE(asked["count"].is_null());
}

TEST_F(Origins, NameTheRecordThatIsValidOrEndedLast) {
    const auto a = explained("a");
    EXPECT_EQ(origin(a, "consent_mail")["rows"], json::array({"8"})) << "the last to end";
    EXPECT_EQ(origin(a, "consent_phone")["rows"], json::array({"9"}));
    EXPECT_EQ(origin(a, "basis_valid")["rows"], json::array({"9"}));
    const auto b = explained("b");
    EXPECT_EQ(origin(b, "consent_mail")["rows"], json::array({"11"})) << "without an end, it lasts the longest";
    EXPECT_EQ(origin(b, "consent_phone")["count"], 0);
}

TEST_F(Origins, SayWhatGaveEachStartingPoint) {
    const auto document = explained("a");
    EXPECT_EQ(document["rules"][0]["starting_point"], "2020-06-30");
    EXPECT_EQ(from(document, 0), json::array({{{"name", "created_at"}, {"value", "2010-01-01T12:00:00+01:00"}, {"gives_starting_point", false}},
                                              {{"name", "last_visit"}, {"value", "2020-06-30T23:30:00+02:00"}, {"gives_starting_point", true}}}));
    EXPECT_EQ(from(document, 1)[0]["name"], "company_closed");
    EXPECT_EQ(from(document, 1)[0]["gives_starting_point"], true);
    EXPECT_EQ(from(document, 2)[0], json({{"name", "consent_mail_ended"}, {"value", "2017-07-01T02:00:00+02:00"}, {"gives_starting_point", true}}));
    EXPECT_EQ(from(document, 3)[0]["gives_starting_point"], false) << "a week later is another day";
}

} // namespace
} // namespace retention::jobs
