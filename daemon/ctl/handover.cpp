// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/handover.hpp"

#include "daemon/ctl/document.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace retention::ctl {
namespace {

constexpr const char* kDaemon = "retentiond";

// What the daemon runs with, if there is one and it tells us. None of these commands needs a daemon, so nothing of this is an error.
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

std::string config_for(const std::string& given, const Client& client) {
    return given.empty() ? config_of_daemon(client) : given;
}

void become_daemon(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), kDaemon);
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
