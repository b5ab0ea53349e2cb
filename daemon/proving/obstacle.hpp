// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace retention::proving {

// Why tests can't be carried out at all: no server, no schema. what() and the hint are for people.
class Obstacle : public std::runtime_error {
public:
    explicit Obstacle(const std::string& message, std::string hint = {})
        : std::runtime_error(message), hint_(std::move(hint)) {}

    const std::string& hint() const noexcept { return hint_; }

private:
    std::string hint_;
};

} // namespace retention::proving
