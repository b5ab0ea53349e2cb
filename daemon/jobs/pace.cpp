// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/pace.hpp"

#include <algorithm>

namespace retention::jobs {

namespace {

using std::chrono::milliseconds;

constexpr double kRowsMin = 1;
constexpr double kGrowthMax = 1.25;
constexpr double kShrinkMax = 0.5;
// Of what a costly subject came to so much is still expected one batch later: half after seven.
constexpr double kMemory = 0.9;
// Batches whose sizes are so far apart tell what each subject costs.
constexpr double kTellingRatio = 1.2;
constexpr double kFixedMemory = 0.98;
constexpr double kFixedGuess = 0.75;
// Autovacuum that does not come within this time is switched off or stuck; people's rights don't wait for it.
constexpr std::chrono::minutes kVacuumPatience{10};
// The application may write more than the limit for a while. More than this of it is not laid to our charge.
constexpr double kWalDebtSeconds = 10;
// A statement of several subjects may take so many times the batch's time before it is given up.
constexpr int kPatience = 20;

} // namespace

PaceSettings pace_settings(const config::Pace& pace) {
    PaceSettings settings;
    settings.batch_time = pace.batch_time;
    settings.batch_rows = static_cast<std::size_t>(pace.batch_rows);
    settings.replica_lag = pace.replica_lag.value_or(milliseconds(0));
    settings.rows_per_second = pace.rows_per_second;
    settings.dead_rows = pace.dead_rows;
    settings.lock_timeout = pace.lock_timeout;
    settings.statement_timeout = pace.statement_timeout;
    settings.batch_changes = pace.batch_changes;
    settings.wal_per_second = pace.wal_mb_per_second * 1'000'000;
    settings.active_sessions = pace.active_sessions;
    return settings;
}

Pace::Pace(const PaceSettings& settings, const platform::Clock& clock)
    : clock_(clock), settings_(settings), rows_(static_cast<double>(settings.batch_rows)) {}

PaceSettings Pace::settings() const {
    const std::lock_guard lock(mutex_);
    return settings_;
}

void Pace::retune(const PaceSettings& settings) {
    const std::lock_guard lock(mutex_);
    settings_ = settings;
    rows_ = std::min(rows_, static_cast<double>(settings.batch_rows));
    if (settings.rows_per_second == 0)
        free_again_ = {};
    if (settings.wal_per_second == 0)
        wal_debt_ = 0;
}

double Pace::rows_allowed() const {
    auto changes = static_cast<double>(settings_.batch_changes);
    if (settings_.rows_per_second > 0)
        changes = std::min(changes, static_cast<double>(settings_.rows_per_second));
    return changes_each_ > 0 ? std::clamp(changes / changes_each_, kRowsMin, rows_) : rows_;
}

std::size_t Pace::batch_rows() const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(rows_allowed());
}

milliseconds Pace::statement_patience(std::size_t subjects) const {
    const std::lock_guard lock(mutex_);
    if (subjects <= 1)
        return settings_.statement_timeout;
    // Longer than a wait for a lock, which has a limit and a failure of its own.
    return std::min(settings_.statement_timeout, std::max(settings_.batch_time * kPatience, settings_.lock_timeout * 2));
}

void Pace::batch_took(milliseconds duration, std::size_t subjects, long long rows) {
    const std::lock_guard lock(mutex_);
    const double took = std::max(1.0, static_cast<double>(duration.count()));
    learn_fixed(static_cast<double>(subjects), took);
    const double time = static_cast<double>(settings_.batch_time.count());
    // Where a missing index costs each batch the same, a batch that is smaller and smaller only makes it many times as often.
    const double target = std::max(time, fixed_ + std::min(fixed_, time * kPatience));
    // A batch that was smaller than allowed says nothing about larger ones.
    if (took > target || static_cast<double>(subjects) >= rows_allowed() / 2)
        rows_ = std::clamp(rows_ * std::clamp(target / took, kShrinkMax, kGrowthMax), kRowsMin,
                           static_cast<double>(settings_.batch_rows));
    if (subjects > 0)
        changes_each_ = std::max(static_cast<double>(rows) / static_cast<double>(subjects), changes_each_ * kMemory);
    if (settings_.rows_per_second > 0 && rows > 0) {
        const auto now = clock_.steady_now();
        const auto cost = std::chrono::microseconds(rows * 1'000'000 / settings_.rows_per_second);
        free_again_ = std::max(free_again_, now) + cost;
    }
}

// Of two batches of different sizes: what is left of the time when nobody would be in it.
void Pace::learn_fixed(double subjects, double took) {
    const double before = compared_.subjects;
    if (before == 0) {
        compared_ = {subjects, took};
    } else if (std::max(subjects, before) >= std::min(subjects, before) * kTellingRatio) {
        const double each = (compared_.took - took) / (before - subjects);
        fixed_ = (fixed_ + std::clamp(took - each * subjects, 0.0, took)) / 2;
        compared_ = {subjects, took};
    } else {
        fixed_ *= kFixedMemory;   // until batches have become so small that they tell again
    }
    // Batches of one do not tell whether two would take longer: they are tried now and then.
    if (rows_ < kRowsMin * 2 && took > static_cast<double>(settings_.batch_time.count()))
        fixed_ = std::max(fixed_, took * kFixedGuess);
    fixed_ = std::min(fixed_, took);
}

void Pace::batch_timed_out() {
    const std::lock_guard lock(mutex_);
    rows_ = std::max(kRowsMin, rows_ * kShrinkMax);
}

void Pace::set_replica_lag(std::optional<milliseconds> lag) {
    const std::lock_guard lock(mutex_);
    replica_lag_ = lag;
}

void Pace::set_dead_rows(const std::optional<std::string>& table) {
    const std::lock_guard lock(mutex_);
    if (table && !swollen_table_)
        swollen_since_ = clock_.steady_now();
    swollen_table_ = table;
}

void Pace::set_wal_position(long long bytes) {
    const std::lock_guard lock(mutex_);
    const auto now = clock_.steady_now();
    if (settings_.wal_per_second > 0 && wal_position_ && bytes >= *wal_position_) {
        const auto limit = static_cast<double>(settings_.wal_per_second);
        const double seconds = std::chrono::duration<double>(now - wal_asked_).count();
        wal_debt_ = std::clamp(wal_debt_ + static_cast<double>(bytes - *wal_position_) - limit * seconds, 0.0, limit * kWalDebtSeconds);
    }
    wal_position_ = bytes;
    wal_asked_ = now;
}

void Pace::set_active_sessions(std::optional<int> sessions) {
    const std::lock_guard lock(mutex_);
    active_sessions_ = sessions;
}

std::optional<milliseconds> Pace::pause() const {
    const std::lock_guard lock(mutex_);
    const auto now = clock_.steady_now();
    if (now >= free_again_)
        return std::nullopt;
    return std::chrono::ceil<milliseconds>(free_again_ - now);
}

std::optional<Wait> Pace::measured_wait() const {
    if (settings_.replica_lag.count() > 0 && replica_lag_ && *replica_lag_ > settings_.replica_lag)
        return Wait{"replica_lag", "a standby is " + std::to_string(replica_lag_->count()) + " ms behind"};
    if (settings_.wal_per_second > 0 && wal_debt_ > 0)
        return Wait{"wal_mb_per_second", "the server writes more than " + std::to_string(settings_.wal_per_second / 1'000'000) +
                                             " MB of WAL a second"};
    if (settings_.active_sessions > 0 && active_sessions_ && *active_sessions_ > settings_.active_sessions)
        return Wait{"active_sessions", std::to_string(*active_sessions_) + " sessions of others are at work"};
    if (settings_.dead_rows && swollen_table_ && clock_.steady_now() - swollen_since_ < kVacuumPatience)
        return Wait{"dead_rows", *swollen_table_ + " waits for autovacuum"};
    return std::nullopt;
}

std::optional<Wait> Pace::wait() const {
    const std::lock_guard lock(mutex_);
    if (auto measured = measured_wait())
        return measured;
    if (clock_.steady_now() < free_again_)
        return Wait{"rows_per_second", "rows_per_second is reached"};
    return std::nullopt;
}

std::optional<std::string> Pace::why_wait() const {
    const auto waits = wait();
    return waits ? std::optional(waits->text) : std::nullopt;
}

} // namespace retention::jobs
