// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/activation.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace retention::platform {
namespace {

class Activation : public testing::Test {
protected:
    void TearDown() override {
        ::unsetenv("LISTEN_PID");
        ::unsetenv("LISTEN_FDS");
        ::unsetenv("LISTEN_FDNAMES");
    }

    static void hand_over(int sockets, pid_t to) {
        ::setenv("LISTEN_PID", std::to_string(to).c_str(), 1);
        ::setenv("LISTEN_FDS", std::to_string(sockets).c_str(), 1);
    }
};

TEST_F(Activation, WithoutAManagerThereIsNoSocket) {
    EXPECT_EQ(inherited_socket(), std::nullopt);
}

TEST_F(Activation, TheSocketIsTheFirstDescriptorAndToldOnce) {
    const int before = ::dup(3);   // the test's own, whatever it is
    ::dup2(STDERR_FILENO, 3);
    hand_over(1, ::getpid());
    EXPECT_EQ(inherited_socket(), 3);
    EXPECT_EQ(inherited_socket(), std::nullopt) << "a child would take it for its own";
    if (before >= 0) {
        ::dup2(before, 3);
        ::close(before);
    }
}

TEST_F(Activation, WhatIsMeantForAnotherProcessIsNotTaken) {
    hand_over(1, ::getpid() + 1);
    EXPECT_EQ(inherited_socket(), std::nullopt);
}

TEST_F(Activation, SeveralAreRefused) {
    const int before = ::dup(3);
    const int before_next = ::dup(4);
    ::dup2(STDERR_FILENO, 3);
    ::dup2(STDERR_FILENO, 4);
    hand_over(2, ::getpid());
    EXPECT_THROW(static_cast<void>(inherited_socket()), std::runtime_error);
    if (before >= 0)
        ::dup2(before, 3);
    if (before_next >= 0)
        ::dup2(before_next, 4);
    ::close(before);
    ::close(before_next);
}

} // namespace
} // namespace retention::platform
