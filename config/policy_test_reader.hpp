// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/policy_test.hpp"

#include <optional>

namespace retention::config {

// The ending of files with tests. They stand beside the policies, and are none.
inline constexpr const char* kTestEnding = ".test.yaml";

// Reads the tests in `source`, as docs/policy-tests.md describes them. All that is wrong is reported, in order of line; nothing
// when one of it is an error. Whether names are those of the policy and the schema is asked later, when these are known.
std::optional<PolicyTests> read_policy_tests(const Source& source, policies::Findings& findings);

// Loads one file. Blocks on the disk.
PolicyTestFile load_policy_test_file(const std::filesystem::path& path);

// The files of tests in `folder`, in order of name. Blocks on the disk.
std::vector<std::filesystem::path> policy_test_paths(const std::filesystem::path& folder, policies::Findings& findings);

} // namespace retention::config
