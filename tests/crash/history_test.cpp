// SPDX-License-Identifier: Apache-2.0
//
// No run stays without progress and without a reason: random histories of faults, reloads, pauses and stops, with a watcher that
// knows nothing of the daemon but what status says.
#include "tests/crash/crash_fixture.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <random>
#include <sstream>
#include <thread>

namespace retention::test {
namespace {

using Clock = std::chrono::steady_clock;

// How long a run may go without progress while status gives no reason: retries wait for thirty seconds at most, and say so.
constexpr auto kPatience = 20s;

class HistoryTest : public CrashTest {
protected:
    void act(const std::string& what) {
        story_ << what << "; ";
        if (what == "kill") {
            daemon_->process().signal(SIGKILL);
            daemon_->process().wait(kLongEnough);
            daemon_.emplace(installation());
        } else if (what == "terminate") {
            daemon_->process().signal(SIGTERM);
            daemon_->process().wait(kLongEnough);
            daemon_.emplace(installation());
        } else if (what == "freeze the daemon") {
            daemon_->process().signal(SIGSTOP);
            std::this_thread::sleep_for(300ms);
            daemon_->process().signal(SIGCONT);
        } else if (what == "kill the server") {
            crm().cluster().kill_postmaster();
            crm().cluster().start();
        } else if (what == "end all sessions") {
            crm().value("select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name like 'retentiond%'");
        } else if (what == "cancel statements") {
            crm().value("select count(pg_cancel_backend(pid)) from pg_stat_activity where application_name like 'retentiond%'");
        } else if (what == "lock a table") {
            crm().cluster().exec(Crm::kDatabase, "begin; lock table crm.person in access exclusive mode; select pg_sleep(0.7); commit");
        } else if (what == "stop file") {
            Installation::write(installation().folder() / "state" / "stop", "");
        } else if (what == "no stop file") {
            std::filesystem::remove(installation().folder() / "state" / "stop");
        } else if (what == "another policy for a while") {
            Installation::write(installation().other_policy(), installation().text_of_another_policy());
            std::filesystem::rename(installation().policy(), installation().policy_put_away());
            ask(installation(), {"reload"});
            installation().restore_policy();
            ask(installation(), {"reload"});
        } else if (what == "workers") {
            installation().write_settings(crm().cluster().dsn(Crm::kDatabase), "workers: " + std::to_string(1 + random_() % 4) + "\n");
            ask(installation(), {"reload"});
        } else if (what == "cancel") {
            if (const auto run = last_run(installation()))
                ask(installation(), {"cancel", std::to_string((*run)["run"].get<long long>())});
        } else {
            std::vector<std::string> words;
            std::istringstream text(what);
            for (std::string word; text >> word;)
                words.push_back(word);
            ask(installation(), words);
        }
    }

    std::string random_act() {
        static const std::vector<std::string> acts{
            "kill", "terminate", "freeze the daemon", "kill the server", "end all sessions", "cancel statements", "lock a table", "stop file",
            "no stop file", "another policy for a while", "workers", "cancel", "reload", "pause", "pause contacts", "resume", "resume contacts",
            "set pace.batch_rows=3", "set pace.rows_per_second=40", "set pace.rows_per_second=0", "rehearse contacts", "status"};
        return acts[random_() % acts.size()];
    }

    // What is seen from outside: how many batches are settled, in which state the last run is, and whether a reason is given.
    void watch() {
        const auto status = ask(installation(), {"status"});
        if (!status)
            return;   // dead just now, or it comes up
        std::string seen;
        bool has_reason = (*status)["databases"][0]["state"] != "ok" || !(*status)["databases"][0]["stopped"].get<std::string>().empty() ||
                          (*status)["runs"].empty();
        for (const auto& run : (*status)["runs"]) {
            seen += run.value("run", nlohmann::json()).dump() + run["state"].dump() + run["batches"].dump() + run["done"].dump();
            has_reason = has_reason || run["state"] != "running" || !run["reason"].get<std::string>().empty();
        }
        if (seen != seen_ || has_reason)
            progressed_ = Clock::now();
        seen_ = seen;
        ASSERT_LT(Clock::now() - progressed_, kPatience) << "no progress and no reason: " << status->dump(1) << "\n" << daemon_->process().errors();
    }

    void live(unsigned seed) {
        SCOPED_TRACE("RETENTIOND_TEST_SEED=" + std::to_string(seed));
        random_.seed(seed);
        story_.str("");
        crm().reset();
        crm().slow_down();
        installation_.emplace(crm().cluster());
        daemon_.emplace(installation());
        ASSERT_TRUE(daemon_->wait_until_up());
        progressed_ = Clock::now();
        for (int step = 0; step < 12; ++step) {
            help_on(installation());
            act(random_act());
            ASSERT_NO_FATAL_FAILURE(watch()) << story_.str();
            ASSERT_EQ(crm().complaints("half_erased"), "") << story_.str();
        }
        // Then everybody leaves it in peace.
        act("no stop file");
        crm().speed_up();
        installation().write_settings(crm().cluster().dsn(Crm::kDatabase));
        progressed_ = Clock::now();
        const bool has_ended = wait_until(
            [&] {
                ask(installation(), {"resume"});
                watch();
                return HasFatalFailure() || (help_on(installation()) && is_everybody_done());
            },
            3 * kLongEnough);
        ASSERT_TRUE(has_ended) << story_.str() << daemon_->process().errors();
        expect_sound();
        EXPECT_EQ(crm().complaints("wrong_among_due"), "");
        ASSERT_FALSE(HasFailure()) << story_.str();
        daemon_.reset();
    }

    bool is_everybody_done() {
        if (crm().complaints("wrong_among_due").empty())
            return true;
        ask(installation(), {"run", "contacts"});
        return false;
    }

    std::mt19937 random_;
    std::ostringstream story_;
    std::optional<Daemon> daemon_;
    std::string seen_;
    Clock::time_point progressed_;
};

// RETENTIOND_TEST_HISTORIES: how many. RETENTIOND_TEST_SEED: the first of them, to repeat what went wrong.
TEST_F(HistoryTest, NoRunStaysWithoutProgressAndWithoutAReason) {
    const char* wanted = std::getenv("RETENTIOND_TEST_HISTORIES");
    const char* given = std::getenv("RETENTIOND_TEST_SEED");
    const int histories = wanted != nullptr ? std::atoi(wanted) : 2;
    const unsigned first = given != nullptr ? static_cast<unsigned>(std::atol(given)) : std::random_device{}() % 1'000'000;
    std::cout << "seeds from " << first << std::endl;
    for (int history = 0; history < histories; ++history)
        ASSERT_NO_FATAL_FAILURE(live(first + static_cast<unsigned>(history)));
}

} // namespace
} // namespace retention::test
