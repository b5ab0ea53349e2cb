// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/settings.hpp"
#include "config/source.hpp"
#include "policies/policy.hpp"

#include <filesystem>
#include <memory>
#include <vector>

namespace retention::config {

// One policy file as it was found. Its source stays, so that later complaints (those of the schema) can show its lines.
struct PolicyFile {
    std::filesystem::path path;
    std::shared_ptr<const Source> source;
    policies::Findings findings;
    std::shared_ptr<const policies::Policy> policy; // null when a finding is an error
};

// All that the daemon is told to do: loaded whole, then checked, then swapped in.
struct Configuration {
    std::filesystem::path path; // of the settings file
    std::shared_ptr<const Source> source;
    Settings settings;
    policies::Findings findings;      // of the settings file and the folder of policies
    std::vector<PolicyFile> policies; // in order of file name

    // Whether any file has an error.
    bool has_errors() const noexcept;
};

// Loads the settings and every *.yaml of its folder of policies; a bad file hides no other. What can't be read is a
// finding. Checks across files: policies have different names, and each names a database of the settings. Blocks on the
// disk.
Configuration load(const std::filesystem::path& settings_file);

// Loads one policy without settings, as `retentionctl check FILE` does.
PolicyFile load_policy_file(const std::filesystem::path& path);

// Loads policies without settings: files, and folders of them, each file once. A folder without any is an error. Checks that
// they have different names.
std::vector<PolicyFile> load_policy_files(const std::vector<std::filesystem::path>& paths);

// Whether the policy fits the settings: they know its database, and have the key that its pseudonyms are made with.
void check_with_settings(PolicyFile& file, const Settings& settings);

} // namespace retention::config
