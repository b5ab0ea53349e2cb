// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/guarded_folder.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>
#include <system_error>

namespace retention::proving {

namespace fs = std::filesystem;

namespace {

// A socket's path has 107 bytes at most, of which PostgreSQL takes some.
constexpr std::size_t kBaseBytesMax = 60;
constexpr int kRounds = 200;
constexpr useconds_t kRound = 50'000;

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

// The server's user must be able to get there: root's TMPDIR may be root's alone.
fs::path base_folder(const std::optional<Account>& owner) {
    std::error_code error;
    const auto usual = fs::temp_directory_path(error);
    return owner || error || usual.native().size() > kBaseBytesMax ? fs::path("/tmp") : usual;
}

// The server whose data the folder has, as far as it says so and is still that server.
pid_t server_in(const fs::path& folder) {
    const auto data = data_folder(folder);
    pid_t pid = 0;
    std::ifstream(data / "postmaster.pid") >> pid;
    if (pid <= 0)
        return 0;
    std::string command_line;
    std::getline(std::ifstream("/proc/" + std::to_string(pid) + "/cmdline"), command_line);
    return command_line.find(data.native()) == std::string::npos ? 0 : pid;
}

// In rounds, because what is just starting or ending may still put something there.
void clear_away(const fs::path& folder) {
    for (int round = 0; round < kRounds; ++round) {
        const pid_t server = server_in(folder);
        std::error_code error;
        if (server > 0)
            ::kill(server, SIGQUIT);
        else if (fs::remove_all(folder, error); !error && !fs::exists(folder, error))
            return;
        ::usleep(kRound);
    }
}

// Out of reach of the terminal's signals, and of the reader at the other end of our output.
[[noreturn]] void guard(const fs::path& folder, int pipe) {
    ::setsid();
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE})
        ::signal(signal, SIG_IGN);
    static_cast<void>(::chdir("/") == 0);
    const int nowhere = ::open("/dev/null", O_RDWR);
    for (const int standard : {0, 1, 2})
        ::dup2(nowhere, standard);
    char byte = 0;
    while (::read(pipe, &byte, 1) < 0 && errno == EINTR) {
    }
    try {
        clear_away(folder);
    } catch (...) {
        ::_exit(1);
    }
    ::_exit(0);
}

} // namespace

GuardedFolder::GuardedFolder(const std::optional<Account>& owner) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        fail("pipe2");
    std::string name = (base_folder(owner) / "retentiond-proving-XXXXXX").native();
    if (::mkdtemp(name.data()) == nullptr)
        fail("making a temporary folder");
    path_ = name;
    guardian_ = ::fork();
    if (guardian_ == 0) {
        ::close(ends[1]);
        guard(path_, ends[0]);
    }
    ::close(ends[0]);
    pipe_ = ends[1];
    if (guardian_ < 0 || (owner && ::chown(path_.c_str(), owner->user, owner->group) != 0)) {
        const int error = errno;
        std::error_code ignored;
        fs::remove_all(path_, ignored);
        ::close(pipe_);
        throw std::system_error(error, std::generic_category(), "guarding a temporary folder");
    }
}

GuardedFolder::~GuardedFolder() {
    ::close(pipe_);
    while (::waitpid(guardian_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

} // namespace retention::proving
