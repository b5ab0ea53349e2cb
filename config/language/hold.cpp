// SPDX-License-Identifier: Apache-2.0
#include "config/language/term.hpp"

namespace retention::config::language {

namespace {

constexpr Key kKeys[] = {
    kNameKey,
    {"where", &kExpression, "required", "SQL: who is held", "legal_hold or open_cases > 0",
     "Say who is held, as in where: legal_hold."},
};

constexpr Kind kOneHold = keys_of(kHold);

} // namespace

constinit const Map kHold{
    .what = "a hold",
    .help = "A condition that suspends every action on a subject while it is true",
    .docs = "policy-language.md#holds",
    .keys = kKeys,
};

constinit const Kind kHolds{.form = Kind::Form::List, .what = "a list of holds", .each = &kOneHold};

} // namespace retention::config::language
