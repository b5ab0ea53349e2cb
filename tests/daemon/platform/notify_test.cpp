// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/notify.hpp"

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>

namespace retention::platform {
namespace {

// The manager's side of NOTIFY_SOCKET.
class NotifyTest : public testing::Test {
protected:
    void SetUp() override {
        char folder[] = "/tmp/retentiond-notify-XXXXXX";
        ASSERT_NE(::mkdtemp(folder), nullptr);
        folder_ = folder;
        path_ = folder_ + "/notify";
        socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        ASSERT_GE(socket_, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
        ASSERT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        ::setenv("NOTIFY_SOCKET", path_.c_str(), 1);
    }

    void TearDown() override {
        ::unsetenv("NOTIFY_SOCKET");
        ::close(socket_);
        ::unlink(path_.c_str());
        ::rmdir(folder_.c_str());
    }

    std::string received() const {
        char text[1024];
        const auto size = ::recv(socket_, text, sizeof text, MSG_DONTWAIT);
        return size < 0 ? "nothing" : std::string(text, static_cast<std::size_t>(size));
    }

    Notify notify_;

private:
    std::string folder_;
    std::string path_;
    int socket_ = -1;
};

TEST_F(NotifyTest, SaysWhatHappens) {
    notify_.ready();
    EXPECT_EQ(received(), "READY=1");
    notify_.stopping();
    EXPECT_EQ(received(), "STOPPING=1");
    notify_.watchdog();
    EXPECT_EQ(received(), "WATCHDOG=1");
}

TEST_F(NotifyTest, ReloadCarriesItsTime) {
    notify_.reloading();
    const std::string text = received();
    const std::string before_time = "RELOADING=1\nMONOTONIC_USEC=";
    ASSERT_EQ(text.substr(0, before_time.size()), before_time);
    EXPECT_GT(std::stoll(text.substr(before_time.size())), 0);
}

TEST_F(NotifyTest, StatusIsOneLine) {
    notify_.status("2 runs\nREADY=1");
    EXPECT_EQ(received(), "STATUS=2 runs\\nREADY=1");
}

// sd_notify() would wait until somebody reads, and the io thread with it.
TEST_F(NotifyTest, AManagerTooBusyToReadHoldsNobody) {
    for (int i = 0; i < 10'000; ++i)
        notify_.watchdog();
    EXPECT_FALSE(notify_.status("idle"));
    EXPECT_EQ(received(), "WATCHDOG=1");
    EXPECT_TRUE(notify_.status("idle")) << "there is room again";
}

TEST_F(NotifyTest, ReachesAManagerByItsAbstractName) {
    const int manager = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const std::string name = "@retentiond-notify-test-" + std::to_string(::getpid());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + 1, name.data() + 1, name.size() - 1);
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    ASSERT_EQ(::bind(manager, reinterpret_cast<const sockaddr*>(&address), size), 0);
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    notify_.watchdog();
    char text[64];
    EXPECT_EQ(::recv(manager, text, sizeof text, MSG_DONTWAIT), 10);
    ::close(manager);
}

TEST_F(NotifyTest, SaysNothingWithoutAManager) {
    ::unsetenv("NOTIFY_SOCKET");
    notify_.ready();
    EXPECT_EQ(received(), "nothing");
}

TEST(Watchdog, IntervalIsTheManagersAndOnlyForThisProcess) {
    Notify notify;
    ::unsetenv("WATCHDOG_PID");
    ::unsetenv("WATCHDOG_USEC");
    EXPECT_EQ(notify.watchdog_interval(), std::nullopt);

    ::setenv("WATCHDOG_USEC", "3000000", 1);
    EXPECT_EQ(notify.watchdog_interval(), std::chrono::seconds{3});

    ::setenv("WATCHDOG_PID", "1", 1);
    EXPECT_EQ(notify.watchdog_interval(), std::nullopt);
    ::unsetenv("WATCHDOG_PID");
    ::unsetenv("WATCHDOG_USEC");
}

} // namespace
} // namespace retention::platform
