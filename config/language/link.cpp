// SPDX-License-Identifier: Apache-2.0
#include "config/language/maps.hpp"

#include "config/language/kinds.hpp"

namespace retention::config::language {

namespace {

constexpr Kind kHolder{.what = "a column, or an SQL expression", .may_be_number = true};
constexpr Kind kTargetList{.form = Kind::Form::List, .what = "a list of columns", .each = &kColumn, .is_set = true};
constexpr const Kind* kTargets[] = {&kColumn, &kTargetList};
constexpr Kind kTarget{.form = Kind::Form::Either,
                       .what = "a column such as crm.person.email, or a list of them",
                       .choices = kTargets};

constexpr Key kKeys[] = {
    {"column", &kColumnNames, "required, or `elements`",
     "The column that refers to the other table, a list of columns, or an SQL expression over the row", "recipient"},
    {"elements", &kHolder, "none",
     "An array of keys instead of one key: a column of an array type, or a JSON array, as a column or an expression",
     "member_ids"},
    {"to", &kTarget, "required", "The column that it refers to, or as many columns of one table", "crm.person.email",
     "Name the column that it refers to, as in to: crm.person.id."},
    {"where", &kExpression, "all rows", "SQL over the row that holds the key, for keys that point to several tables",
     "owner_type = 'person'"},
};

constexpr const char* kHolders[] = {"column", "elements"};

constexpr Kind kOneLink = keys_of(kLink);
constexpr Kind kLinkList{.form = Kind::Form::List, .what = "a list of links", .each = &kOneLink};
constexpr const Kind* kOneOrMany[] = {&kOneLink, &kLinkList};
constexpr Kind kLinksOfTable{.form = Kind::Form::Either, .what = "a link, or a list of links", .choices = kOneOrMany};

} // namespace

constinit const Map kLink{
    .what = "a link",
    .help = "A key that the database does not know of",
    .docs = "policy-language.md#links",
    .keys = kKeys,
    .exactly_one = kHolders,
};

constinit const Kind kLinks{
    .form = Kind::Form::Names, .what = "a map of tables to links", .names = &kTable, .each = &kLinksOfTable, .may_be_empty = true};

} // namespace retention::config::language
