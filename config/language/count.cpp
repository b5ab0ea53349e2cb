// SPDX-License-Identifier: Apache-2.0
#include "config/language/maps.hpp"

#include "config/language/kinds.hpp"

namespace retention::config::language {

namespace {

using namespace std::chrono_literals;

constexpr Kind kEvery = duration(1min, 24h);

constexpr Key kKeys[] = {
    {"every", &kEvery, "`1h`",
     "How old a count may become before everybody is counted again. Counting takes at most a hundredth of the time, so a large table is "
     "counted less often",
     "1h"},
};

} // namespace

constinit const Map kCount{
    .what = "count",
    .help = "How often everybody is counted, so that who is overdue is known between plans too",
    .docs = "settings.md#count",
    .keys = kKeys,
};

} // namespace retention::config::language
