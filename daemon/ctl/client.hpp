// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/control/protocol.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <stdexcept>
#include <string>

namespace retention::ctl {

// The daemon cannot be reached, or does not answer. what() says so; hint() what to do, perhaps nothing.
class Unreachable : public std::runtime_error {
public:
    Unreachable(const std::string& message, std::string hint) : std::runtime_error(message), hint_(std::move(hint)) {}
    const std::string& hint() const noexcept { return hint_; }

private:
    std::string hint_;
};

// The daemon answers, and says no.
class Refusal : public std::runtime_error {
public:
    explicit Refusal(control::Error error) : std::runtime_error(error.message), error_(std::move(error)) {}
    const control::Error& error() const noexcept { return error_; }

private:
    control::Error error_;
};

// Asks the daemon at a unix socket. Connects for each question, so that a daemon that restarts in between is no matter.
class Client {
public:
    // Long enough for a plan of a large database.
    static constexpr std::chrono::minutes kPatience{30};

    explicit Client(std::string path) : path_(std::move(path)) {}

    // The result. Throws Unreachable or Refusal.
    nlohmann::json call(const std::string& method, nlohmann::json params = nlohmann::json::object(),
                        std::chrono::milliseconds patience = kPatience) const;

    const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
};

} // namespace retention::ctl
