// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/wait_record.hpp"

#include "tests/daemon/jobs/fixture.hpp"

namespace retention::jobs {
namespace {

using namespace std::chrono_literals;
using database::Session;
using database::Transaction;

class WaitRecordTest : public ShopTest {
protected:
    void SetUp() override {
        ShopTest::SetUp();
        exec("insert into retentiond.run (policy, state, mode, as_of) values ('shop', 'running', 'enforce', now())");
        run_ = std::stoll(value("select run from retentiond.run"));
    }

    // Rounds of half a second each, like the keeper's.
    void wait_for(std::chrono::milliseconds time, const std::vector<WaitRecord::Waiting>& waiting) {
        Session session(dsn());
        for (auto passed = 0ms; passed < time; passed += 500ms) {
            time_.tick(500ms);
            Transaction transaction(session, Transaction::Mode::ReadWrite);
            record_.note(transaction, waiting);
            transaction.commit();
        }
    }
    WaitRecord::Waiting lag(long long milliseconds = 12'000) const {
        return {run_, {"replica_lag", "a standby is " + std::to_string(milliseconds) + " ms behind"}};
    }
    static std::string told() {
        return value("select coalesce(string_agg(reason || ' ' || waited_ms, ', ' order by wait), '') from retentiond.wait");
    }

    platform::ManualClock time_;
    WaitRecord record_{time_};
    long long run_ = 0;
};

TEST_F(WaitRecordTest, AWaitIsToldWithItsReasonAndItsLength) {
    wait_for(500ms, {});
    wait_for(10s, {lag()});
    wait_for(500ms, {});
    EXPECT_EQ(told(), "replica_lag 10000");
    EXPECT_EQ(value("select detail from retentiond.wait"), "a standby is 12000 ms behind");
}

TEST_F(WaitRecordTest, AWaitThatLastsIsToldBeforeItEnds) {
    wait_for(500ms, {});
    wait_for(7s, {lag()});
    EXPECT_GE(std::stoll(value("select waited_ms from retentiond.wait")), 2'000) << "a daemon that is killed now has told most of it";
}

// Else a standby that is delayed by ten seconds would be behind for as long as somebody says that it is.
TEST_F(WaitRecordTest, TheLongerAWaitTheRarerItIsTold) {
    wait_for(500ms, {});
    wait_for(84s, {lag()});
    const auto told_before = told();
    wait_for(10s, {lag()});
    EXPECT_EQ(told(), told_before);
    wait_for(15s, {lag()});
    EXPECT_NE(told(), told_before);
}

TEST_F(WaitRecordTest, ABlinkIsNotWorthARow) {
    wait_for(500ms, {});
    wait_for(500ms, {lag()});
    wait_for(5s, {});
    EXPECT_EQ(told(), "");
}

TEST_F(WaitRecordTest, ShortWaitsThatFollowEachOtherAreOneRow) {
    wait_for(500ms, {});
    for (int i = 0; i < 10; ++i) {
        wait_for(1s, {lag()});
        wait_for(2s, {});
    }
    EXPECT_EQ(told(), "replica_lag 10000");
}

TEST_F(WaitRecordTest, WaitsFarApartAreTwo) {
    wait_for(500ms, {});
    wait_for(3s, {lag()});
    wait_for(62s, {});
    wait_for(4s, {lag()});
    wait_for(500ms, {});
    EXPECT_EQ(told(), "replica_lag 3000, replica_lag 4000");
}

TEST_F(WaitRecordTest, EachReasonIsTold) {
    wait_for(500ms, {});
    wait_for(3s, {lag()});
    wait_for(4s, {{run_, {"paused", "a person paused it"}}});
    wait_for(500ms, {});
    EXPECT_EQ(told(), "replica_lag 3000, paused 4000");
}

TEST_F(WaitRecordTest, ARoundThatTookMinutesIsNotTakenForWaiting) {
    wait_for(500ms, {lag()});
    time_.tick(10min);
    wait_for(3s, {lag()});
    wait_for(500ms, {});
    EXPECT_LT(std::stoll(value("select waited_ms from retentiond.wait")), 6'000);
}

TEST_F(WaitRecordTest, ATimeWithoutTheDatabaseIsTold) {
    Session session(dsn());
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    record_.note_gap(transaction, run_, 90s);
    transaction.commit();
    EXPECT_EQ(told(), "unreachable 90000");
    EXPECT_EQ(value("select round(extract(epoch from until_at - began_at)) from retentiond.wait"), "90");
}

} // namespace
} // namespace retention::jobs
