// SPDX-License-Identifier: Apache-2.0
//
// Many clients, of several users: nobody keeps others from being answered. Needs root, to be these users.
#include "daemon/control/server.hpp"
#include "tests/daemon/control/other_user.hpp"
#include "tests/daemon/control/raw_client.hpp"
#include "tests/daemon/control/running_server.hpp"
#include "tests/support/process.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <vector>

namespace retention::control {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr uid_t kViewer = 61001;
constexpr uid_t kOtherViewer = 61002;
constexpr uid_t kStranger = 61101; // and those after

const std::string kStatus = R"({"jsonrpc":"2.0","id":1,"method":"status"})";
const std::string kPlan = R"({"jsonrpc":"2.0","id":1,"method":"plan","params":{"policy":"contacts"}})";

std::chrono::microseconds processor_time() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return std::chrono::seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           std::chrono::microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

class CrowdTest : public testing::Test {
protected:
    void SetUp() override {
        if (!can_be_other_users())
            GTEST_SKIP() << "only root can be several users";
        Server::Settings settings;
        settings.access.viewer.users = {kViewer, kOtherViewer};
        settings.stranger_timeout = stranger_timeout_;
        running_.emplace(settings);
        ::chmod(running_->socket_path().parent_path().c_str(), 0711);
        ::chmod(running_->socket_path().c_str(), 0666);
    }

    std::vector<RawClient> connect(uid_t uid, int count) {
        return as_user(uid, [&] {
            std::vector<RawClient> clients;
            for (int i = 0; i < count; ++i)
                clients.emplace_back(running_->socket_path());
            return clients;
        });
    }
    RawClient connect(uid_t uid) { return std::move(connect(uid, 1).front()); }

    static bool is_answered(RawClient& client, const std::string& line = kStatus) {
        return json::parse(client.ask(line), nullptr, false).contains("result");
    }
    static bool is_turned_away(RawClient& client) {
        return client.read_line().value_or("").find("too many connections") != std::string::npos;
    }

    std::chrono::milliseconds stranger_timeout_ = 60s;
    std::optional<RunningServer> running_;
};

// Where those without a role are sent away before the test is over.
class StrangerTest : public CrowdTest {
protected:
    StrangerTest() { stranger_timeout_ = 1s; }
};

TEST_F(CrowdTest, AnHonestClientIsAnsweredAmidIdleAndFloodingOnes) {
    auto idle = connect(kOtherViewer, 300);
    auto strangers = connect(kStranger, 200);
    auto flooding = connect(kViewer, 12);
    std::atomic<bool> is_over{false};
    std::vector<std::thread> floods;
    for (auto& client : flooding)
        floods.emplace_back([&client, &is_over] {
            ::fcntl(client.descriptor(), F_SETFL, O_NONBLOCK);
            const std::string requests = kStatus + "\n" + kStatus + "\n[[[[\n" + std::string(20'000, ' ') + "\n";
            for (std::size_t sent = 0; !is_over; ++sent) {
                client.send(requests); // may be cut short, which makes another kind of noise
                std::this_thread::sleep_for(1ms);
            }
        });
    std::vector<Clock::duration> waits;
    for (int i = 0; i < 50; ++i) {
        const auto began = Clock::now();
        RawClient honest(running_->socket_path());
        EXPECT_TRUE(is_answered(honest));
        waits.push_back(Clock::now() - began);
    }
    is_over = true;
    for (auto& flood : floods)
        flood.join();
    std::sort(waits.begin(), waits.end());
    const auto in_ms = [](Clock::duration wait) { return std::chrono::duration_cast<std::chrono::milliseconds>(wait).count(); };
    std::cout << "answered after " << in_ms(waits[waits.size() / 2]) << " ms in the middle, " << in_ms(waits.back()) << " ms at most"
              << std::endl;
    EXPECT_LT(waits[waits.size() / 2], 1s) << "it waits its turn behind every flood";
    auto another = connect(kOtherViewer, 1);
    EXPECT_TRUE(is_turned_away(another.front())) << "sixteen of the idle ones are there still";
}

TEST_F(CrowdTest, AFloodIsAnsweredAtAnEvenPace) {
    auto client = connect(kViewer);
    std::string flood;
    for (int i = 0; i < 1000; ++i)
        flood += kStatus + "\n";
    const auto began = Clock::now();
    client.send(flood);
    std::size_t answered = 0;
    while (answered < 260 && client.read_line())
        ++answered;
    const auto asked = static_cast<double>(running_->operations.asked().size());
    const auto took = std::chrono::duration<double>(Clock::now() - began).count();
    EXPECT_EQ(answered, 260U) << "it waits, and loses nothing";
    EXPECT_GE(took, 0.55) << "200 at once, and 60 more at 100 in a second";
    EXPECT_LE(asked, 202.0 + 100.0 * took);
}

TEST_F(CrowdTest, AnAdministratorsScriptIsNotSlowedDown) {
    RawClient client(running_->socket_path());
    std::string many;
    for (int i = 0; i < 600; ++i)
        many += kStatus + "\n";
    const auto is_answered_fast = [&] {
        const auto began = Clock::now();
        client.send(many);
        for (int i = 0; i < 600; ++i)
            EXPECT_TRUE(client.read_line());
        return Clock::now() - began < 3900ms;
    };
    EXPECT_TRUE(test::wait_until(is_answered_fast, test::kLongEnough)) << "at the pace of others it takes four seconds, each time";
}

TEST_F(CrowdTest, SlowCommandsOfOneUserLeaveTheOthersAThread) {
    std::promise<void> go_on;
    const auto released = go_on.get_future().share();
    std::atomic<int> begun{0};
    running_->operations.answer("plan", [&, released]() -> json {
        ++begun;
        released.wait();
        return json::object();
    });
    auto planners = connect(kViewer, 5);
    for (auto& planner : planners)
        planner.send(kPlan + "\n");
    while (begun == 0)
        std::this_thread::sleep_for(1ms);
    running_->operations.answer("explain", json{{"subject", "42"}});
    RawClient honest(running_->socket_path());
    EXPECT_TRUE(is_answered(honest, R"({"jsonrpc":"2.0","id":1,"method":"explain","params":{"policy":"p","key":"42"}})"));
    EXPECT_EQ(begun, 1);
    go_on.set_value();
    for (auto& planner : planners)
        EXPECT_TRUE(planner.read_line()) << "each has its turn";
    EXPECT_EQ(begun, 5);
}

TEST_F(CrowdTest, WhoeverLeavesTheQueueIsPassedOver) {
    std::promise<void> go_on;
    const auto released = go_on.get_future().share();
    std::atomic<int> begun{0};
    running_->operations.answer("plan", [&, released]() -> json {
        ++begun;
        released.wait();
        return json::object();
    });
    auto first = connect(kViewer);
    first.send(kPlan + "\n");
    while (begun == 0)
        std::this_thread::sleep_for(1ms);
    {
        auto impatient = connect(kViewer, 3);
        for (auto& client : impatient)
            client.send(kPlan + "\n");
        auto last = connect(kViewer);
        EXPECT_TRUE(is_answered(last)) << "those before it have been read by now";
    }
    auto patient = connect(kViewer);
    patient.send(kPlan + "\n");
    go_on.set_value();
    EXPECT_TRUE(first.read_line());
    EXPECT_TRUE(patient.read_line());
    EXPECT_EQ(begun, 2);
}

TEST_F(CrowdTest, StopsWhileCommandsWaitForTheirTurn) {
    std::promise<void> go_on;
    const auto released = go_on.get_future().share();
    std::atomic<int> begun{0};
    running_->operations.answer("plan", [&, released]() -> json {
        ++begun;
        released.wait();
        return json::object();
    });
    auto planners = connect(kViewer, 4);
    for (auto& planner : planners)
        planner.send(kPlan + "\n");
    while (begun == 0)
        std::this_thread::sleep_for(1ms);
    running_->stop();
    go_on.set_value();
    running_.reset();
    EXPECT_EQ(begun, 1);
}

TEST_F(CrowdTest, StrangersKeepNobodyOutWhoHasARole) {
    std::vector<RawClient> strangers;
    for (uid_t uid = kStranger; uid < kStranger + 12; ++uid)
        for (auto& client : connect(uid, 8))
            strangers.push_back(std::move(client));
    const auto turned_away = [&] {
        return std::count_if(strangers.begin(), strangers.end(), [](const auto& client) { return client.has_input(); });
    };
    EXPECT_TRUE(test::wait_until([&] { return turned_away() >= 96 - 16; }, test::kLongEnough)) << turned_away();
    auto viewers = connect(kViewer, 16);
    for (auto& viewer : viewers)
        EXPECT_TRUE(is_answered(viewer));
    EXPECT_EQ(turned_away(), 96 - 16) << "nobody else";
}

TEST_F(StrangerTest, ThatIsSilentIsSentAwaySoon) {
    auto stranger = connect(kStranger);
    EXPECT_TRUE(stranger.is_closed_by_peer()) << "half a minute before others would be";
}

TEST_F(CrowdTest, AStrangersAttemptsAreRecordedAFewTimesAndCounted) {
    for (int i = 0; i < 40; ++i) {
        auto stranger = connect(kStranger);
        EXPECT_NE(stranger.ask(kStatus).find("-32004"), std::string::npos);
    }
    EXPECT_TRUE(test::wait_until([this] { return running_->operations.record_lines().size() >= 5; }, test::kLongEnough));
    const auto lines = running_->operations.record_lines();
    ASSERT_EQ(lines.size(), 5U);
    EXPECT_EQ(lines[0], "refused not_permitted none status by uid " + std::to_string(kStranger));
}

// More would make the loop that accepts spin: every try fails at once.
TEST_F(CrowdTest, WithoutFileDescriptorsTheDaemonWaitsAndGoesOn) {
    RawClient before(running_->socket_path());
    EXPECT_NE(before.ask(kStatus), "") << "whoever it looks up has been looked up: no descriptor comes back later";
    auto late = RawClient::unconnected();
    std::vector<int> taken;
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const rlimit few{256, limit.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &few);
    for (int descriptor = ::dup(0); descriptor >= 0; descriptor = ::dup(0))
        taken.push_back(descriptor);
    late.connect(running_->socket_path());
    const auto used_before = processor_time();
    std::this_thread::sleep_for(1s);
    const auto used = processor_time() - used_before;
    late.send(kStatus + "\n");
    EXPECT_FALSE(late.has_input());
    for (const int descriptor : taken)
        ::close(descriptor);
    ::setrlimit(RLIMIT_NOFILE, &limit);
    EXPECT_TRUE(late.read_line()) << "it waited in the queue meanwhile";
    EXPECT_LT(used, 150ms) << "it tried again and again";
    running_->stop();
    EXPECT_NE(running_->logged().find("CONTROL_ACCEPT_FAILED"), std::string::npos);
    EXPECT_FALSE(taken.empty());
}

} // namespace
} // namespace retention::control
