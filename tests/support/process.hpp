// SPDX-License-Identifier: Apache-2.0
//
// Child processes for tests: run to the end, or keep in the background, signal and wait with a deadline.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace retention::test {

// What to start. The first argument is the program, looked up in PATH when it has no slash.
struct Command {
    std::vector<std::string> arguments;
    std::map<std::string, std::optional<std::string>> environment; // added to ours; no value: removed from it
    std::filesystem::path working_folder;                          // empty: ours
    int standard_input = -1;                                       // a descriptor of ours; -1: /dev/null
};

// How a child ended. Exactly one of `exit_status` and `signal` says it.
struct Outcome {
    std::optional<int> exit_status;
    std::optional<int> signal;
    std::string output; // all of its standard output
    std::string errors; // all of its standard error

    bool succeeded() const { return exit_status == 0; }
};

// A child in the background. The destructor kills (SIGKILL) and reaps it. Its output goes to memory, so it never blocks
// on us. One object, one thread at a time. Every operation throws std::system_error when the kernel refuses.
class Process {
public:
    // Throws std::system_error when the program cannot be executed.
    explicit Process(const Command& command);
    ~Process();

    Process(Process&& other) noexcept;
    Process& operator=(Process&& other) noexcept;

    pid_t pid() const noexcept { return pid_; }
    bool is_running();

    // What it has written so far.
    std::string output() const;
    std::string errors() const;

    // Sends a signal, for example SIGKILL, SIGSTOP, SIGTERM. Nothing happens when it has ended already.
    void signal(int number);

    // Waits for the end, at most `deadline`; empty when it runs on. May be asked again after the end.
    std::optional<Outcome> wait(std::chrono::milliseconds deadline);

private:
    void release() noexcept;

    pid_t pid_ = -1;
    int pid_descriptor_ = -1;
    int output_descriptor_ = -1;
    int errors_descriptor_ = -1;
    std::optional<int> status_; // as waitpid gives it, once reaped
};

// Runs a command to its end. A command that outlives `deadline` is killed and its outcome says so (`signal` SIGKILL).
Outcome run(const Command& command, std::chrono::milliseconds deadline = std::chrono::minutes(1));

// How long tests wait for what must come: beside compilers, and in a daemon under a sanitizer, all takes its time. Whoever waits for
// what must not come waits for as long as the claim says.
inline constexpr std::chrono::minutes kLongEnough{1};

// Asks `predicate` every few milliseconds until it holds; false when it still does not at the deadline.
[[nodiscard]] bool wait_until(const std::function<bool()>& predicate, std::chrono::milliseconds deadline);

} // namespace retention::test
