// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/count_record.hpp"

#include "config/policy_reader.hpp"
#include "daemon/jobs/counter.hpp"
#include "daemon/jobs/policy_standing.hpp"
#include "tests/daemon/jobs/fixture.hpp"
#include "tests/support/process.hpp"

#include <nlohmann/json.hpp>

#include <mutex>
#include <ostream>
#include <streambuf>

namespace retention::jobs {
namespace {

using database::Session;
using database::Transaction;
using nlohmann::json;
using namespace std::chrono_literals;

class CountTest : public ShopTest {
protected:
    // As status has it.
    json told(const CompiledPolicy& policy) {
        Session session(dsn());
        Transaction reading(session, Transaction::Mode::ReadOnly);
        KnownPolicy known;
        known.policy = policy.policy;
        const auto journaled = read_policy(reading, policy.policy->name, policy.digest);
        return to_json(standing_of(known, {}, journaled), journaled);
    }

    // What a Counter does, at this moment.
    void count_now(const CompiledPolicy& policy) {
        Session session(dsn());
        Census census;
        std::pair<std::optional<long long>, RunTally> run;
        {
            Transaction reading(session, Transaction::Mode::ReadOnly, policy.policy->timezone());
            run = count_record::last_run(reading, "shop");
            census = take_census(reading, policy, Planner::resolve_as_of(reading, {}, Planner::Future::Allowed));
        }
        Transaction writing(session, Transaction::Mode::ReadWrite);
        count_record::store(writing, policy, census, 5ms, run.first, run.second);
        writing.commit();
    }
};

TEST_F(CountTest, ComesWithEachPlan) {
    const auto policy = compile();
    EXPECT_EQ(told(*policy)["due"], json());
    const auto run = start_run(policy);
    EXPECT_EQ(value("select census ->> 'due' from retentiond.count"), "40");
    EXPECT_EQ(told(*policy)["overdue"], json({{"running", 40}}));
    EXPECT_EQ(work_off(policy, run.run), "finished");
    EXPECT_EQ(told(*policy)["due"], 0);
    EXPECT_EQ(told(*policy)["overdue"], json::object());
}

TEST_F(CountTest, ComesNotWithAPlanByAnEarlierDate) {
    const auto policy = compile();
    Session session(dsn());
    PlanRequest request;
    request.as_of = "2020-01-01";
    Planner(clock_).plan(session, *policy, request);
    EXPECT_EQ(count("retentiond.count"), 0);
}

TEST_F(CountTest, InTheMiddleOfARunAgreesWithWhatComesAfter) {
    const auto policy = compile();
    const auto run = start_run(policy, 5);
    for (int i = 0; i < 3; ++i)
        one_batch(policy);
    count_now(*policy);
    EXPECT_EQ(told(*policy)["overdue"], json({{"running", 25}}));
    one_batch(policy);
    EXPECT_EQ(told(*policy)["overdue"], json({{"running", 20}}));
    exec("update shop.person set status = 'former', ended_on = '2001-01-01' where id = 201; update shop.consent set "
         "withdrawn_at = now() where person_id = 201");
    EXPECT_EQ(told(*policy)["due"], 20) << "the count is not newer than it says";
    count_now(*policy);
    EXPECT_EQ(told(*policy)["overdue"], json({{"running", 20}, {"not_planned", 1}}));
    EXPECT_EQ(work_off(policy, run.run), "finished");
    EXPECT_EQ(told(*policy)["overdue"], json({{"not_planned", 1}}));
}

TEST_F(CountTest, CountsEachSubjectOnce) {
    const auto policy = compile(policy_text(
        "holds:\n  - { name: low, where: id <= 3 }\n  - { name: odd, where: \"id in (1, 3, 5)\" }\n"
        "floors:\n  - { name: law, where: \"id in (7, 8)\", keep: P90Y, after: created_at, because: law }\n"));
    count_now(*policy);
    const auto status = told(*policy);
    EXPECT_EQ(status["overdue"], json({{"hold", 4}, {"floor", 2}, {"not_planned", 34}}));
    EXPECT_EQ(status["due"], 34);
    EXPECT_EQ(value("select census #>> '{stopped,hold,by_name}' from retentiond.count"), R"({"low": 3, "odd": 1})");
}

TEST_F(CountTest, OfAnotherTextOfThePolicySaysSo) {
    const auto policy = compile();
    count_now(*policy);
    const auto other = compile(policy_text("holds:\n  - { name: low, where: id <= 3 }\n"));
    EXPECT_EQ(told(*other)["changed_since_count"], true);
    EXPECT_EQ(told(*other)["due"], 40);
    count_now(*other);
    EXPECT_EQ(told(*other)["changed_since_count"], false);
    EXPECT_EQ(told(*other)["due"], 37);
    EXPECT_EQ(told(*policy)["due"], 40) << "a daemon with the other text counts for itself";
}

TEST_F(CountTest, KeepsNoKeys) {
    const auto policy = compile();
    count_now(*policy);
    EXPECT_EQ(value("select c::text from retentiond.count c").find("Person"), std::string::npos);
    EXPECT_EQ(value("select (c.census - 'rules')::text from retentiond.count c").find("key"), std::string::npos);
}

// What several threads write while the test reads.
class SharedText : public std::streambuf {
public:
    std::string text() const {
        const std::lock_guard lock(mutex_);
        return text_;
    }

protected:
    int overflow(int letter) override {
        const std::lock_guard lock(mutex_);
        text_ += static_cast<char>(letter);
        return letter;
    }
    std::streamsize xsputn(const char* letters, std::streamsize count) override {
        const std::lock_guard lock(mutex_);
        text_.append(letters, static_cast<std::size_t>(count));
        return count;
    }

private:
    mutable std::mutex mutex_;
    std::string text_;
};

// The real thread, on a real target.
class CounterTest : public CountTest {
protected:
    void start(const std::string& text = policy_text()) {
        policies::Findings findings;
        auto policy = config::read_policy(config::Source("shop.yaml", text), findings);
        ASSERT_TRUE(policy);
        target_.emplace(TargetSettings{.name = "shop", .dsn = dsn(), .pace = {}, .workers = 1}, clock_, shared_log_);
        target_->book().replace({std::make_shared<const policies::Policy>(std::move(*policy))});
        target_->start(false);
        counter_.emplace(std::vector<Target*>{&*target_}, 1h, clock_, shared_log_);
        counter_->start();
    }

    void TearDown() override {
        if (counter_)
            counter_->stop_soon();
        if (target_)
            target_->stop(0ms);
        counter_.reset();
        target_.reset();
        ShopTest::TearDown();
    }

    [[nodiscard]] static bool wait_for_count() {
        return test::wait_until([] { return value("select count(*) from retentiond.count") == "1"; }, test::kLongEnough);
    }

    SharedText shared_text_;
    std::ostream log_stream_{&shared_text_};
    platform::Log shared_log_{clock_, platform::LogLevel::Debug, platform::LogStyle::Plain, log_stream_};
    std::optional<Target> target_;
    std::optional<Counter> counter_;
};

TEST_F(CounterTest, CountsWhatWasNeverPlanned) {
    start();
    ASSERT_TRUE(wait_for_count());
    EXPECT_EQ(value("select (census ->> 'due') || ' ' || coalesce(run::text, 'none') from retentiond.count"),
              "40 none");
}

TEST_F(CounterTest, CountsAgainWhenARunHasEnded) {
    start();
    ASSERT_TRUE(wait_for_count());
    exec("update retentiond.count set counted_at = now() - interval '10 minutes', duration_ms = 0, census = jsonb_set(census, '{due}', "
         "'999');"
         "insert into retentiond.run (policy, state, mode, as_of, finished_at) values ('shop', 'cancelled', 'enforce', "
         "now(), now())");
    EXPECT_TRUE(test::wait_until([] { return value("select census ->> 'due' from retentiond.count") == "40"; }, test::kLongEnough));
}

TEST_F(CounterTest, LeavesItToAnotherDaemonThatIsCounting) {
    Application other(dsn());
    other.exec("select pg_advisory_xact_lock(1917853304, hashtext('shop'))");
    start();
    EXPECT_FALSE(test::wait_until([] { return value("select count(*) from retentiond.count") == "1"; }, 5s));
    other.commit();
    EXPECT_TRUE(wait_for_count());
}

TEST_F(CounterTest, TellsOnceThatItCanNot) {
    auto text = policy_text();
    text.replace(text.find("status = 'former'"), 17, "1 / (id / 10000 - 1) = 0");
    exec("insert into shop.person (id, name, status, created_at) select id, 'x', 'prospect', now() from generate_series(10001, 11001) id");
    start(text);
    EXPECT_TRUE(test::wait_until(
        [this] {
            return shared_text_.text().find("COUNT_FAILED policy shop could not be counted: ") != std::string::npos;
        },
        test::kLongEnough));
    EXPECT_EQ(count("retentiond.count"), 0);
}

} // namespace
} // namespace retention::jobs
