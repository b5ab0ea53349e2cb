// SPDX-License-Identifier: Apache-2.0
#include "tests/privacy/canary_scene.hpp"

#include <gtest/gtest.h>

#include <set>

namespace retention::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

// Nothing that belongs to a person, nor what lets somebody in.
void expect_clean(const std::string& text, const std::string& where) {
    for (const auto* mark : {kValueMark, kPassword}) {
        const auto at = text.find(mark);
        EXPECT_EQ(at, std::string::npos) << where << " shows " << text.substr(at < 200 ? 0 : at - 200, 400);
    }
}

// Nor anybody's key.
void expect_clean_of_keys(const std::string& text, const std::string& where) {
    expect_clean(text, where);
    const auto at = text.find(kKeyMark);
    EXPECT_EQ(at, std::string::npos) << where << " shows " << text.substr(at < 200 ? 0 : at - 200, 400);
}

class Canary : public testing::Test {
protected:
    static void SetUpTestSuite() {
        scene_ = std::make_unique<CanaryScene>();
        scene_->start_daemon();
    }
    static void TearDownTestSuite() { scene_.reset(); }

    static CanaryScene& scene() { return *scene_; }

    static void expect_outputs_clean() {
        expect_clean_of_keys(scene().log(), "the log");
        expect_clean_of_keys(CanaryScene::read(scene().metrics_file()), "the metrics file");
        for (const auto* command : {"status", "runs", "failures", "metrics"})
            expect_clean_of_keys(scene().say({command}), command);
    }

    // Plans, approves and waits until the run is over; cuts the workers' connections in between.
    static json whole_run() {
        const auto started = scene().ask({"run", "people"});
        const auto number = std::to_string(started["run"].get<long long>());
        expect_clean_of_keys(started.dump(), "run");
        expect_clean_of_keys(scene().say({"approve", number}), "approve");
        scene().cluster().exec(
            CanaryScene::kDatabase,
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'retentiond%'");
        json run;
        EXPECT_TRUE(wait_until(
            [&] {
                run = scene().ask({"run", "show", number});
                return run.is_object() && (run["state"] == "finished" || run["state"] == "failed");
            },
            kLongEnough))
            << run;
        expect_clean_of_keys(scene().say({"run", "show", number}), "run show");
        return run;
    }

private:
    static std::unique_ptr<CanaryScene> scene_;
};

std::unique_ptr<CanaryScene> Canary::scene_;

// The scene would prove nothing if its triggers did not speak.
TEST_F(Canary, SceneTalks) {
    const auto talked = [](const std::string& kind) {
        try {
            scene().cluster().exec(CanaryScene::kDatabase,
                                   "begin; delete from app.activity; delete from app.person where kind = '" + kind +
                                       "'; rollback");
        } catch (const std::exception& error) {
            return std::string(error.what()).find(kValueMark) != std::string::npos;
        }
        return false;
    };
    for (const auto* kind : {"unique", "check", "raise", "cast", "mimic"})
        EXPECT_TRUE(talked(kind)) << kind;
}

TEST_F(Canary, CommandsThatOnlyLookShowNobody) {
    for (const std::vector<std::string>& command :
         std::vector<std::vector<std::string>>{{"status"},
                                               {"runs"},
                                               {"failures"},
                                               {"failures", "people"},
                                               {"metrics"},
                                               {"plan", "people"},
                                               {"plan", "clumsy"},
                                               {"forecast", "people"},
                                               {"forecast", "people", "--set", "rules.all-gone.when=note::int > 0"},
                                               {"forecast", "clumsy"},
                                               {"pause", "people"},
                                               {"resume"},
                                               {"redo", "people"},
                                               {"redo", "people", "--all"},
                                               {"reload"},
                                               {"check", "--accept", "people"},
                                               {"run", "clumsy"}})
        expect_clean_of_keys(scene().say(command), command[0] + " " + command.back());
    expect_outputs_clean();
}

// These tell keys to whoever may see them, and nothing else of anybody.
TEST_F(Canary, CommandsThatShowKeysShowNothingElse) {
    for (const std::vector<std::string>& command :
         std::vector<std::vector<std::string>>{{"plan", "people", "--subjects"},
                                               {"explain", "people", "zq7key3"},
                                               {"explain", "people", "zq7key31"},
                                               {"rehearse", "people"},
                                               {"rehearse", "people", "--key", "zq7key1"},
                                               {"rehearse", "people", "--key", "zq7key35"},
                                               {"hold", "add", "people", "zq7key29", "--reason", "a case"},
                                               {"explain", "people", "zq7key29"},
                                               {"hold", "list"},
                                               {"explain", "people", "zq7keynobody"},
                                               {"hold", "add", "people", "zq7keynobody", "--reason", "a case"},
                                               {"erase", "people", "zq7keynobody", "--reason", "a ticket"},
                                               {"request", "list"},
                                               {"explain", "clumsy", "zq7key1"}})
        expect_clean(scene().say(command), command[0] + " " + command.back());
    expect_outputs_clean();
}

TEST_F(Canary, WhatIsSentToTheSocketIsNotRepeated) {
    for (const std::string line :
         {R"({"jsonrpc":"2.0","id":1,"method":"zq7value"})",
          R"({"jsonrpc":"2.0","id":1,"method":"plan","params":{"policy":"people","as_of":"zq7value"}})",
          R"({"jsonrpc":"2.0","id":1,"method":"run.approve","params":{"run":"zq7value"}})", "zq7value",
          R"({"zq7value":)"})
        expect_clean(scene().send_line(line), "the answer to " + line);
    // A name that nobody knows is told back to whoever asked: but it stays between them.
    scene().send_line(R"({"jsonrpc":"2.0","id":1,"method":"plan","params":{"zq7value":1}})");
    scene().send_line(R"({"jsonrpc":"2.0","id":1,"method":"plan","params":{"policy":"zq7value"}})");
    scene().send_line(R"({"jsonrpc":"2.0","id":1,"method":"explain","params":{"policy":"people","key":"zq7value"}})");
    expect_outputs_clean();
}

TEST_F(Canary, RunsWhoseStatementsFailShowNobody) {
    const auto run = whole_run();
    EXPECT_EQ(run["failed"], 10) << run;
    EXPECT_EQ(run["done"], 49) << run;
    std::set<std::string> sqlstates;
    for (const auto& failure : run["failures"])
        sqlstates.insert(failure["sqlstate"]);
    EXPECT_EQ(sqlstates, (std::set<std::string>{"22P02", "23505", "23514", "P0001"}));
    expect_outputs_clean();
    expect_clean_of_keys(scene().say({"plan", "people", "--diff"}), "plan --diff");
    expect_clean(scene().say({"plan", "people", "--diff", "--subjects"}), "plan --diff --subjects");
    EXPECT_EQ(whole_run()["failed"], 10) << "those who failed are tried again";
    expect_outputs_clean();
}

// Whatever commands there are for viewers, also those to come: the daemon itself says which.
TEST_F(Canary, ViewersSeeNobody) {
    const auto somebody = scene().value("select min(id) from app.person");
    if (scene().value("select count(*) from retentiond.run where policy = 'people'") == "0")
        whole_run(); // there is one to be shown, and to be compared with
    const auto hold = scene().ask({"hold", "add", "people", somebody, "--reason", "a case"})["hold"].dump();
    const auto asked = [](const std::string& method, const json& parameters) {
        return scene().send_line(
            json{{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", parameters}}.dump());
    };
    EXPECT_NE(asked("hold.list", json::object()).find(somebody), std::string::npos)
        << "nothing would be shown to anybody";
    int seen = 0;
    const auto help = json::parse(asked("help", json::object()));
    for (const auto& command : help["result"]["commands"]) {
        json parameters = json::object();
        for (const auto& parameter : command["parameters"])
            if (parameter["name"] == "policy")
                parameters["policy"] = "people";
            else if (parameter["required"] == true)
                parameters[parameter["name"].get<std::string>()] = 1;
        if (command["role"] != "viewer")
            continue;
        const auto answer = asked(command["method"], parameters);
        EXPECT_TRUE(json::parse(answer).contains("result")) << command["method"] << ": " << answer;
        expect_clean_of_keys(answer, command["method"]);
        ++seen;
    }
    EXPECT_GT(seen, 5) << help;
    scene().say({"hold", "remove", hold});
}

// Keys are in the journal while they are needed: of a batch that is not done, of a hold, and of who is still there
// after an action.
TEST_F(Canary, JournalHasNoValuesAndKeysOnlyWhereTheyAreNeeded) {
    const auto tables = scene().journal_tables();
    EXPECT_GE(tables.size(), 8U);
    for (const auto& table : tables) {
        const auto rows = scene().journal(table);
        EXPECT_EQ(rows.find(kValueMark), std::string::npos) << table;
        EXPECT_EQ(rows.find(kPassword), std::string::npos) << table;
        EXPECT_EQ(rows.find(kKeyMark) != std::string::npos, table == "hold" || table == "marker") << table;
    }
    EXPECT_EQ(
        scene().value(
            "select count(*) from retentiond.marker m where not exists (select from app.person p where p.id = m.key)"),
        "0");
}

TEST_F(Canary, LogIsThereAndHasFields) {
    const auto log = scene().log();
    EXPECT_NE(log.find("SUBJECT_SET_ASIDE"), std::string::npos);
    if (!scene().has_journal())
        GTEST_SKIP() << "a journal of one's own needs root";
    for (const auto* field :
         {"RETENTIOND_EVENT=SUBJECT_SET_ASIDE\n", "RETENTIOND_DATABASE=canary\n", "RETENTIOND_POLICY=people\n", "RETENTIOND_RUN=", "PRIORITY=7\n"})
        EXPECT_NE(log.find(field), std::string::npos) << field;
}

TEST_F(Canary, ProcessShowsNoSecretToOthers) {
    for (const auto* file : {"cmdline", "environ"})
        expect_clean_of_keys(CanaryScene::read("/proc/" + std::to_string(scene().daemon().pid()) + "/" + file), file);
}

TEST_F(Canary, ConnectionsThatFailShowNoSecret) {
    const std::string nowhere = "host=/nowhere-zq7 dbname=x user=zq7role password=zq7password";
    for (const std::string& dsn :
         {std::string("host=/nowhere dbname=crm application_name=zq7password sslpassword=zq7password"), nowhere,
          std::string("password=zq7password dbname"), std::string("postgresql://zq7role:zq7password@localhost:1/x"),
          std::string("postgresql://zq7role:zq7password@[::1/x"), std::string("dbname=x 'zq7password"),
          std::string("dbname=x zq7password")}) {
        const auto settings = scene().settings_with("wrong.yaml", dsn);
        for (const auto* option : {"--check", "--once"}) {
            const auto outcome =
                run({{std::string(RETENTIOND_BINARY_DIR) + "/bin/retentiond", option, "--config", settings.string()},
                     {},
                     {},
                     -1},
                    60s);
            EXPECT_NE(outcome.exit_status, 0) << dsn;
            expect_clean(outcome.output + outcome.errors, std::string(option) + " with a wrong connection string");
        }
    }
}

// The last one: the database goes away under the daemon.
TEST_F(Canary, DatabaseThatIsLostShowsNobody) {
    // Planned and counted anew: a hold that was on somebody for a moment may be in the last count.
    whole_run();
    const auto failed = [] {
        const auto status = scene().ask({"status"});
        for (const auto& policy : status["policies"])
            if (policy["policy"] == "people")
                return policy["overdue"].value("failed", 0);
        return 0;
    };
    EXPECT_TRUE(wait_until([&] { return failed() == 10; }, kLongEnough));
    scene().cluster().drop_database(CanaryScene::kDatabase);
    EXPECT_TRUE(wait_until([] { return scene().log().find("DATABASE_UNREACHABLE") != std::string::npos; }, kLongEnough));
    expect_outputs_clean();
    const auto status = scene().ask({"status"});
    EXPECT_EQ(status["databases"][0]["state"], "unreachable");
    for (const auto& policy : status["policies"])
        if (policy["policy"] == "people") {
            EXPECT_EQ(policy["overdue"]["failed"], 10) << "what is not done is told all the same: " << policy;
            EXPECT_LT(policy["counted_at"].get<std::string>(), policy["read_at"].get<std::string>());
        }
    scene().stop_daemon();
    expect_clean_of_keys(scene().log(), "the log");
    EXPECT_FALSE(std::filesystem::exists(scene().metrics_file())) << "numbers of nobody who runs";
}

} // namespace
} // namespace retention::test
