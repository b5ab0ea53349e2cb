// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/loader.hpp"

#include <filesystem>
#include <iosfwd>
#include <vector>

namespace retention::service {

// The findings of one file, with the file.
struct Inspected {
    std::shared_ptr<const config::Source> source;
    std::string file;
    std::string policy;   // empty for the settings
    policies::Findings findings;
};

enum class Depth { Syntax, Schema };

// What is wrong with a configuration: what reading it found and, with Depth::Schema, what every database says of its
// policies. The one inspection: --check, start and reload use it. A database that can't be reached is an error.
std::vector<Inspected> inspect(const config::Configuration& configuration, Depth depth);

bool has_errors(const std::vector<Inspected>& inspected) noexcept;

struct CheckOptions {
    std::filesystem::path config;
    std::vector<std::filesystem::path> files;   // or folders; empty: the configuration's own policies
    bool is_offline = false;
    bool accepts = false;                       // drift, first of all: accept_drift()
    bool as_json = false;
    bool is_strict = false;                     // warnings are as bad as errors
    bool is_usual_config = false;               // nobody named it: where it is absent, files can be checked offline without
};

// `retentiond --check`. Returns the exit status: 0 nothing wrong (there may be warnings, but with is_strict), 1 errors.
int check(const CheckOptions& options, std::ostream& out);

} // namespace retention::service
