// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>

namespace retention::metrics {

// How long something took, counted by upper bounds. Not for several threads at once.
class Histogram {
public:
    // In seconds, from a batch of one row to the default statement timeout.
    static constexpr std::array kBounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0};

    void observe(std::chrono::microseconds duration) noexcept;

    // How many took no longer than kBounds[bound].
    unsigned long long up_to(std::size_t bound) const noexcept;
    unsigned long long count() const noexcept;
    double sum_seconds() const noexcept { return sum_seconds_; }

private:
    std::array<unsigned long long, kBounds.size() + 1> counts_{}; // each between two bounds; the last beyond all
    double sum_seconds_ = 0;
};

} // namespace retention::metrics
