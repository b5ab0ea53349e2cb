// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/child.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <system_error>

namespace retention::proving {

namespace {

constexpr int kCannotStart = 127;

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

// A descriptor that closes itself.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int get() const noexcept { return number_; }
    void close() noexcept {
        if (number_ >= 0)
            ::close(number_);
        number_ = -1;
    }

private:
    int number_;
};

int open_for_append(const std::filesystem::path& path) {
    const int number = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (number < 0)
        fail("opening the output of a child process");
    return number;
}

// PGHOST, PGOPTIONS and their kin would lead a program to another server, or change what it does there.
std::vector<std::string> environment_of(const Command& command) {
    std::vector<std::string> environment;
    for (char** each = environ; *each != nullptr; ++each)
        if (const std::string_view entry = *each; command.keeps_libpq_settings || !entry.starts_with("PG"))
            environment.emplace_back(entry);
    environment.insert(environment.end(), command.environment.begin(), command.environment.end());
    return environment;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (auto& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

bool becomes(const std::optional<Account>& account) noexcept {
    return !account || (::initgroups(account->name.c_str(), account->group) == 0 && ::setgid(account->group) == 0 &&
                        ::setuid(account->user) == 0);
}

// All that happens in the child. Signals are as a program expects them; its folder is one that anybody may enter.
[[noreturn]] void execute(const Command& command, char* const* arguments, char* const* environment, int output, int errors,
                          pid_t parent) noexcept {
    ::signal(SIGPIPE, SIG_DFL);
    const int input = ::open("/dev/null", O_RDONLY);
    // Changing the user clears it, so the wish to end with the parent comes after that.
    if (::dup2(input, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(errors, 2) < 0 || !becomes(command.account) ||
        ::prctl(PR_SET_PDEATHSIG, command.signal_at_our_end) != 0 || ::getppid() != parent)
        ::_exit(kCannotStart);
    ::execve(arguments[0], arguments, environment);
    ::_exit(kCannotStart);
}

pid_t launch(const Command& command, int output, int errors, bool in_own_session) {
    auto arguments = command.arguments;
    auto environment = environment_of(command);
    const auto argument_pointers = pointers_to(arguments);
    const auto environment_pointers = pointers_to(environment);
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child < 0)
        fail("fork");
    if (child > 0)
        return child;
    if (in_own_session) {
        ::setsid();
        static_cast<void>(::chdir("/") == 0);
    }
    execute(command, argument_pointers.data(), environment_pointers.data(), output, errors, parent);
}

std::string read_all(int descriptor) {
    std::string text;
    std::array<char, 4096> buffer{};
    while (true) {
        const auto count = ::read(descriptor, buffer.data(), buffer.size());
        if (count > 0)
            text.append(buffer.data(), static_cast<std::size_t>(count));
        else if (count == 0 || errno != EINTR)
            return text;
    }
}

} // namespace

Ended run(const Command& command) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        fail("pipe2");
    const Descriptor reading(ends[0]);
    Descriptor writing(ends[1]);
    const Descriptor output(open_for_append(command.output));
    const pid_t child = launch(command, output.get(), writing.get(), false);
    writing.close();
    Ended ended;
    ended.errors = read_all(reading.get());
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    ended.has_succeeded = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) == kCannotStart && ended.errors.empty())
        ended.errors = "can't be executed";
    return ended;
}

pid_t start(const Command& command) {
    const Descriptor output(open_for_append(command.output));
    const Descriptor errors(open_for_append(command.errors.empty() ? command.output : command.errors));
    return launch(command, output.get(), errors.get(), true);
}

} // namespace retention::proving
