// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/slow_batches.hpp"

#include <algorithm>
#include <vector>

namespace retention::jobs {

namespace {

constexpr std::size_t kRemembered = 50;
constexpr std::size_t kEnough = 10;         // for a median that means something
constexpr double kFar = 5;                  // times the median
constexpr int kLongAnyway = 4;              // times the time wanted: shorter ones disturb nobody
constexpr std::chrono::seconds kLongForOne{1};
constexpr int kToldAgain = 1'000;           // batches later

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

std::string what_it_did(std::chrono::milliseconds took, long long subjects, long long rows) {
    return std::to_string(took.count()) + " ms for " + std::to_string(subjects) + (subjects == 1 ? " subject and " : " subjects and ") +
           std::to_string(rows) + " rows";
}

} // namespace

std::optional<std::string> SlowBatches::note(const std::string& kind, std::chrono::milliseconds took, long long subjects, long long rows,
                                             std::chrono::milliseconds wanted) {
    Seen& seen = seen_[kind];
    const double cost = static_cast<double>(took.count()) / static_cast<double>(std::max(1LL, subjects + rows));
    std::optional<std::string> slow;
    if (seen.costs.size() >= kEnough) {
        const double usual = median({seen.costs.begin(), seen.costs.end()});
        if (took > wanted * kLongAnyway && cost > usual * kFar)
            slow = what_it_did(took, subjects, rows) + ", " + std::to_string(static_cast<long long>(cost / std::max(usual, 0.001))) +
                   " times the median of recent batches: a bad plan (ANALYZE?), or an index that is missing or was dropped";
    }
    if (!slow && subjects == 1 && took > kLongForOne && rows < took.count())
        slow = what_it_did(took, subjects, rows) + ": is an index missing? retentionctl check tells foreign keys without one";
    seen.costs.push_back(cost);
    if (seen.costs.size() > kRemembered)
        seen.costs.pop_front();
    ++seen.since_told;
    if (!slow || (seen.was_told && seen.since_told < kToldAgain))
        return std::nullopt;
    seen.was_told = true;
    seen.since_told = 0;
    return slow;
}

} // namespace retention::jobs
