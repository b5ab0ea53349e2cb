// SPDX-License-Identifier: Apache-2.0
//
// What came of tests, for people, for programs and for the servers that build software. Pure.
#pragma once

#include "daemon/proving/test_result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace retention::proving {

// A line for each test; below one that failed, what was expected and what came, side by side, with the place.
std::string render(const FileResult& file, bool in_colour);

// "12 tests, 11 passed, 1 failed"
std::string render_summary(const std::vector<FileResult>& files);

// As docs/policy-tests.md has it.
nlohmann::json to_json(const std::vector<FileResult>& files);

// In the form that JUnit made usual: a testsuite for each file.
std::string to_junit(const std::vector<FileResult>& files);

// Of one test, or of a whole file: differences in columns, then what kept it from being carried out.
std::string details_of(const TestResult& test, const config::Source& source);
std::string details_of(const FileResult& file);

} // namespace retention::proving
