// SPDX-License-Identifier: Apache-2.0
#include "config/limits_reader.hpp"

#include "config/language/maps.hpp"
#include "config/values.hpp"

namespace retention::config {

namespace {

// Leaves the default where the value can't be read; null lifts the limit.
template <typename T, typename Read>
void read_limit(const Fields& fields, std::string_view key, std::optional<T>& limit, Read read) {
    const auto value = fields.find(key);
    if (!value)
        return;
    if (value->is_null())
        limit.reset();
    else if (const auto number = read(*value, fields.kind(key)))
        limit = *number;
}

} // namespace

policies::Limits read_limits(const Value& value) {
    policies::Limits limits;
    const Fields fields(value, language::kLimits);
    read_limit(fields, "persons", limits.persons, read_whole);
    read_limit(fields, "share", limits.share, read_percent);
    read_limit(fields, "growth", limits.growth, read_factor);
    return limits;
}

} // namespace retention::config
