// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/pace.hpp"

#include <algorithm>

namespace retention::jobs {

namespace {

constexpr double kRowsMin = 1;
constexpr double kGrowthMax = 1.25;
constexpr double kShrinkMax = 0.5;
// Autovacuum that does not come within this time is switched off or stuck; people's rights don't wait for it.
constexpr std::chrono::minutes kVacuumPatience{10};

} // namespace

Pace::Pace(const PaceSettings& settings, const platform::Clock& clock)
    : settings_(settings), clock_(clock), rows_(static_cast<double>(settings.batch_rows)) {}

std::size_t Pace::batch_rows() const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(rows_);
}

void Pace::batch_took(std::chrono::milliseconds duration, std::size_t subjects, long long rows) {
    const std::lock_guard lock(mutex_);
    const double target = static_cast<double>(settings_.batch_time.count());
    const double took = std::max(1.0, static_cast<double>(duration.count()));
    // A batch that was smaller than allowed says nothing about larger ones.
    if (took > target || static_cast<double>(subjects) >= rows_ / 2)
        rows_ = std::clamp(rows_ * std::clamp(target / took, kShrinkMax, kGrowthMax), kRowsMin,
                           static_cast<double>(settings_.batch_rows));
    if (settings_.rows_per_second > 0 && rows > 0) {
        const auto now = clock_.steady_now();
        const auto cost = std::chrono::microseconds(rows * 1'000'000 / settings_.rows_per_second);
        free_again_ = std::max(free_again_, now) + cost;
    }
}

void Pace::batch_timed_out() {
    const std::lock_guard lock(mutex_);
    rows_ = std::max(kRowsMin, rows_ * kShrinkMax);
}

void Pace::set_replica_lag(std::optional<std::chrono::milliseconds> lag) {
    const std::lock_guard lock(mutex_);
    replica_lag_ = lag;
}

void Pace::set_dead_rows(const std::optional<std::string>& table) {
    const std::lock_guard lock(mutex_);
    if (table && !swollen_table_)
        swollen_since_ = clock_.steady_now();
    swollen_table_ = table;
}

std::optional<std::chrono::milliseconds> Pace::pause() const {
    const std::lock_guard lock(mutex_);
    const auto now = clock_.steady_now();
    if (now >= free_again_)
        return std::nullopt;
    return std::chrono::ceil<std::chrono::milliseconds>(free_again_ - now);
}

std::optional<std::string> Pace::why_wait() const {
    const std::lock_guard lock(mutex_);
    if (settings_.replica_lag.count() > 0 && replica_lag_ && *replica_lag_ > settings_.replica_lag)
        return "a standby is " + std::to_string(replica_lag_->count()) + " ms behind";
    if (swollen_table_ && clock_.steady_now() - swollen_since_ < kVacuumPatience)
        return *swollen_table_ + " waits for autovacuum";
    if (clock_.steady_now() < free_again_)
        return "rows_per_second is reached";
    return std::nullopt;
}

} // namespace retention::jobs
