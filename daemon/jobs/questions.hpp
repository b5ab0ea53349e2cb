// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/targets.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace retention::jobs {

// What a policy would do: questions that change nothing. See Operations for each; safe from any thread.
class Questions {
public:
    // `targets` outlive it.
    explicit Questions(const Targets& targets) : targets_(targets) {}

    nlohmann::json plan(const std::string& policy, const std::optional<std::string>& as_of);
    nlohmann::json explain(const std::string& policy, const std::string& key, const std::optional<std::string>& as_of);

private:
    const Targets& targets_;
};

} // namespace retention::jobs
