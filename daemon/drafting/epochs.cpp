// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/epochs.hpp"

namespace retention::drafting {

namespace {

constexpr int kSeenMin = 3;
constexpr int kPercentMin = 90;

bool are_most(int count, int all) { return count >= kSeenMin && count * 100 >= all * kPercentMin; }

} // namespace

std::optional<EpochUnit> epoch_of(const policies::SchemaColumn& column, const TableObservation* seen) {
    const auto* values = seen != nullptr && column.family == anonymizers::TypeFamily::Integer ? seen->find(column.name) : nullptr;
    if (values == nullptr)
        return std::nullopt;
    const int set = values->filled - values->zeros;
    if (are_most(values->epoch_seconds, set))
        return EpochUnit::Seconds;
    if (are_most(values->epoch_milliseconds, set))
        return EpochUnit::Milliseconds;
    return std::nullopt;
}

std::string moment_sql(const std::string& value, EpochUnit unit) {
    return "to_timestamp(nullif(" + value + ", 0)" + (unit == EpochUnit::Milliseconds ? " / 1000.0" : "") + ")";
}

} // namespace retention::drafting
