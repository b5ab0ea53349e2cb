// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/check.hpp"

#include "daemon/ctl/document.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace retention::ctl {
namespace {

constexpr const char* kDaemon = "retentiond";

// What the daemon runs with, if there is one and it tells us. A check needs no daemon, so nothing of this is an error.
std::string config_of_daemon(const Client& client) {
    try {
        const auto status = client.call("status", json::object(), std::chrono::seconds{5});
        const auto& config = member(status, "config");
        return config.is_string() ? config.get<std::string>() : std::string{};
    } catch (const std::runtime_error&) {
        return {};
    }
}

std::string sibling_program() {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error)
        return {};
    const auto sibling = self.parent_path() / kDaemon;
    return ::access(sibling.c_str(), X_OK) == 0 ? sibling.string() : std::string{};
}

} // namespace

std::vector<std::string> check_arguments(const CheckOptions& options, const std::string& config) {
    std::vector<std::string> arguments{kDaemon, "--check"};
    if (!config.empty())
        arguments.insert(arguments.end(), {"--config", config});
    if (options.is_offline)
        arguments.emplace_back("--offline");
    if (options.wants_json)
        arguments.emplace_back("--json");
    if (options.is_strict)
        arguments.emplace_back("--strict");
    arguments.insert(arguments.end(), options.files.begin(), options.files.end());
    return arguments;
}

void become_check(const CheckOptions& options, const Client& client) {
    const std::string config = options.config.empty() ? config_of_daemon(client) : options.config;
    auto arguments = check_arguments(options, config);
    std::vector<char*> pointers;
    for (auto& argument : arguments)
        pointers.push_back(argument.data());
    pointers.push_back(nullptr);

    if (const auto sibling = sibling_program(); !sibling.empty())
        ::execv(sibling.c_str(), pointers.data());
    else
        ::execvp(kDaemon, pointers.data());
    throw std::runtime_error(std::string{"cannot execute retentiond: "} + std::strerror(errno));
}

} // namespace retention::ctl
