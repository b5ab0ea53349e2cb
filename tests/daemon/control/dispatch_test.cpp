// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/dispatch.hpp"

#include "tests/daemon/control/scripted_operations.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace retention::control {
namespace {

using jobs::OperationError;
using nlohmann::json;

Request request(const std::string& method, json params = json::object()) {
    return {1, method, std::move(params)};
}

class DispatchTest : public testing::Test {
protected:
    std::variant<json, Error> outcome(const Request& asked, Role role = Role::Administrator) {
        auto admitted = admit(asked, role);
        if (auto* error = std::get_if<Error>(&admitted))
            return *error;
        return carry_out(std::get<Call>(admitted), {"dpo (uid 1001)", 1001}, operations_, log_);
    }

    Error error(const Request& asked, Role role = Role::Administrator) {
        auto result = outcome(asked, role);
        return std::holds_alternative<Error>(result) ? std::get<Error>(result) : Error{ErrorCode{0}, "no error", ""};
    }

    ScriptedOperations operations_;
    platform::ManualClock clock_;
    std::ostringstream log_text_;
    platform::Log log_{clock_, platform::LogLevel::Info, platform::LogStyle::Journal, log_text_};
};

TEST_F(DispatchTest, PassesArgumentsOn) {
    outcome(request("runs"));
    outcome(request("runs", {{"policy", "contacts"}, {"last", 5000}}));
    outcome(request("run.show", {{"run", 7}}));
    outcome(request("plan", {{"policy", "contacts"}}));
    outcome(request("explain", {{"policy", "contacts"}, {"key", {"a", 7}}, {"as_of", "2026-01-01"}}));
    outcome(request("run.start", {{"policy", "contacts"}}));
    outcome(request("run.approve", {{"run", 7}, {"digest", "abc"}}));
    outcome(request("run.cancel", {{"run", 7}}));
    outcome(request("pause"));
    outcome(request("resume", {{"policy", "contacts"}}));
    outcome(request("reload"));
    outcome(request("hold.add", {{"policy", "contacts"}, {"key", "42"}, {"reason", "dispute"}}));
    outcome(request("hold.remove", {{"hold", 3}}));
    outcome(request("hold.list"));
    outcome(request("erase", {{"policy", "contacts"}, {"key", "42"}, {"reason", "ticket"}}));
    outcome(request("request.withdraw", {{"request", 5}}));
    outcome(request("request.list", {{"policy", "contacts"}}));
    EXPECT_EQ(operations_.asked(),
              (std::vector<std::string>{
                  "runs - 20", "runs contacts 1000", "run.show 7", "plan contacts -",
                  "explain contacts [\"a\",\"7\"] 2026-01-01", "run.start contacts - by dpo (uid 1001)",
                  "run.approve 7 abc by dpo (uid 1001)", "run.cancel 7 by dpo (uid 1001)", "pause - by dpo (uid 1001)",
                  "resume contacts by dpo (uid 1001)", "reload by dpo (uid 1001)",
                  "hold.add contacts 42 dispute by dpo (uid 1001)", "hold.remove 3 by dpo (uid 1001)", "hold.list -",
                  "erase contacts 42 ticket by dpo (uid 1001)", "request.withdraw 5 by dpo (uid 1001)", "request.list contacts"}));
}

TEST_F(DispatchTest, HelpIsTheTable) {
    const auto help = std::get<json>(outcome(request("help"), Role::Viewer));
    ASSERT_EQ(help["commands"].size(), commands().size());
    EXPECT_EQ(help["commands"][2],
              json::parse(R"({"method": "run.show", "role": "viewer", "help": "one run in detail", "parameters":
                              [{"name": "run", "kind": "number", "required": true, "help": "the run's number"},
                               {"name": "database", "kind": "text", "required": false,
                                "help": "the database's name, where several have one of that number"}]})"));
}

TEST_F(DispatchTest, LesserRoleIsRefusedBeforeTheHandler) {
    for (const auto& command : commands())
        for (const auto role : {Role::None, Role::Viewer, Role::Operator})
            if (role < command.role) {
                EXPECT_EQ(error(request(std::string{command.method}), role).code, ErrorCode::NotPermitted)
                    << command.method;
            }
    EXPECT_TRUE(operations_.asked().empty());
    EXPECT_EQ(error(request("reload"), Role::Operator).message,
              "\"reload\" needs the role administrator, yours is operator");
}

TEST_F(DispatchTest, StrangerDoesNotLearnWhatThereIs) {
    EXPECT_EQ(error(request("status"), Role::None).message, error(request("no.such"), Role::None).message);
}

TEST_F(DispatchTest, UnknownMethodAndBadParametersAreRefused) {
    EXPECT_EQ(error(request("erase.all")).code, ErrorCode::UnknownMethod);
    EXPECT_EQ(error(request("run.show", {{"run", "7"}})).code, ErrorCode::InvalidParameters);
    EXPECT_EQ(error(request("status", {{"verbose", true}})).message, "parameter \"verbose\" is unknown");
    EXPECT_TRUE(operations_.asked().empty());
}

TEST_F(DispatchTest, OperationErrorIsShownWithItsHint) {
    const std::pair<OperationError::Kind, ErrorCode> kinds[] = {
        {OperationError::Kind::NotFound, ErrorCode::NotFound},
        {OperationError::Kind::Refused, ErrorCode::Refused},
        {OperationError::Kind::Unavailable, ErrorCode::Unavailable},
        {OperationError::Kind::Invalid, ErrorCode::InvalidParameters}};
    for (const auto& [kind, code] : kinds) {
        operations_.answer("status", [kind = kind]() -> json { throw OperationError(kind, "not now", "Wait."); });
        const auto shown = error(request("status"));
        EXPECT_EQ(shown.code, code);
        EXPECT_EQ(shown.message, "not now");
        EXPECT_EQ(shown.hint, "Wait.");
    }
}

TEST_F(DispatchTest, TextOfOtherExceptionsStaysInside) {
    operations_.answer("explain", []() -> json { throw std::runtime_error("Key (email)=(canary@example.org)"); });
    const auto shown = error(request("explain", {{"policy", "contacts"}, {"key", "canary-key"}}));
    EXPECT_EQ(shown.code, ErrorCode::Internal);
    EXPECT_EQ(shown.message.find("canary"), std::string::npos);
    EXPECT_EQ(log_text_.str().find("canary"), std::string::npos);
    EXPECT_NE(log_text_.str().find("CONTROL_INTERNAL_ERROR incident"), std::string::npos);
    EXPECT_NE(log_text_.str().find("std::runtime_error"), std::string::npos);
    // The client's message leads to the line in the log.
    const auto incident = shown.message.substr(shown.message.find("incident"));
    EXPECT_NE(log_text_.str().find(incident + ":"), std::string::npos);
}

TEST_F(DispatchTest, ExceptionThatIsNoneOfStdIsSurvived) {
    operations_.answer("status", []() -> json { throw 7; });
    EXPECT_EQ(error(request("status")).code, ErrorCode::Internal);
}

TEST_F(DispatchTest, ChangesAreLoggedWithTheirAuthorAndWithoutArguments) {
    outcome(request("hold.add", {{"policy", "contacts"}, {"key", "canary-key"}, {"reason", "canary-reason"}}));
    outcome(request("status"));
    EXPECT_EQ(log_text_.str(), "<6>CONTROL_COMMAND dpo (uid 1001): hold.add: done\n");
}

using Lines = std::vector<std::string>;

TEST_F(DispatchTest, WhatChangesIsRecordedWithRoleReasonAndOutcome) {
    operations_.answer("run.approve", json{{"run", 7}});
    outcome(request("run.approve", {{"run", 7}, {"digest", "abc"}, {"reason", "looked at it"}}), Role::Operator);
    EXPECT_EQ(operations_.record_lines(),
              (Lines{"begin operator run.approve digest=abc run=7 by dpo (uid 1001): looked at it", "end done run 7"}));
}

TEST_F(DispatchTest, TheRecordHasNoKeyAndLeavesAHoldsReasonToTheHold) {
    operations_.answer("hold.add", json{{"hold", 3}});
    outcome(request("hold.add", {{"policy", "contacts"}, {"key", {"canary", 7}}, {"reason", "canary"}}));
    outcome(request("rehearse", {{"policy", "contacts"}, {"key", "canary"}}));
    EXPECT_EQ(operations_.record_lines(), (Lines{"begin administrator hold.add policy=contacts by dpo (uid 1001)", "end done hold 3",
                                                 "begin administrator rehearse policy=contacts by dpo (uid 1001)", "end done"}));
}

TEST_F(DispatchTest, WhatOnlyReadsIsNotRecorded) {
    for (const auto& command : commands())
        EXPECT_TRUE(command.role != Role::Viewer || command.trace == Trace::None) << command.method;
    for (const auto* method : {"status", "runs", "hold.list", "audit", "help"})
        outcome(request(method));
    outcome(request("explain", {{"policy", "contacts"}, {"key", "42"}}));
    EXPECT_TRUE(operations_.record_lines().empty());
}

TEST_F(DispatchTest, WhatFailsIsRecordedAsSuchAndWhy) {
    const std::pair<OperationError::Kind, const char*> kinds[] = {{OperationError::Kind::NotFound, "refused not_found"},
                                                                  {OperationError::Kind::Refused, "refused refused"},
                                                                  {OperationError::Kind::SamePerson, "refused same_person"},
                                                                  {OperationError::Kind::Unavailable, "failed unavailable"},
                                                                  {OperationError::Kind::Invalid, "refused invalid"}};
    for (const auto& [kind, line] : kinds) {
        operations_.answer("pause", [kind = kind]() -> json { throw OperationError(kind, "not now"); });
        outcome(request("pause"));
        EXPECT_EQ(operations_.record_lines().back(), "end " + std::string(line));
    }
    operations_.answer("pause", []() -> json { throw 7; });
    outcome(request("pause"));
    EXPECT_EQ(operations_.record_lines().back(), "end failed internal");
}

TEST_F(DispatchTest, WithoutANeededReasonNothingIsDone) {
    operations_.needs_reasons = true;
    EXPECT_EQ(error(request("run.cancel", {{"run", 7}})).code, ErrorCode::InvalidParameters);
    EXPECT_TRUE(operations_.asked().empty());
    EXPECT_TRUE(std::holds_alternative<json>(outcome(request("pause")))) << "a stop needs no words";
    EXPECT_TRUE(std::holds_alternative<json>(outcome(request("run.cancel", {{"run", 7}, {"reason", "wrong list"}}))));
}

TEST_F(DispatchTest, ARefusedAttemptIsToldWithoutWhatTheStrangerWrote) {
    tell_refused("reload", Role::Viewer, {"clerk (uid 1002)", 1002}, 0, operations_, log_);
    tell_refused("canary@example.org", Role::None, {"clerk (uid 1002)", 1002}, 95, operations_, log_);
    EXPECT_EQ(operations_.record_lines(), (Lines{"refused not_permitted viewer reload by clerk (uid 1002)",
                                                 "refused not_permitted none ? untold=95 by clerk (uid 1002)"}));
    EXPECT_EQ(log_text_.str(), "<4>CONTROL_NOT_PERMITTED clerk (uid 1002), whose role is viewer, asked for reload\n"
                               "<4>CONTROL_NOT_PERMITTED clerk (uid 1002), whose role is none, asked for ?; 95 more such attempts since the "
                               "last one told\n");
}

} // namespace
} // namespace retention::control
