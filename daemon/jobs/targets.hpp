// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/operations.hpp"
#include "daemon/jobs/target.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace retention::jobs {

// The databases that the daemon works in, and which of them a policy, a run, a hold or a request belongs to. Safe from any thread.
// All throw OperationError.
class Targets {
public:
    // `all` outlive it.
    explicit Targets(std::vector<Target*> all) : all_(std::move(all)) {}

    const std::vector<Target*>& all() const noexcept { return all_; }

    // The one that has `policy`; that one alone, or all, for a command that may leave the policy out.
    Target& of_policy(const std::string& policy) const;
    std::vector<Target*> concerned(const std::optional<std::string>& policy) const;

    Target& of_run(const Numbered& run) const;
    Target& of_hold(const Numbered& hold) const;
    Target& of_request(const Numbered& request) const;

    // A run's document with the name of its database, by which it is told apart where there are several.
    nlohmann::json told(const Target& target, nlohmann::json run) const;

    // The time zone in which moments are told: that of `policy`; of none, the one that all policies have, else UTC.
    std::string zone(const std::optional<std::string>& policy = std::nullopt) const;

private:
    Target& of_number(const Numbered& wanted, const char* what, const char* find) const;

    const std::vector<Target*> all_;
};

// The time zone of `policy`, UTC when it is not known.
std::string zone_of(Target& target, const std::string& policy);

} // namespace retention::jobs
