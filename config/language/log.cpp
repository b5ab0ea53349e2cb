// SPDX-License-Identifier: Apache-2.0
#include "config/language/maps.hpp"

#include "config/language/kinds.hpp"

namespace retention::config::language {

namespace {

constexpr const char* kLevelWords[] = {"trace", "debug", "info", "warn", "error"};
constexpr Kind kLevel = one_word_of(kLevelWords);

constexpr Key kKeys[] = {
    {"level", &kLevel, "`info`", "The least that is written: `trace`, `debug`, `info`, `warn` or `error`", "info"},
};

} // namespace

constinit const Map kLog{
    .what = "log",
    .help = "What is written to the log",
    .docs = "settings.md#log",
    .keys = kKeys,
};

} // namespace retention::config::language
