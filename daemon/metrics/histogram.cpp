// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/histogram.hpp"

#include <algorithm>
#include <numeric>

namespace retention::metrics {

void Histogram::observe(std::chrono::microseconds duration) noexcept {
    const double seconds = std::chrono::duration<double>(duration).count();
    const auto bound = std::lower_bound(kBounds.begin(), kBounds.end(), seconds) - kBounds.begin();
    ++counts_[static_cast<std::size_t>(bound)];
    sum_seconds_ += seconds;
}

unsigned long long Histogram::up_to(std::size_t bound) const noexcept {
    return std::accumulate(counts_.begin(), counts_.begin() + static_cast<std::ptrdiff_t>(bound) + 1, 0ULL);
}

unsigned long long Histogram::count() const noexcept {
    return std::accumulate(counts_.begin(), counts_.end(), 0ULL);
}

} // namespace retention::metrics
