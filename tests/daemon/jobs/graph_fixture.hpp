// SPDX-License-Identifier: Apache-2.0
//
// Policies about app.person in schemas of a test's own: all of whom with an `ended_on` are due, for the one action
// `act`.
#pragma once

#include "tests/daemon/jobs/fixture.hpp"

#include <string>
#include <vector>

namespace retention::jobs {

class GraphTest : public ShopTest {
protected:
    void SetUp() override;

    // `middle` (links, facts) comes before the actions.
    static std::string policy(const std::string& actions, const std::string& middle = {});

    // Does all that is due in batches of `rows`, none of which may fail, and gives the run's number.
    long long run(const std::string& text, std::size_t rows = 250);

    // The same where batches may fail. Gives "2 done, 1 failed: RT001 app.person".
    std::string run_with_failures(const std::string& text);

    // What the check says against it: path and message of every finding that is an error, or nothing.
    std::string refusal(const std::string& text);

    // All findings, warnings as well, one a line: CODE path. `beside`: texts of the other policies of the database.
    std::string findings(const std::string& text, const std::vector<std::string>& beside = {});

    // What the journal tells of `table`, over all runs: "deleted", "updated" or "shared".
    static long long told(const std::string& table, const std::string& what);

    // The ids that are left in `table`, in their order: "1,2".
    static std::string ids(const std::string& table);
};

} // namespace retention::jobs
