// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/work_counts.hpp"
#include "daemon/metrics/family.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retention::jobs {

// Every metric that there is; docs/metrics.md lists them, a test compares.
std::span<const metrics::Family> metric_families() noexcept;

// What this process knows of its work in one database.
struct MeasuredWork {
    std::string database;
    WorkCounts::All counts;
    std::size_t batch_subjects_max = 0;
    std::string wait;   // the word of Target::why_wait(); empty: batches may start
};

// The metrics as Prometheus' text: `status` is the document of that command, so that both tell the same. Pure.
std::string metrics_text(const nlohmann::json& status, const std::vector<MeasuredWork>& work);

// Seconds since 1970 of a time as documents have them, "2026-11-23T02:15:00.5+01:00", or of a day's beginning in UTC.
// Nothing when it is neither.
std::optional<double> epoch_of(std::string_view time);

} // namespace retention::jobs
