// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/policy_test.hpp"
#include "policies/finding.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace retention::proving {

// Something that is otherwise than a test expects. Its rows are invented, so that values may be shown.
struct Difference {
    policies::Place place; // in the file of tests
    std::string what;      // 42.rules.silent-prospects.state, or after.crm.person
    std::string expected;
    std::string actual;
};

// Why a test could not be carried out, at the line that is to blame. what() and the hint are for people.
class Trouble : public std::runtime_error {
public:
    Trouble(policies::Place place, std::string where, const std::string& message, std::string hint = {})
        : std::runtime_error(message), place_(place), where_(std::move(where)), hint_(std::move(hint)) {}

    // As a finding, so that it is shown as those are.
    policies::Finding to_finding() const { return {policies::Severity::Error, "TEST_BROKEN", where_, place_, what(), hint_}; }

private:
    policies::Place place_;
    std::string where_;
    std::string hint_;
};

struct TestResult {
    std::string name;
    policies::Place place;
    std::vector<Difference> differences;
    policies::Findings troubles; // why it could not be carried out
    std::chrono::milliseconds took{0};

    bool has_passed() const noexcept { return differences.empty() && troubles.empty(); }
};

// Findings with the file whose lines they show.
struct Complaint {
    std::shared_ptr<const config::Source> source;
    policies::Findings findings;
};

// What came of one file of tests. With complaints none of its tests was carried out, and all count as failed.
struct FileResult {
    std::filesystem::path path;
    std::shared_ptr<const config::Source> source;
    std::string policy; // its name, where known
    std::vector<Complaint> complaints;
    std::string obstacle; // why the file's tests could not begin; with a hint
    std::string hint;
    std::vector<TestResult> tests;

    bool could_begin() const noexcept { return complaints.empty() && obstacle.empty(); }
    bool has_passed() const noexcept;
    std::size_t passed() const noexcept;
    // Those that failed, and one for a file that has none to count.
    std::size_t failed() const noexcept;
};

} // namespace retention::proving
