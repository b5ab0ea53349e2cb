// SPDX-License-Identifier: Apache-2.0
//
// What `explain` says will happen next to a subject: a day on which it will, or nothing.
#include "daemon/jobs/documents.hpp"
#include "tests/daemon/jobs/fixture.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {
namespace {

using database::Session;
using database::Transaction;

constexpr const char* kMembers = R"yaml(policy: members
subject: { table: app.member }
consent: { table: app.consent, columns: { granted: granted_on, expires: expires_on } }
classes: { all: "true" }
rules:
  - { name: seen, class: all, keep: P1Y, after: seen_on, unless: basis_valid, then: strip }
  - { name: ended, class: all, keep: P6M, after: ended_on, then: gone }
floors: [{ name: books, keep: P1Y, after: booked_on, blocks: [gone], where: booked_on is not null }]
actions:
  strip: { app.member: { name: null, "*": keep }, app.consent: keep }
  gone: { app.member: delete, app.consent: delete }
limits: { persons: null, share: null, growth: null }
)yaml";

class Next : public ShopTest {
protected:
    void SetUp() override {
        ShopTest::SetUp();
        exec("create schema app; create table app.member (id int primary key, name text, seen_on date, ended_on date, booked_on date);"
             "create table app.consent (id int primary key, member int references app.member, granted_on date, expires_on date);"
             "create index on app.consent (member)");
    }

    // "strip 2100-01-01" for the only member, whose dates are `seen, ended, booked`; "nothing".
    std::string next_for(const std::string& dates, const std::string& more = "", const char* text = kMembers) {
        exec("truncate app.member cascade; insert into app.member values (1, 'Anna', " + dates + ");" + more);
        const auto policy = compile(text);
        Session session(dsn());
        Transaction reading(session, Transaction::Mode::ReadOnly, policy->policy->timezone());
        const auto next = documents::explanation(reading, *policy, "2050-01-01", SubjectKey{{"1"}}).value()["next"];
        return next.is_null() ? "nothing" : next["action"].get<std::string>() + " " + next["on"].get<std::string>();
    }
};

TEST_F(Next, IsTheFirstDayOnWhichARuleMayAct) {
    EXPECT_EQ(next_for("'2049-06-01', null, null"), "strip 2050-06-01");
    EXPECT_EQ(next_for("'2049-06-01', '2049-08-01', null"), "gone 2050-02-01");
}

TEST_F(Next, IsNothingWhileAConsentStandsInTheWay) {
    const std::string consent = "insert into app.consent values (1, 1, '2040-01-01', null)";
    EXPECT_EQ(next_for("'2049-06-01', null, null", consent), "nothing");
    EXPECT_EQ(next_for("'2049-06-01', '2049-12-01', null", consent), "gone 2050-06-01") << "that rule asks for no consent";
}

TEST_F(Next, ComesBeforeADayThatIsFarAway) {
    EXPECT_EQ(next_for("'9999-12-31', '2049-08-01', null"), "gone 2050-02-01");
    EXPECT_EQ(next_for("'2049-06-01', '9999-12-31', null"), "strip 2050-06-01");
}

TEST_F(Next, WaitsForAFloorHoweverFarItIs) {
    EXPECT_EQ(next_for("null, '2049-08-01', '2049-09-01'"), "gone 2050-09-01");
    EXPECT_EQ(next_for("null, '9999-12-31', '2049-09-01'"), "gone 10000-06-30");
    EXPECT_EQ(next_for("null, '2049-08-01', '9999-12-31'"), "gone 10000-12-31");
}

constexpr const char* kLeavers = R"yaml(policy: members
subject: { table: app.member }
classes: { former: ended_on <= as_of::date, active: "true" }
rules:
  - { name: ended, class: former, keep: P6M, after: ended_on, unless: booked_on > as_of::date, then: gone }
  - { name: seen, class: active, keep: P50Y, after: seen_on, then: gone }
holds: [{ name: named, where: name = 'Court' and seen_on > as_of::date }]
actions: { gone: { app.member: delete, app.consent: delete } }
limits: { persons: null, share: null, growth: null }
)yaml";

// Who leaves one day is in another class then.
TEST_F(Next, IsKnownOfAClassThatBeginsByItself) {
    EXPECT_EQ(next_for("null, '2051-03-31', null", "", kLeavers), "gone 2051-09-30");
    EXPECT_EQ(next_for("'2049-01-01', '2051-04-01', null", "", kLeavers), "gone 2051-10-01") << "and not fifty years after they were seen";
    EXPECT_EQ(next_for("null, '2049-12-01', '2060-05-05'", "", kLeavers), "gone 2060-05-05") << "as long as something is booked";
    EXPECT_EQ(next_for("null, null, null", "", kLeavers), "nothing");
    EXPECT_EQ(next_for("'2052-02-02', '2049-01-01', null", "update app.member set name = 'Court'", kLeavers), "gone 2052-02-02") << "a hold that ends";
}

} // namespace
} // namespace retention::jobs
