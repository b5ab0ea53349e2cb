// SPDX-License-Identifier: Apache-2.0
#include "config/limits_reader.hpp"

#include "config/values.hpp"

namespace retention::config {

namespace {

constexpr long long kPersonsMax = 1'000'000'000'000;
constexpr double kGrowthMax = 1e6;

// Leaves the default where the value can't be read; null lifts the limit.
template <typename T, typename Read>
void read_limit(const Fields& fields, std::string_view key, std::optional<T>& limit, Read read) {
    const auto value = fields.find(key);
    if (!value)
        return;
    if (value->is_null())
        limit.reset();
    else if (const auto number = read(*value))
        limit = *number;
}

} // namespace

policies::Limits read_limits(const Value& value) {
    policies::Limits limits;
    const Fields fields(value, "limits", {"persons", "share", "growth"});
    read_limit(fields, "persons", limits.persons, [](const Value& each) { return read_whole(each, 0, kPersonsMax); });
    read_limit(fields, "share", limits.share, read_percent);
    read_limit(fields, "growth", limits.growth, [](const Value& each) { return read_factor(each, kGrowthMax); });
    return limits;
}

} // namespace retention::config
