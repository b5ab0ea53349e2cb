// SPDX-License-Identifier: Apache-2.0
#include "config/language/maps.hpp"

#include "config/language/kinds.hpp"

namespace retention::config::language {

namespace {

// Names of months and days, lists, ranges and steps: what is wrong with the numbers the reader says.
constexpr Kind kCron{
    .what = "five cron fields, such as \"15 2 * * *\"",
    .pattern = "^[ \\t]*(@[A-Za-z]+|[A-Za-z0-9*,/-]+([ \\t]+[A-Za-z0-9*,/-]+){4})[ \\t]*$",
};
constexpr Kind kTimezone{.what = "a time zone, such as Europe/Amsterdam", .pattern = "^[A-Za-z0-9_+/-]+$"};
constexpr Kind kWindow{
    .what = "two times of day, such as \"22:00-06:00\"",
    .pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$",
};

constexpr Key kKeys[] = {
    {"cron", &kCron, "required",
     "Minute, hour, day of month, month, day of week; or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`",
     "\"15 2 * * *\"", "Say when, as in cron: \"15 2 * * *\"."},
    {"timezone", &kTimezone, "`UTC`", "An IANA name; also decides when a day ends", "Europe/Amsterdam"},
    {"window", &kWindow, "always",
     "Times of day between which batches may start, past midnight too; work outside it waits", "\"22:00-06:00\""},
};

} // namespace

constinit const Map kSchedule{
    .what = "schedule",
    .help = "When runs start, and when their work may be done",
    .docs = "policy-language.md#schedule",
    .keys = kKeys,
};

} // namespace retention::config::language
