// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace retention::service {

struct TestOptions {
    std::filesystem::path config;                  // for the folder of policies and the databases; read only where one is needed
    std::vector<std::filesystem::path> files;      // of tests, or folders of such; empty: beside the settings' own policies
    std::optional<std::filesystem::path> schema;   // SQL; instead of those that files name, and of the database's
    std::optional<std::filesystem::path> programs; // the folder of a PostgreSQL server's programs
    std::optional<std::filesystem::path> junit;    // a file to write
    std::string filter;                            // only tests with this in their name
    bool as_json = false;
    bool in_colour = false;
};

// `retentiond --test`: carries the tests of policies out on a private server. Touches no database but to read a schema. Returns the
// exit status: 0 all passed, 1 some failed, could not be carried out, or there are none.
int test_policies(const TestOptions& options, std::ostream& out);

} // namespace retention::service
