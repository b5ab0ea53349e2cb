// SPDX-License-Identifier: Apache-2.0
//
// Two persons share a home, and are due in different runs. The action takes what made them due: afterwards they are of no class.
#include "tests/daemon/jobs/graph_fixture.hpp"

namespace retention::jobs {
namespace {

class SharedHome : public GraphTest {
protected:
    void SetUp() override {
        GraphTest::SetUp();
        exec("create table app.home (id int primary key, street text); insert into app.home values (10, 'a');"
             "create table app.person (id int primary key, ended_on date, seen date, home_id int references app.home);"
             "insert into app.person values (1, '2000-01-01', '1999-01-01', 10), (2, null, '1999-01-01', 10)");
    }

    // `between`: what happens to the first, before the other is due.
    std::string street_after(const std::string& between) {
        std::string text =
            policy("    app.person: { ended_on: null, seen: keep }\n    app.home via person.home_id: { street: null }\n");
        const auto replace = [&text](const std::string& old, const std::string& with) { text.replace(text.find(old), old.size(), with); };
        replace(", active: ended_on is null", "");
        replace("after: ended_on", "after: \"coalesce(ended_on, seen)\"");
        run(text);
        EXPECT_EQ(value("select street from app.home"), "a") << "the other still lives there";
        exec(between + "; update app.person set ended_on = '2000-01-01' where id = 2");
        run(text);
        return value("select coalesce(street, 'none') from app.home");
    }
};

TEST_F(SharedHome, GoesWithTheLastWhoLivesThere) {
    EXPECT_EQ(street_after("select"), "none");
}

TEST_F(SharedHome, StaysWithSomebodyWhoCameBackThoughOfNoClass) {
    EXPECT_EQ(street_after("update app.person set seen = current_date + 1 where id = 1"), "a");
}

} // namespace
} // namespace retention::jobs
