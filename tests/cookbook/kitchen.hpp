// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/compiled_policy.hpp"
#include "tests/support/cluster.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace retention::cookbook {

// The day on which all recipes are tried.
inline constexpr const char* kAsOf = "2025-01-01 12:00:00+00";

struct Checked {
    std::shared_ptr<const jobs::CompiledPolicy> policy; // absent: refused
    std::string findings;                               // "warning INDEX_MISSING actions.delete.app.note", one a line
    std::string text;                                   // the same for people
};

// A database with the tables of one recipe, and the product's own way from a policy's text to erased rows.
class Kitchen {
public:
    // Makes the database anew in the cluster that all share.
    Kitchen(const std::string& name, const std::filesystem::path& tables);
    ~Kitchen();

    Kitchen(const Kitchen&) = delete;
    Kitchen& operator=(const Kitchen&) = delete;

    Checked check(const std::string& yaml) const;

    // What the recipe's view `tally` counts: pairs of what it is and its value.
    using Tally = std::vector<std::pair<std::string, std::string>>;
    Tally tally() const;

    // Plans a run, approves it, works it off, and gives how it ended: "finished, 1 done".
    std::string run(const std::shared_ptr<const jobs::CompiledPolicy>& policy) const;

private:
    long long plan(const jobs::CompiledPolicy& policy) const;
    std::string work_off(const std::shared_ptr<const jobs::CompiledPolicy>& policy) const;

    std::string database_;
};

} // namespace retention::cookbook
