// SPDX-License-Identifier: Apache-2.0
#include "config/language/maps.hpp"

#include "config/language/kinds.hpp"

namespace retention::config::language {

namespace {

constexpr const char* kWords[] = {"optional", "required"};
constexpr Kind kWord = one_word_of(kWords);

constexpr Key kKeys[] = {
    {"four_eyes", &kWord, "`optional`", "`required`: whoever starts a run by hand is not who approves it", "required"},
    {"reason", &kWord, "`optional`", "`required`: commands that decide what becomes of people say why, with `--reason`", "required"},
};

} // namespace

constinit const Map kApproval{
    .what = "approval",
    .help = "What is asked of people who start and release runs",
    .docs = "settings.md#approval",
    .keys = kKeys,
};

} // namespace retention::config::language
