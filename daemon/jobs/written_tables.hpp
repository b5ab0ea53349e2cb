// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/binding.hpp"

#include <string>
#include <vector>

namespace retention::jobs {

// A table whose rows a line of an action deletes or changes: the line's own, or a part of it.
struct WrittenTable {
    policies::TableName name;
    std::string path;                       // of the line, for findings
    const policies::Line* line = nullptr;
    bool is_deleted_from = false;
    bool is_changed = false;
};

// In the order of the actions and their lines. What is kept is among them where ON DELETE SET NULL or SET DEFAULT changes it.
std::vector<WrittenTable> written_tables(const policies::Binding& binding);

} // namespace retention::jobs
