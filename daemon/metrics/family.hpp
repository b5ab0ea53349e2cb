// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace retention::metrics {

enum class Type { Counter, Gauge, Histogram };

// What is measured: everything that samples of one name share. Names and units follow Prometheus' conventions.
struct Family {
    std::string_view name; // retentiond_batches_total
    Type type = Type::Gauge;
    std::span<const std::string_view> labels; // their names, in the order of a sample's values
    std::string_view help;
};

} // namespace retention::metrics
