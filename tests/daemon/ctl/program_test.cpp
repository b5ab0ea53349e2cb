// SPDX-License-Identifier: Apache-2.0
//
// retentionctl as a process, against a server over a real socket.
#include "tests/daemon/control/running_server.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>

namespace retention::ctl {
namespace {

using control::RunningServer;
using jobs::OperationError;
using nlohmann::json;

class ProgramTest : public testing::Test {
protected:
    struct Result {
        int status = -1;
        std::string out;
        std::string errors;
    };

    // `program`: another copy than the one that was built.
    Result run_shell(const std::string& command) const {
        const auto errors_path = folder_.path() / "errors";
        Result result;
        FILE* pipe = ::popen((command + " 2>" + errors_path.string()).c_str(), "r");
        std::array<char, 4096> buffer{};
        for (std::size_t size = 0; (size = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
            result.out.append(buffer.data(), size);
        const int status = ::pclose(pipe);
        result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        std::ifstream errors(errors_path);
        result.errors = {std::istreambuf_iterator<char>(errors), {}};
        return result;
    }

    Result ctl(const std::string& arguments) const {
        return run_shell(std::string{RETENTIONCTL} + " --socket " + running_.socket_path().string() + " " + arguments);
    }

    control::ScriptedOperations& operations() { return running_.operations; }

    // Answers in order, the last one for ever.
    void answer_in_turn(const std::string& method, std::vector<json> documents) {
        auto at = std::make_shared<std::size_t>(0);
        operations().answer(method, [at, documents = std::move(documents)] {
            const auto now = std::min(*at, documents.size() - 1);
            ++*at;
            return documents[now];
        });
    }

    std::string asked() { return operations().asked().empty() ? "nothing" : operations().asked().back(); }

    control::TemporaryFolder folder_;
    RunningServer running_;
};

json run_document(const char* state, int done = 0) {
    return {{"run", 7},     {"policy", "contacts"}, {"state", state},           {"planned", 100},
            {"done", done}, {"failed", 0},          {"skipped", json::object()}};
}

TEST_F(ProgramTest, EachCommandAsksForItsMethod) {
    const std::pair<const char*, const char*> commands[] = {
        {"status", "status"},
        {"runs", "runs - 20"},
        {"runs contacts --last 5", "runs contacts 5"},
        {"run show 7", "run.show 7"},
        {"plan contacts", "plan contacts -"},
        {"plan contacts --as-of 2026-01-01", "plan contacts 2026-01-01"},
        {"plan contacts --subjects", "plan.subjects contacts - 1000"},
        {"plan contacts --subjects --limit 5 --as-of 2026-01-01", "plan.subjects contacts 2026-01-01 5"},
        {"plan contacts --diff", "plan.diff contacts"},
        {"plan contacts --diff --subjects --limit 7", "plan.diff.subjects contacts 7"},
        {"forecast contacts", "forecast contacts 36"},
        {"forecast contacts --months 12 --set rules.a.keep=P1Y --set \"rules.a.unless=x = 'a, b'\"",
         "forecast contacts 12 rules.a.keep=P1Y rules.a.unless=x = 'a, b'"},
        {"forecast --set 'rules.a.class=[a, b]' contacts", "forecast contacts 36 rules.a.class=[a, b]"},
        {"explain contacts 42", "explain contacts 42 -"},
        {"explain contacts 1 42 --as-of 2026-01-01", "explain contacts [\"1\",\"42\"] 2026-01-01"},
        {"explain contacts -- -42", "explain contacts -42 -"},
        {"set", "pace.show -"},
        {"set --database crm", "pace.show crm"},
        {"hold list", "hold.list -"},
        {"hold list contacts", "hold.list contacts"},
        {"request list", "request.list -"},
    };
    for (const auto& [command, expected] : commands) {
        EXPECT_EQ(ctl(command).status, 0) << command;
        EXPECT_EQ(asked(), expected) << command;
    }
    const std::pair<const char*, const char*> changes[] = {
        {"run contacts", "run.start contacts - by "},
        {"run contacts --as-of 2026-01-01", "run.start contacts 2026-01-01 by "},
        {"approve 7", "run.approve 7 - by "},
        {"approve 7 --digest abc", "run.approve 7 abc by "},
        {"cancel 7", "run.cancel 7 by "},
        {"redo contacts", "redo contacts by "},
        {"redo contacts 42", "redo contacts 42 by "},
        {"redo contacts 1 [2]", "redo contacts [\"1\",\"[2]\"] by "},
        {"redo contacts --all", "redo.all contacts by "},
        {"pause", "pause - by "},
        {"resume contacts", "resume contacts by "},
        {"set pace.batch_time=100ms pace.dead_rows=null", "pace.set pace.batch_time=100ms pace.dead_rows=null - by "},
        {"set pace.batch_rows=10 --database crm", "pace.set pace.batch_rows=10 crm by "},
        {"hold add contacts 42 --reason 'court case'", "hold.add contacts 42 court case by "},
        {"hold remove 3", "hold.remove 3 by "},
        {"erase contacts 42 --reason 'ticket 88'", "erase contacts 42 ticket 88 by "},
        {"request withdraw 5", "request.withdraw 5 by "},
        {"rehearse contacts", "rehearse contacts - - by "},
        {"rehearse contacts --subjects 3", "rehearse contacts 3 - by "},
        {"rehearse contacts --key 42", "rehearse contacts - 42 by "},
        {"rehearse contacts --key 1 [2]", "rehearse contacts - [\"1\",\"[2]\"] by "},
        {"check --accept", "drift.accept - by "},
        {"check --accept contacts", "drift.accept contacts by "},
    };
    for (const auto& [command, expected] : changes) {
        EXPECT_EQ(ctl(command).status, 0) << command;
        EXPECT_EQ(asked().substr(0, std::string{expected}.size()), expected) << command;
    }
}

TEST_F(ProgramTest, JsonIsTheDocument) {
    const json document{{"version", "0.1.0"}, {"extra", {1, "Zoë"}}};
    operations().answer("status", document);
    EXPECT_EQ(json::parse(ctl("--json status").out), document);
    EXPECT_EQ(json::parse(ctl("status --json").out), document);
}

TEST_F(ProgramTest, WrongCommandLineIsTwo) {
    for (const char* command :
         {"", "nonsense", "plan", "run", "approve", "approve x", "approve 0", "hold", "hold add contacts 42", "erase contacts 42", "request",
          "runs --last 0", "rehearse", "rehearse contacts --subjects 101", "rehearse contacts --subjects 3 --key 42", "redo contacts 42 --all",
          "check --accept --offline", "status extra", "explain contacts", "--nonsense status", "forecast",
          "forecast contacts --months 0", "forecast contacts --months 61",
          "plan contacts --diff --as-of 2026-01-01", "plan contacts --limit 5", "plan contacts --subjects --limit 0"}) {
        const auto result = ctl(command);
        EXPECT_EQ(result.status, 2) << command;
        EXPECT_NE(result.errors, "") << command;
    }
    EXPECT_TRUE(operations().asked().empty());
}

TEST_F(ProgramTest, HelpAndVersionNeedNoDaemon) {
    EXPECT_EQ(run_shell(std::string{RETENTIONCTL} + " --help").status, 0);
    const auto version = run_shell(std::string{RETENTIONCTL} + " version");
    EXPECT_EQ(version.status, 0);
    EXPECT_EQ(version.out.substr(0, 13), "retentionctl ");
}

TEST_F(ProgramTest, AWordThatIsNoCommandIsNamed) {
    for (const auto* command : {"staus", "--json staus contacts", "--socket /nowhere staus", "hold staus contacts 42"})
        EXPECT_EQ(ctl(command).errors, "error: there is no command \"staus\"\nHINT: retentionctl help lists them all.\n") << command;
    EXPECT_EQ(ctl("hold add").errors, "error: POLICY is required\nHINT: Look at retentionctl hold add --help.\n");
    EXPECT_NE(ctl("await lunch").errors.find("there is no goal \"lunch\"; known are checked and done\n"), std::string::npos);
    EXPECT_EQ(ctl("").errors, "error: A subcommand is required\nHINT: Look at retentionctl --help.\n");
}

TEST_F(ProgramTest, AnonymizersNeedNoDaemon) {
    const auto mask = run_shell(std::string{RETENTIONCTL} + " --json anonymizers mask");
    EXPECT_EQ(mask.status, 0);
    EXPECT_EQ(json::parse(mask.out).at("anonymizers").at(0).at("name"), "mask");
    const auto none = run_shell(std::string{RETENTIONCTL} + " anonymizers redcat");
    EXPECT_EQ(none.status, 2);
    EXPECT_NE(none.errors.find("Did you mean \"redact\"?"), std::string::npos) << none.errors;
}

TEST_F(ProgramTest, SchemaNeedsNoDaemon) {
    const auto policy = run_shell(std::string{RETENTIONCTL} + " schema");
    EXPECT_EQ(policy.status, 0);
    EXPECT_TRUE(json::parse(policy.out).at("properties").contains("rules"));
    const auto settings = run_shell(std::string{RETENTIONCTL} + " schema settings");
    EXPECT_TRUE(json::parse(settings.out).at("properties").contains("databases"));
    const auto keep = run_shell(std::string{RETENTIONCTL} + " schema rules[2].keep");
    EXPECT_EQ(keep.out.substr(0, 12), "rules.keep: ");
    const auto as_json = run_shell(std::string{RETENTIONCTL} + " --json schema rules.keep");
    EXPECT_EQ(json::parse(as_json.out).at("type"), "string");
    const auto list = run_shell(std::string{RETENTIONCTL} + " schema --list settings --json");
    EXPECT_EQ(json::parse(list.out).at("keys").at(0).at("path"), "databases");
    const auto log = run_shell(std::string{RETENTIONCTL} + " schema --list log --json");
    EXPECT_EQ(json::parse(log.out).at("keys").size(), 2U);
}

TEST_F(ProgramTest, SchemaOfAnUnknownPathIsMisuse) {
    const auto none = run_shell(std::string{RETENTIONCTL} + " schema rules.kep");
    EXPECT_EQ(none.status, 2);
    EXPECT_NE(none.errors.find("there is no \"kep\" below rules; Did you mean \"keep\"?"), std::string::npos) << none.errors;
}

TEST_F(ProgramTest, DaemonThatIsNotThereIsOneWithAHint) {
    const auto result = run_shell(std::string{"RETENTIOND_SOCKET=/nonexistent/socket "} + RETENTIONCTL + " status");
    EXPECT_EQ(result.status, 1);
    EXPECT_EQ(result.out, "");
    EXPECT_NE(result.errors.find("cannot reach retentiond at /nonexistent/socket: No such file or directory\nHINT: "),
              std::string::npos)
        << result.errors;
}

TEST_F(ProgramTest, RefusalIsOneWithItsHint) {
    operations().answer("run.show", []() -> json {
        throw OperationError(OperationError::Kind::NotFound, "there is no run 99", "\"retentionctl runs\" lists them.");
    });
    const auto result = ctl("run show 99");
    EXPECT_EQ(result.status, 1);
    EXPECT_EQ(result.errors, "error: there is no run 99\nHINT: \"retentionctl runs\" lists them.\n");
    EXPECT_EQ(json::parse(ctl("run show 99 --json").out)["error"]["code"], -32001);
}

TEST_F(ProgramTest, StatusWithSomethingOverdueIsThree) {
    const auto part = json::array({{{"reason", "failed"}, {"subjects", 2}, {"in_order", false}}});
    operations().answer("status", {{"policies", {{{"policy", "contacts"}, {"overdue_parts", part}}}}});
    EXPECT_EQ(ctl("status").status, 3);
    operations().answer("status", {{"runs", {run_document("awaiting_approval")}}});
    EXPECT_EQ(ctl("status").status, 3);
    operations().answer("status", {{"runs", {run_document("running")}}});
    EXPECT_EQ(ctl("status").status, 0);
}

TEST_F(ProgramTest, RunThatWaitsForApprovalNamesTheNextStep) {
    operations().answer("run.start", run_document("awaiting_approval"));
    const auto result = ctl("run contacts");
    EXPECT_EQ(result.status, 0);
    EXPECT_NE(result.out.find("next: retentionctl approve 7\n"), std::string::npos) << result.out;
}

TEST_F(ProgramTest, WaitingForARunFollowsItToItsEnd) {
    operations().answer("run.start", run_document("planning"));
    answer_in_turn("run.show", {run_document("planning"), run_document("running", 0), run_document("running", 52),
                                run_document("finished", 100)});
    const auto result = ctl("run contacts --wait");
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.out, "run 7 contacts: planning, 0 of 100 (0%)\n"
                          "run 7 contacts: running, 0 of 100 (0%)\n"
                          "run 7 contacts: running, 52 of 100 (52%)\n"
                          "run 7 contacts: finished, 100 of 100 (100%)\n"
                          "run 7 of policy contacts: finished, 100 planned, 100 done\n");
}

TEST_F(ProgramTest, WaitingForARunThatFailsIsOne) {
    operations().answer("run.start", run_document("planning"));
    for (const char* state : {"failed", "cancelled", "superseded"}) {
        operations().answer("run.show", run_document(state));
        EXPECT_EQ(ctl("run contacts --wait").status, 1) << state;
    }
}

TEST_F(ProgramTest, WaitingForARunThatNeedsApprovalIsThree) {
    operations().answer("run.start", run_document("planning"));
    operations().answer("run.show", run_document("awaiting_approval"));
    const auto result = ctl("run contacts --wait");
    EXPECT_EQ(result.status, 3);
    EXPECT_NE(result.out.find("next: retentionctl approve 7\n"), std::string::npos) << result.out;
}

TEST_F(ProgramTest, WaitingWithJsonPrintsOnlyTheLastDocument) {
    operations().answer("run.start", run_document("planning"));
    answer_in_turn("run.show", {run_document("running", 52), run_document("finished", 100)});
    EXPECT_EQ(json::parse(ctl("run contacts --wait --json").out), run_document("finished", 100));
}

TEST_F(ProgramTest, WatchFollowsAllRunsUntilTheyHaveEnded) {
    answer_in_turn("status", {{{"runs", {run_document("running", 10)}}}, {{"runs", json::array()}}});
    operations().answer("run.show", run_document("finished", 100));
    const auto result = ctl("watch");
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.out, "run 7 contacts: running, 10 of 100 (10%)\n"
                          "run 7 contacts: finished, 100 of 100 (100%)\n"
                          "no active runs\n");
}

TEST_F(ProgramTest, WatchDoesNotSayThatNothingRunsWhereItCannotKnow) {
    operations().answer("status", {{"databases", {{{"database", "crm"}, {"state", "unreachable"}}}}, {"runs", json::array()}});
    const auto result = ctl("watch");
    EXPECT_EQ(result.status, 3);
    EXPECT_EQ(result.out, "a database is unreachable: whether runs are active is not known\n");
}

TEST_F(ProgramTest, WatchOfAllRidesOutADatabaseThatIsAway) {
    const json up = {{{"database", "crm"}, {"state", "ok"}}};
    const json away = {{{"database", "crm"}, {"state", "unreachable"}}};
    answer_in_turn("status", {{{"databases", up}, {"runs", {run_document("running", 10)}}},
                              {{"databases", away}, {"runs", {run_document("running", 10)}}},
                              {{"databases", away}, {"runs", json::array()}},
                              {{"databases", up}, {"runs", {run_document("running", 50)}}},
                              {{"databases", up}, {"runs", json::array()}}});
    answer_in_turn("run.show", {run_document("running", 10), run_document("finished", 100)});
    const auto result = ctl("watch");
    EXPECT_EQ(result.status, 0);
    EXPECT_TRUE(result.out.ends_with("run 7 contacts: finished, 100 of 100 (100%)\nno active runs\n")) << result.out;
}

TEST_F(ProgramTest, WatchRidesOutADatabaseThatIsAway) {
    auto calls = std::make_shared<int>(0);
    operations().answer("run.show", [calls]() -> json {
        if (++*calls == 2)
            throw OperationError(OperationError::Kind::Unavailable, "the database is away");
        return run_document(*calls < 3 ? "running" : "finished", *calls < 3 ? 10 : 100);
    });
    EXPECT_EQ(ctl("watch 7").status, 0);
}

TEST_F(ProgramTest, ReloadWithErrorsIsOne) {
    operations().answer("reload", {{"policies", 1}, {"swapped", true}, {"findings", json::array()}});
    EXPECT_EQ(ctl("reload").out, "reloaded: 1 policy\n");
    operations().answer("reload", {{"policies", 1}, {"swapped", false}, {"findings", json::array()}});
    EXPECT_EQ(ctl("reload").status, 1);
}

TEST_F(ProgramTest, HoldThatComesTooLateIsOne) {
    operations().answer("hold.add", {{"policy", "contacts"}, {"subject", "42"}, {"too_late", true}});
    EXPECT_EQ(ctl("hold add contacts 42 --reason x").status, 1);
}

TEST_F(ProgramTest, OutputIsHarmless) {
    operations().answer("hold.list", {{"holds", {{{"hold", 1}, {"reason", "\x1b]0;owned\x07"}}}}});
    EXPECT_EQ(ctl("hold list").out.find('\x1b'), std::string::npos);
}

// A copy of the program beside a `retentiond` that prints how it was called.
class CheckTest : public ProgramTest {
protected:
    void SetUp() override {
        std::filesystem::copy_file(RETENTIONCTL, folder_.path() / "retentionctl");
        const auto daemon = folder_.path() / "retentiond";
        std::ofstream(daemon) << "#!/bin/sh\necho \"$@\"\nexit 2\n";
        std::filesystem::permissions(daemon, std::filesystem::perms{0755});
    }

    Result check(const std::string& arguments) const {
        return run_shell((folder_.path() / "retentionctl").string() + " --socket " + running_.socket_path().string() +
                         " " + arguments);
    }
};

TEST_F(CheckTest, IsDoneByTheDaemonsProgramNextToIt) {
    const auto result = check("check --config /tmp/r.yaml --offline --json a.yaml b.yaml");
    EXPECT_EQ(result.out, "--check --config /tmp/r.yaml --offline --json a.yaml b.yaml\n");
    EXPECT_EQ(result.status, 2);
    EXPECT_TRUE(operations().asked().empty());
}

TEST_F(CheckTest, HasTestsCarriedOutLikewise) {
    const auto result = check("--json test --schema a.sql --filter 'two words' --junit r.xml --postgres /pg --config /tmp/r.yaml a.test.yaml b");
    EXPECT_EQ(result.out, "--test --config /tmp/r.yaml --schema=a.sql --filter=two words --junit=r.xml --postgres=/pg --json a.test.yaml b\n");
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(check("test --config /tmp/r.yaml").out, "--test --config /tmp/r.yaml\n");
    EXPECT_TRUE(operations().asked().empty());
}

TEST_F(CheckTest, IsNotAloneADraftIsDoneThereToo) {
    EXPECT_EQ(check("draft --config /tmp/r.yaml --subject crm.person --sample 5").out,
              "--draft --config /tmp/r.yaml --subject=crm.person --sample=5\n");
}

TEST_F(CheckTest, TakesTheConfigurationOfTheRunningDaemon) {
    operations().answer("status", {{"config", "/srv/retentiond.yaml"}});
    EXPECT_EQ(check("check").out, "--check --config /srv/retentiond.yaml\n");
}

TEST_F(CheckTest, LeavesTheUsualConfigurationToTheDaemonsProgram) {
    running_.stop();
    EXPECT_EQ(check("check").out, "--check\n");
    EXPECT_EQ(check("check --strict a.yaml").out, "--check --strict a.yaml\n");
}

} // namespace
} // namespace retention::ctl
