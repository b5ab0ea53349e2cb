// SPDX-License-Identifier: Apache-2.0
//
// Each step that is durable has a name on either side of it. The daemon dies at every one of them, or the server does while the
// daemon stands there, and the next start goes on.
#include "tests/crash/crash_fixture.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <thread>

namespace retention::test {
namespace {

std::vector<std::string> failpoints() {
    const auto outcome = run({{program("retentiond").string(), "--failpoints"}, {}, {}, -1});
    std::istringstream lines(outcome.output);
    std::vector<std::string> names;
    for (std::string name; std::getline(lines, name);)
        names.push_back(name);
    return names;
}

// The key of somebody who is not due.
using WhoStays = const std::string&;

// A trigger that refuses to let go of persons who meet `condition`.
std::string refusing(const std::string& condition, const std::string& sqlstate) {
    return "create function proof.refuse() returns trigger language plpgsql as $$ begin if " + condition +
           " then raise exception 'refused' using errcode = '" + sqlstate +
           "'; end if; return coalesce(new, old); end $$; create trigger refuse before update or delete on crm.person for each row execute "
           "function proof.refuse()";
}

// What has to happen for a step to be taken at all.
struct Scene {
    std::string before;                                          // SQL, before the daemon starts
    std::function<void(const Installation&, WhoStays)> provoke = {};       // again and again, until the daemon is dead
    std::string after = {};                                      // SQL, when it is
};

// Who is not due shall stay.
constexpr const char* kNoRequests =
    "update retentiond.request set outcome = 'withdrawn', key = null, closed_at = now() where outcome is null";

std::string run_number(const Installation& installation) {
    const auto run = last_run(installation);
    return run ? std::to_string((*run)["run"].get<long long>()) : "1";
}

// Takes the policy away, in favour of one that only observes, and puts it back. Its run waits meanwhile: where reloads are slow it would be over
// before.
void replace_policy_for_a_while(const Installation& installation, WhoStays) {
    const auto run = last_run(installation);
    if (run && (*run)["state"] == "awaiting_approval")
        ask(installation, {"pause", "contacts"});
    if (!run || ((*run)["state"] != "running" && (*run)["state"] != "paused"))
        return;
    Installation::write(installation.other_policy(), installation.text_of_another_policy());
    std::filesystem::rename(installation.policy(), installation.policy_put_away());
    ask(installation, {"reload"});
    installation.restore_policy();
    ask(installation, {"reload"});
}

// By the beginning of a point's name. What is not here is met by every run.
const std::map<std::string, Scene>& scenes() {
    static const std::map<std::string, Scene> all{
        {"supersede_", {"", replace_policy_for_a_while}},
        {"split_",
         {"", [](const Installation& installation, WhoStays) {
              if (last_run(installation))   // planned with larger ones
                  ask(installation, {"set", "pace.batch_rows=2"});
          }}},
        {"put_off_",
         {"create sequence proof.tries; grant usage on sequence proof.tries to public;" + refusing("nextval('proof.tries') < 5", "40001"), {},
          "drop trigger refuse on crm.person"}},
        {"halve_", {refusing("old.id = (select min(id) from proof.due)", "23514"), {}, "drop trigger refuse on crm.person"}},
        {"set_aside_", {refusing("old.id = (select min(id) from proof.due)", "23514"), {}, "drop trigger refuse on crm.person"}},
        {"run_failed_", {refusing("true", "23514"), {}, "drop trigger refuse on crm.person"}},
        {"hold_removal_",
         {"", [](const Installation& installation, WhoStays who) {
              ask(installation, {"hold", "add", "contacts", who, "--reason", "test"});
              ask(installation, {"hold", "remove", "1"});
          },
          "update retentiond.hold set removed_by = 'test', removed_at = now() where removed_at is null"}},
        {"hold_",
         {"", [](const Installation& installation, WhoStays who) { ask(installation, {"hold", "add", "contacts", who, "--reason", "test"}); },
          "update retentiond.hold set removed_by = 'test', removed_at = now() where removed_at is null"}},
        {"pause_", {"", [](const Installation& installation, WhoStays) { ask(installation, {"pause", "contacts"}); }}},
        {"resume_",
         {"", [](const Installation& installation, WhoStays) {
              ask(installation, {"pause", "contacts"});
              ask(installation, {"resume", "contacts"});
          }}},
        {"cancel_",
         {"", [](const Installation& installation, WhoStays) { ask(installation, {"cancel", run_number(installation)}); }}},
        {"accept_",
         {"", [](const Installation& installation, WhoStays) { ask(installation, {"check", "--accept", "contacts"}); }}},
        {"wait_", {"", [](const Installation& installation, WhoStays) { ask(installation, {"set", "pace.rows_per_second=1"}); }}},
        {"stop_",
         {"", [](const Installation& installation, WhoStays) { Installation::write(installation.folder() / "state" / "stop", ""); }}},
        {"pace_", {"", [](const Installation& installation, WhoStays) { ask(installation, {"set", "pace.batch_time=300ms"}); }}},
        {"rehearsal_", {"", [](const Installation& installation, WhoStays) { ask(installation, {"rehearse", "contacts"}); }}},
        {"request_",
         {"", [](const Installation& installation, WhoStays who) { ask(installation, {"erase", "contacts", who, "--reason", "test"}); },
          kNoRequests}},
        {"withdrawal_",
         {"", [](const Installation& installation, WhoStays who) {
              ask(installation, {"erase", "contacts", who, "--reason", "test"});
              ask(installation, {"request", "withdraw", "1"});
          },
          kNoRequests}},
        {"redo_", {"", [](const Installation& installation, WhoStays) { ask(installation, {"redo", "contacts"}); }}},
    };
    return all;
}

// The scene whose name `point` begins with, the longest of them.
Scene scene_of(const std::string& point) {
    Scene found;
    for (const auto& [name, scene] : scenes())   // in order, so that hold_removal_ comes after hold_
        if (point.starts_with(name))
            found = scene;
    return found;
}

class Failpoints : public CrashTest, public testing::WithParamInterface<std::string> {
protected:
    // Until `is_over`, with all that it takes.
    void drive(const Scene& scene, const std::function<bool()>& is_over) {
        ASSERT_TRUE(wait_until(
            [&] {
                if (is_over())
                    return true;
                help_on(installation());
                if (scene.provoke)
                    scene.provoke(installation(), who_stays_);
                return is_over();
            },
            kLongEnough))
            << "the point was never reached";
    }

    void prepare(const Scene& scene) {
        crm().reset();
        installation_.emplace(crm().cluster());
        who_stays_ = crm().value("select min(id) from crm.person where id not in (select id from proof.due) and not is_team and "
                                 "(status = 'prospect' or ended_on is not null)");
        if (!scene.before.empty())
            crm().cluster().exec(Crm::kDatabase, scene.before);
    }

    void expect_the_next_start_to_go_on(const Scene& scene) {
        EXPECT_EQ(crm().complaints("wrong_among_others"), "");
        EXPECT_EQ(crm().complaints("half_erased"), "");
        std::filesystem::remove(installation().folder() / "state" / "stop");
        installation().restore_policy();
        if (!scene.after.empty() && crm().value("select to_regclass('retentiond.hold') is not null") == "t")
            crm().cluster().exec(Crm::kDatabase, scene.after);
        crm().speed_up();
        Daemon daemon(installation());
        ASSERT_TRUE(daemon.wait_until_up());
        ask(installation(), {"resume"});
        ask(installation(), {"check", "--accept", "contacts"});
        // Who was set aside, or held when the run was planned, is the next run's.
        ASSERT_TRUE(wait_until([&] { return help_on(installation()) && everybody_is_done(); }, kLongEnough)) << daemon.process().errors();
        expect_sound();
        EXPECT_EQ(crm().complaints("wrong_among_due"), "");
        EXPECT_EQ(crm().value("select sum((outcomes ->> 'done')::bigint) from retentiond.batch"),
                  crm().value("select count(*) from proof.due"))
            << "each once";
        EXPECT_EQ(crm().value("select count(*) from retentiond.batch where state = 'pending' or keys is not null"), "0");
    }

    bool everybody_is_done() {
        if (crm().complaints("wrong_among_due").empty())
            return true;
        ask(installation(), {"run", "contacts"});
        return false;
    }

    void die_at(const std::string& name, int number) {
        SCOPED_TRACE(name + ":" + std::to_string(number));
        const auto scene = scene_of(name);
        prepare(scene);
        {
            Daemon daemon(installation(), name + ":" + std::to_string(number) + ":kill");
            prepare_late(name, daemon);
            ASSERT_NO_FATAL_FAILURE(drive(scene, [&] { return !daemon.process().is_running(); }));
            const auto outcome = daemon.process().wait(1s);
            ASSERT_TRUE(outcome && outcome->signal == SIGKILL) << "it died of something else";
        }
        expect_the_next_start_to_go_on(scene);
    }

    // What only works once the daemon has seen the database as it was.
    void prepare_late(const std::string& name, Daemon& daemon) {
        if (!name.starts_with("accept_"))
            return;
        ASSERT_TRUE(daemon.wait_until_up());
        crm().slow_down();   // a new trigger on a table that is acted upon
    }

    std::string who_stays_;

    void lose_the_server_at(const std::string& name) {
        SCOPED_TRACE(name);
        const auto scene = scene_of(name);
        prepare(scene);
        {
            Daemon daemon(installation(), name + ":1:stop");
            prepare_late(name, daemon);
            // Commands to a daemon that is stopped get no answer: those that provoke it are left alone with it.
            std::atomic<bool> is_over{false};
            std::thread driver([&] {
                while (!is_over) {
                    help_on(installation());
                    if (scene.provoke)
                        scene.provoke(installation(), who_stays_);
                }
            });
            EXPECT_TRUE(wait_until([&] { return is_stopped(daemon.process().pid()); }, kLongEnough)) << "the point was never reached";
            is_over = true;
            crm().cluster().kill_postmaster();
            crm().cluster().start();
            daemon.process().signal(SIGCONT);
            driver.join();
            std::this_thread::sleep_for(200ms);
            daemon.process().signal(SIGTERM);
            EXPECT_TRUE(daemon.process().wait(30s)) << "the stop is bounded";
        }
        expect_the_next_start_to_go_on(scene);
    }
};

TEST_P(Failpoints, KillTheDaemonAndTheNextStartGoesOn) {
    const auto& name = GetParam();
    die_at(name, 1);
    // A second batch is in another situation than the first; of plans and approvals there is one.
    if (name.starts_with("batch_"))
        die_at(name, 2);
    if (name == "run_before_finish")
        die_at(name, 3);
}

// All of them with RETENTIOND_TEST_SERVER_KILLS set, as tests/crash/soak.sh does; else those beside the commits that matter most.
TEST_P(Failpoints, KillTheServerAndTheDaemonGoesOn) {
    const std::set<std::string> always{"plan_after_insert", "approve_before_commit", "batch_after_action", "batch_after_record",
                                       "batch_after_commit"};
    if (std::getenv("RETENTIOND_TEST_SERVER_KILLS") == nullptr && !always.contains(GetParam()))
        GTEST_SKIP() << "in tests/crash/soak.sh";
    lose_the_server_at(GetParam());
}

INSTANTIATE_TEST_SUITE_P(All, Failpoints, testing::ValuesIn(failpoints()), [](const auto& point) { return point.param; });

} // namespace
} // namespace retention::test
