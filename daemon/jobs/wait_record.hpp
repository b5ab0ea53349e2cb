// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/pace.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retention::jobs {

// Writes down in the journal (retentiond.wait) which runs got no further, from when to when, for how long in all, and why. Waits of
// the same reason that follow each other closely become one row, so that a run that is held back between any two batches does not
// leave a row for each. A row always says until when was waited: whoever is killed while a run waits has told all but the last seconds.
//
// One thread.
class WaitRecord {
public:
    struct Waiting {
        long long run = 0;
        Wait why;
    };

    explicit WaitRecord(const platform::Clock& clock) : clock_(&clock) {}

    // Those that wait now; called every round. What passed since the last round was waited for. True when something was written.
    // Throws database::Failure.
    bool note(database::Transaction& transaction, const std::vector<Waiting>& waiting);

    // Nobody could do anything for `gap` until now: the database was out of reach.
    void note_gap(database::Transaction& transaction, long long run, std::chrono::milliseconds gap);

private:
    struct Open {
        long long row = 0;                            // 0: too short yet to be worth a row
        std::chrono::microseconds waited{0};          // in all
        std::chrono::microseconds told{0};            // of that, in the journal
        std::chrono::microseconds quiet{0};           // since it last waited
        std::string text;
    };

    void tell(database::Transaction& transaction, long long run, const std::string& word, Open& open);

    const platform::Clock* clock_;
    std::map<std::pair<long long, std::string>, Open> open_;   // by run and word
    std::optional<platform::SteadyTime> last_;
};

} // namespace retention::jobs
