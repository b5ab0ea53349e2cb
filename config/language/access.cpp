// SPDX-License-Identifier: Apache-2.0
#include "config/language/maps.hpp"

#include "config/language/kinds.hpp"

namespace retention::config::language {

namespace {

constexpr Kind kGrant{
    .what = "user:NAME, group:NAME, uid:NUMBER or gid:NUMBER",
    .pattern = "^((user|group):[^ \\t:,/]+|(uid|gid):[0-9]+)$",
};
constexpr Kind kGrantList{.form = Kind::Form::List,
                          .what = "a list such as [\"user:dpo\"]",
                          .each = &kGrant,
                          .may_be_empty = true,
                          .is_set = true};
constexpr const Kind* kGrantOrList[] = {&kGrant, &kGrantList};
constexpr Kind kGrants{.form = Kind::Form::Either, .what = "a list such as [\"user:dpo\"]", .choices = kGrantOrList};

constexpr Key kKeys[] = {
    {"viewer", &kGrants, "nobody", "Looks: status, runs, plans: numbers, and nobody's key", "[\"group:retention\"]"},
    {"operator", &kGrants, "nobody", "Also starts, approves, cancels, pauses, and places holds", "[\"user:dpo\"]"},
    {"administrator", &kGrants, "`[\"user:root\"]`", "Everything", "[\"user:root\"]"},
};

} // namespace

constinit const Map kAccess{
    .what = "access",
    .help = "Who may do what over the control socket",
    .docs = "settings.md#access",
    .keys = kKeys,
};

} // namespace retention::config::language
