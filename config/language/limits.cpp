// SPDX-License-Identifier: Apache-2.0
#include "config/language/maps.hpp"

#include "config/language/kinds.hpp"

namespace retention::config::language {

namespace {

constexpr Kind kPersons = or_null(whole_number(0, 1'000'000'000'000));
constexpr Kind kShare = or_null(percentage());
constexpr Kind kGrowth{.form = Kind::Form::Factor, .what = "a number above 0", .may_be_null = true, .max = 1'000'000};

constexpr Key kKeys[] = {
    {"persons", &kPersons, "`5000`", "The most subjects in one run, a whole number", "5000"},
    {"share", &kShare, "`5%`", "The largest share of all subjects, 0% to 100%", "5%"},
    {"growth", &kGrowth, "`10`", "At most so many times the median of the last runs, above 0", "10"},
};

} // namespace

constinit const Map kLimits{
    .what = "limits",
    .help = "A run beyond any of these waits for an approval; null lifts a limit",
    .docs = "policy-language.md#limits",
    .keys = kKeys,
};

} // namespace retention::config::language
