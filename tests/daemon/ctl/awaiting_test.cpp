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
                     {"policies", {{{"policy", "contacts"}, {"state", "ok"}, {"overdue", json::object()}, {"counted_at", "2026-11-26"}}}},
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
    for (const auto* state : {"broken", "drifted", "refused"}) {
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
    EXPECT_EQ(missing(status, Goal::Done), Words{"1 subject of policy contacts is due (failed)"});
    status["policies"][0]["overdue_parts"] = {{{"reason", "not_planned"}, {"subjects", 17}, {"in_order", true}}};
    EXPECT_EQ(missing(status, Goal::Done), Words{"17 subjects of policy contacts are due (not_planned)"}) << "in order, and not done";
    status["policies"][0]["overdue_parts"] = {{{"reason", "hold"}, {"subjects", 1}, {"in_order", true}}};
    EXPECT_EQ(missing(status, Goal::Done), Words{}) << "whom a hold keeps is kept on purpose";
    status["policies"][0]["counted_at"] = nullptr;
    EXPECT_EQ(missing(status, Goal::Done), Words{"the subjects of policy contacts are not counted yet"});
}

TEST(Awaiting, ADaemonThatNeverComesIsAFailure) {
    std::ostringstream out;
    EXPECT_EQ(await(Client("/nowhere/control.sock"), Goal::Checked, std::chrono::milliseconds(0), out), Outcome::Failed);
    EXPECT_NE(out.str().find("waiting: "), std::string::npos);
}

} // namespace
} // namespace retention::ctl
