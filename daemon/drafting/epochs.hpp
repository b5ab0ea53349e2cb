// SPDX-License-Identifier: Apache-2.0
//
// Moments that an application keeps as numbers of seconds or milliseconds since 1970, as a sample of the values shows.
#pragma once

#include "daemon/drafting/observation.hpp"
#include "policies/schema.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace retention::drafting {

enum class EpochUnit { Seconds, Milliseconds };

// What the numbers of `column` count, where they are moments of this century: nearly all but 0, which says never.
std::optional<EpochUnit> epoch_of(const policies::SchemaColumn& column, const TableObservation* seen);

// to_timestamp(nullif(value, 0)): the moment, and null for never.
std::string moment_sql(const std::string& value, EpochUnit unit);

} // namespace retention::drafting
