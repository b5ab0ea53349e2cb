// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/awaiting.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <sstream>

namespace retention::ctl {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

const json kSound = {{"databases", {{{"database", "crm"}, {"state", "ok"}}}},
                     {"policies", {{{"policy", "contacts"}, {"state", "ok"}, {"overdue", json::object()}}}},
                     {"runs", json::array()}};

TEST(Awaiting, NothingIsMissingWhenAllIsSound) {
    EXPECT_EQ(missing(kSound, Goal::Checked), Words{});
    EXPECT_EQ(missing(kSound, Goal::Done), Words{});
}

TEST(Awaiting, ADatabaseThatIsNotReachedIsNotChecked) {
    auto status = kSound;
    status["databases"][0]["state"] = "unreachable";
    EXPECT_EQ(missing(status, Goal::Checked), Words{"database crm is unreachable"});
}

TEST(Awaiting, APolicyThatDoesNotFitIsNotChecked) {
    auto status = kSound;
    for (const auto* state : {"broken", "drifted"}) {
        status["policies"][0]["state"] = state;
        EXPECT_EQ(missing(status, Goal::Checked), Words{std::string("policy contacts is ") + state});
    }
}

TEST(Awaiting, ARunInProgressIsCheckedAndNotDone) {
    auto status = kSound;
    status["runs"] = {{{"run", 7}, {"policy", "contacts"}, {"state", "running"}},
                      {{"run", 8}, {"policy", "shop"}, {"state", "awaiting_approval"}}};
    EXPECT_EQ(missing(status, Goal::Checked), Words{});
    EXPECT_EQ(missing(status, Goal::Done), (Words{"run 7 of contacts is running", "run 8 of shop waits for approval"}));
}

TEST(Awaiting, WhoIsOverdueIsNotDone) {
    auto status = kSound;
    status["policies"][0]["overdue_parts"] = {{{"reason", "failed"}, {"subjects", 1}, {"in_order", false}}};
    EXPECT_EQ(missing(status, Goal::Checked), Words{});
    EXPECT_EQ(missing(status, Goal::Done), Words{"there are subjects who are overdue"});
    status["policies"][0]["overdue_parts"] = {{{"reason", "hold"}, {"subjects", 1}, {"in_order", true}}};
    EXPECT_EQ(missing(status, Goal::Done), Words{}) << "whom a hold keeps is kept on purpose";
}

TEST(Awaiting, ADaemonThatNeverComesIsAFailure) {
    std::ostringstream out;
    EXPECT_EQ(await(Client("/nowhere/control.sock"), Goal::Checked, std::chrono::milliseconds(0), out), Outcome::Failed);
    EXPECT_NE(out.str().find("waiting: "), std::string::npos);
}

} // namespace
} // namespace retention::ctl
