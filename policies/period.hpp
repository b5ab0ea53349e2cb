// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace retention::policies {

// A length of time in whole calendar units, as ISO 8601 writes it: P2Y, P1Y6M, P30D, P4W. Days at the finest.
struct Period {
    int years = 0;
    int months = 0;
    int days = 0;

    bool operator==(const Period&) const = default;
};

// Each unit at most this, so that no date arithmetic leaves PostgreSQL's range and blocks a whole run.
inline constexpr int kPeriodYearsMax = 1000;

// Reads `text`, or nothing when it is not such a period (times, fractions, signs and an empty "P" are none).
std::optional<Period> parse_period(std::string_view text) noexcept;

// "P1Y6M"
std::string to_iso(const Period& period);

// interval '1 year 6 months'
std::string to_sql(const Period& period);

} // namespace retention::policies
