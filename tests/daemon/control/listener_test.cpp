// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/listener.hpp"

#include "tests/daemon/control/raw_client.hpp"
#include "tests/daemon/control/running_server.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <cstring>
#include <fstream>
#include <optional>

namespace retention::control {
namespace {

class ListenerTest : public testing::Test {
protected:
    std::filesystem::path path() const { return folder_.path() / "control.sock"; }

    std::string refusal(const std::filesystem::path& where) const {
        try {
            const Listener listener(where, std::nullopt);
            return "accepted";
        } catch (const ListenError& error) {
            return error.what();
        }
    }

private:
    TemporaryFolder folder_;
};

// A process that listens and is killed leaves its socket's file behind.
void leave_stale_socket(const std::filesystem::path& path) {
    const pid_t child = ::fork();
    if (child == 0) {
        const Listener listener(path, std::nullopt);
        ::kill(::getpid(), SIGKILL);
    }
    ::waitpid(child, nullptr, 0);
}

// As the service manager binds it: with a mode of its own.
int bound_socket(const std::filesystem::path& path, int type = SOCK_STREAM, bool listens = true) {
    const int socket = ::socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    if (listens) {
        EXPECT_EQ(::listen(socket, 5), 0);
    }
    ::chmod(path.c_str(), 0600);
    return socket;
}

TEST_F(ListenerTest, AnInheritedSocketStaysTheManagers) {
    {
        Listener listener(path(), std::nullopt, bound_socket(path()));
        EXPECT_NE(::fcntl(listener.release_descriptor(), F_GETFL) & O_NONBLOCK, 0);
        listener.unlink();
    }
    struct stat status {};
    ASSERT_EQ(::lstat(path().c_str(), &status), 0) << "whoever connects now is to be kept waiting, not refused";
    EXPECT_EQ(status.st_mode & 07777U, 0600U);
}

TEST_F(ListenerTest, OfSeveralDaemonsOneGetsTheInheritedSocket) {
    const Listener first(path(), std::nullopt, bound_socket(path()));
    EXPECT_NE(refusal(path()).find("another daemon is running on it"), std::string::npos);
}

TEST_F(ListenerTest, WhatIsInheritedMustBeTheSocketOfTheSettings) {
    const auto other = path().string() + ".other";
    const auto why = [&](int inherited) {
        try {
            const Listener listener(path(), std::nullopt, inherited);
            return std::string("accepted");
        } catch (const ListenError& error) {
            return std::string(error.what());
        }
    };
    EXPECT_NE(why(bound_socket(other)).find("the service manager listens at '" + other), std::string::npos);
    EXPECT_NE(why(bound_socket(path().string() + ".1", SOCK_STREAM, false)).find("no unix stream socket that listens"), std::string::npos);
    EXPECT_NE(why(bound_socket(path().string() + ".2", SOCK_DGRAM, false)).find("no unix stream socket that listens"), std::string::npos);
    EXPECT_NE(why(::open("/dev/null", O_RDONLY)).find("no unix stream socket that listens"), std::string::npos);
}

TEST_F(ListenerTest, SocketIsForOwnerAndGroupOnly) {
    const auto mask = ::umask(0);
    const Listener listener(path(), ::getgid());
    ::umask(mask);
    struct stat status {};
    ASSERT_EQ(::lstat(path().c_str(), &status), 0);
    EXPECT_TRUE(S_ISSOCK(status.st_mode));
    EXPECT_EQ(status.st_mode & 07777U, 0660U);
    EXPECT_EQ(status.st_gid, ::getgid());
}

TEST_F(ListenerTest, FileGoesWithTheListener) {
    { const Listener listener(path(), std::nullopt); }
    EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(ListenerTest, SecondOneIsRefusedAndHarmsNothing) {
    const Listener first(path(), std::nullopt);
    EXPECT_EQ(refusal(path()), "cannot listen at '" + path().string() + "': another daemon is running on it");
    EXPECT_TRUE(RawClient(path()).is_connected());
}

TEST_F(ListenerTest, StaleSocketIsReplaced) {
    leave_stale_socket(path());
    ASSERT_TRUE(std::filesystem::exists(path()));
    ASSERT_FALSE(RawClient(path()).is_connected());
    const Listener listener(path(), std::nullopt);
    EXPECT_TRUE(RawClient(path()).is_connected());
}

TEST_F(ListenerTest, OtherProgramsSocketIsLeftAlone) {
    std::optional<Listener> other(std::in_place, path(), std::nullopt);
    std::filesystem::remove(path().string() + ".lock"); // as a program that knows nothing of our lock
    EXPECT_EQ(refusal(path()), "cannot listen at '" + path().string() + "': another program answers on it");
    EXPECT_TRUE(RawClient(path()).is_connected());
}

TEST_F(ListenerTest, FileThatIsNoSocketIsLeftAlone) {
    std::ofstream(path()) << "precious";
    EXPECT_EQ(refusal(path()), "cannot listen at '" + path().string() + "': something that is no socket is there");
    EXPECT_EQ(std::filesystem::file_size(path()), 8U);
}

TEST_F(ListenerTest, FileThatReplacedOursIsLeftAlone) {
    {
        const Listener listener(path(), std::nullopt);
        std::filesystem::remove(path());
        std::ofstream(path()) << "precious";
    }
    EXPECT_TRUE(std::filesystem::exists(path()));
}

TEST_F(ListenerTest, MissingFolderAndOverlongPathAreExplained) {
    EXPECT_NE(refusal(path().parent_path() / "no" / "control.sock").find("No such file or directory"),
              std::string::npos);
    EXPECT_NE(refusal("/tmp/" + std::string(200, 'x')).find("has 1 to 107 bytes"), std::string::npos);
    EXPECT_NE(refusal("").find("has 1 to 107 bytes"), std::string::npos);
}

} // namespace
} // namespace retention::control
