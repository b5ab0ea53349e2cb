// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace retention::jobs {

// Notices a batch that took far longer than those before it did for as many rows: the server has chosen a bad plan, or an index is
// missing. Also a single subject who takes seconds from the first batch on. One worker's.
class SlowBatches {
public:
    // Notes what a batch of `kind` (a policy and its action) took. What is wrong with it, for people; nothing when nothing is, or when
    // that was told lately.
    std::optional<std::string> note(const std::string& kind, std::chrono::milliseconds took, long long subjects, long long rows,
                                    std::chrono::milliseconds wanted);

private:
    struct Seen {
        std::deque<double> costs;   // milliseconds for a subject or row, of the recent batches
        int since_told = 0;         // batches
        bool was_told = false;
    };
    std::map<std::string, Seen> seen_;
};

} // namespace retention::jobs
