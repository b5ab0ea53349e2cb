// SPDX-License-Identifier: Apache-2.0
#include "config/language/term.hpp"

namespace retention::config::language {

namespace {

constexpr Kind kClassName{.what = "a class", .may_be_number = true};
constexpr Kind kClassList{.form = Kind::Form::List, .what = "a list of classes", .each = &kClassName, .is_set = true};
constexpr const Kind* kClassOrList[] = {&kClassName, &kClassList};
constexpr Kind kClassNames{.form = Kind::Form::Either, .what = "a class, or a list of classes", .choices = kClassOrList};
constexpr Kind kActionName{.what = "the name of an action", .may_be_number = true};

constexpr Key kKeys[] = {
    kNameKey,
    {"class", &kClassNames, "required", "A class, or a list of classes", "[prospect, former_customer]",
     "Say which class it is for, as in class: prospect."},
    kKeepKey,
    kAfterKey,
    kFromKey,
    {"when", &kExpression, "always", "SQL; the rule is only for those for whom it is true", "last_invoice is null"},
    {"unless", &kExpression, "never", "SQL; those for whom it is true are not due, unless they asked to be erased", "consent_marketing"},
    {"then", &kActionName, "required", "The name of an action", "delete", "Name the action to take, as in then: delete."},
    kBecauseKey,
};

constexpr Kind kOneRule = keys_of(kRule);

constexpr const char* kFromWords[] = {"exact", "end_of_month", "end_of_year"};

} // namespace

constinit const Map kRule{
    .what = "a rule",
    .help = "How long a class is kept, from when, and what happens then",
    .docs = "policy-language.md#rules",
    .keys = kKeys,
};

constinit const Kind kRules{.form = Kind::Form::List, .what = "a list of rules", .each = &kOneRule};
constinit const Kind kFrom = one_word_of(kFromWords);

} // namespace retention::config::language
