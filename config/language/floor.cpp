// SPDX-License-Identifier: Apache-2.0
#include "config/language/term.hpp"

namespace retention::config::language {

namespace {

constexpr Kind kActionName{.what = "an action", .may_be_number = true};
constexpr Kind kActionList{.form = Kind::Form::List, .what = "a list of actions", .each = &kActionName, .is_set = true};
constexpr const Kind* kActionOrList[] = {&kActionName, &kActionList};
constexpr Kind kActionNames{.form = Kind::Form::Either, .what = "an action, or a list of actions", .choices = kActionOrList};

constexpr Key kKeys[] = {
    kNameKey,
    {"where", &kExpression, "everybody", "SQL: to whom it applies", "last_invoice is not null"},
    kKeepKey,
    kAfterKey,
    kFromKey,
    {"blocks", &kActionNames, "every action", "An action, or a list of actions, that must wait until the floor ends",
     "[delete]"},
    kBecauseKey,
};

constexpr Kind kOneFloor = keys_of(kFloor);

} // namespace

constinit const Map kFloor{
    .what = "a floor",
    .help = "A minimum period that law demands; blocks actions until it ends",
    .docs = "policy-language.md#floors",
    .keys = kKeys,
};

constinit const Kind kFloors{.form = Kind::Form::List, .what = "a list of floors", .each = &kOneFloor};

} // namespace retention::config::language
