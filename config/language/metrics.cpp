// SPDX-License-Identifier: Apache-2.0
#include "config/language/maps.hpp"

#include "config/language/kinds.hpp"

namespace retention::config::language {

namespace {

using namespace std::chrono_literals;

constexpr Kind kEvery = duration(1s, 1h);

constexpr Key kKeys[] = {
    {"textfile", &kPath, "none", "A file `*.prom` for the textfile collector of Prometheus' node exporter, written anew and whole each time",
     "/var/lib/prometheus/node-exporter/retentiond.prom"},
    {"every", &kEvery, "`15s`", "How often the file is written", "15s"},
};

} // namespace

constinit const Map kMetrics{
    .what = "metrics",
    .help = "Numbers for Prometheus; `retentionctl metrics` prints them in any case",
    .docs = "settings.md#metrics",
    .keys = kKeys,
};

} // namespace retention::config::language
