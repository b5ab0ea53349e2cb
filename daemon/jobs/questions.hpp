// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/targets.hpp"

#include <nlohmann/json_fwd.hpp>

#include <atomic>
#include <optional>
#include <string>

namespace retention::jobs {

// What a policy would do: questions that change nothing. See Operations for each; safe from any thread.
class Questions {
public:
    // `targets` outlive it.
    explicit Questions(const Targets& targets) : targets_(targets) {}

    nlohmann::json plan(const std::string& policy, const std::optional<std::string>& as_of);
    nlohmann::json plan_subjects(const std::string& policy, const std::optional<std::string>& as_of, int limit);
    nlohmann::json plan_difference(const std::string& policy, const std::optional<int>& limit);
    nlohmann::json forecast(const ForecastQuestion& question);
    nlohmann::json explain(const std::string& policy, const std::string& key, const std::optional<std::string>& as_of);

private:
    const Targets& targets_;
    std::atomic<bool> is_forecasting_{false};
};

} // namespace retention::jobs
