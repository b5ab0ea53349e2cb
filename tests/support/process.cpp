// SPDX-License-Identifier: Apache-2.0
#include "tests/support/process.hpp"

#include <algorithm>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace retention::test {

namespace {

using namespace std::chrono_literals;

constexpr auto kPollInterval = 5ms;

[[noreturn]] void fail(int error, const std::string& what) {
    throw std::system_error(error, std::generic_category(), what);
}

// An unnamed file in memory that takes a stream of the child.
int open_capture(const char* name) {
    const int descriptor = memfd_create(name, MFD_CLOEXEC);
    if (descriptor < 0)
        fail(errno, "memfd_create");
    return descriptor;
}

std::string read_whole(int descriptor) {
    std::string text;
    char buffer[65536];
    off_t offset = 0;
    for (;;) {
        const ssize_t count = pread(descriptor, buffer, sizeof buffer, offset);
        if (count < 0)
            fail(errno, "pread");
        if (count == 0)
            return text;
        text.append(buffer, static_cast<std::size_t>(count));
        offset += count;
    }
}

std::vector<std::string> merged_environment(const Command& command) {
    std::vector<std::string> entries;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text = *entry;
        if (!command.environment.contains(text.substr(0, text.find('='))))
            entries.push_back(text);
    }
    for (const auto& [name, value] : command.environment)
        if (value)
            entries.push_back(name + "=" + *value);
    return entries;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (auto& text : texts)
        result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

// posix_spawn's two argument objects, released together.
struct SpawnPlan {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;

    SpawnPlan() {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
    }
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
};

// A child starts with default signals, whatever this thread blocks or ignores.
void reset_signals(posix_spawnattr_t& attributes) {
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

pid_t spawn(const Command& command, int output, int errors) {
    if (command.arguments.empty())
        throw std::invalid_argument("a command needs a program");
    SpawnPlan plan;
    reset_signals(plan.attributes);
    if (command.standard_input >= 0)
        posix_spawn_file_actions_adddup2(&plan.actions, command.standard_input, STDIN_FILENO);
    else
        posix_spawn_file_actions_addopen(&plan.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&plan.actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&plan.actions, errors, STDERR_FILENO);
    if (!command.working_folder.empty())
        posix_spawn_file_actions_addchdir_np(&plan.actions, command.working_folder.c_str());

    auto arguments = command.arguments;
    auto environment = merged_environment(command);
    pid_t pid = -1;
    const int error = posix_spawnp(&pid, arguments.front().c_str(), &plan.actions, &plan.attributes,
                                   pointers(arguments).data(), pointers(environment).data());
    if (error != 0)
        fail(error, "start " + command.arguments.front());
    return pid;
}

} // namespace

Process::Process(const Command& command) {
    try {
        output_descriptor_ = open_capture("stdout");
        errors_descriptor_ = open_capture("stderr");
        pid_ = spawn(command, output_descriptor_, errors_descriptor_);
        // By number: the header of glibc 2.36 declares pidfd_open without C linkage.
        pid_descriptor_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
        if (pid_descriptor_ < 0)
            fail(errno, "pidfd_open");
    } catch (...) {
        release();
        throw;
    }
}

Process::~Process() {
    release();
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), pid_descriptor_(std::exchange(other.pid_descriptor_, -1)),
      output_descriptor_(std::exchange(other.output_descriptor_, -1)),
      errors_descriptor_(std::exchange(other.errors_descriptor_, -1)), status_(std::exchange(other.status_, {})) {}

Process& Process::operator=(Process&& other) noexcept {
    if (this != &other) {
        release();
        pid_ = std::exchange(other.pid_, -1);
        pid_descriptor_ = std::exchange(other.pid_descriptor_, -1);
        output_descriptor_ = std::exchange(other.output_descriptor_, -1);
        errors_descriptor_ = std::exchange(other.errors_descriptor_, -1);
        status_ = std::exchange(other.status_, {});
    }
    return *this;
}

void Process::release() noexcept {
    if (pid_ > 0 && !status_) {
        kill(pid_, SIGKILL);
        while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR)
            ;
    }
    for (int* descriptor : {&pid_descriptor_, &output_descriptor_, &errors_descriptor_})
        if (*descriptor >= 0)
            close(std::exchange(*descriptor, -1));
    pid_ = -1;
}

bool Process::is_running() {
    return !wait(0ms);
}

std::string Process::output() const {
    return read_whole(output_descriptor_);
}

std::string Process::errors() const {
    return read_whole(errors_descriptor_);
}

void Process::signal(int number) {
    // Not reaped yet, so the pid cannot belong to anybody else.
    if (!status_ && kill(pid_, number) != 0)
        fail(errno, "kill");
}

std::optional<Outcome> Process::wait(std::chrono::milliseconds deadline) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!status_) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd ended{pid_descriptor_, POLLIN, 0};
        const int ready = poll(&ended, 1, static_cast<int>(std::max<long long>(0, left.count())));
        if (ready == 0)
            return std::nullopt;
        if (ready < 0 && errno != EINTR)
            fail(errno, "poll");
        int status = 0;
        if (ready > 0 && waitpid(pid_, &status, WNOHANG) == pid_)
            status_ = status;
    }
    Outcome outcome;
    if (WIFEXITED(*status_))
        outcome.exit_status = WEXITSTATUS(*status_);
    else
        outcome.signal = WTERMSIG(*status_);
    outcome.output = output();
    outcome.errors = errors();
    return outcome;
}

Outcome run(const Command& command, std::chrono::milliseconds deadline) {
    Process process(command);
    if (auto outcome = process.wait(deadline))
        return *outcome;
    process.signal(SIGKILL);
    return process.wait(10s).value();
}

bool wait_until(const std::function<bool()>& predicate, std::chrono::milliseconds deadline) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!predicate()) {
        if (std::chrono::steady_clock::now() >= end)
            return false;
        std::this_thread::sleep_for(kPollInterval);
    }
    return true;
}

} // namespace retention::test
