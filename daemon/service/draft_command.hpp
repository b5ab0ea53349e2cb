// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/drafting/drafter.hpp"

#include <filesystem>
#include <iosfwd>
#include <string>

namespace retention::service {

struct DraftOptions {
    std::filesystem::path config;
    std::string table;                        // empty: which tables it could be
    std::string database;                     // of the settings; empty: the only one
    std::string dsn;                          // instead of the settings
    std::string name;                         // the policy's; empty: the table's
    std::filesystem::path output;             // empty: the standard output. Never one that exists.
    int sample_rows = drafting::kSampleRows;
};

// `retentiond --draft`. Returns the exit status: 0 there is a draft, or a list of tables; 1 there is none, and `complaints` says why;
// 2 the options make no sense.
int draft(const DraftOptions& options, std::ostream& out, std::ostream& complaints);

} // namespace retention::service
