// SPDX-License-Identifier: Apache-2.0
#include "config/language/maps.hpp"

#include "config/language/kinds.hpp"

namespace retention::config::language {

namespace {

constexpr Kind kQuery{.what = "an SQL expression"};

constexpr Key kKeys[] = {
    {"max", &kColumn, "", "The largest over the subject's rows; null without rows", "crm.activity.happened_at"},
    {"min", &kColumn, "", "The smallest, likewise", "crm.activity.happened_at"},
    {"sum", &kColumn, "", "The sum, likewise", "crm.invoice.amount"},
    {"count", &kTable, "", "How many rows the subject has", "crm.case"},
    {"exists", &kTable, "", "Whether it has any", "crm.case"},
    {"value", &kColumn, "", "The value in the one row that the subject points to, or that points to it", "crm.company.state"},
    {"query", &kQuery, "", "Your own: the key's columns first, the value last, one row per subject",
     "select person_id, count(*) from web.login group by person_id"},
    {"via", &kColumnNames, "the only way",
     "The foreign key's column (or columns) to follow, where several lead to the subject", "person_id"},
    {"where", &kExpression, "all rows", "SQL over the rows of that table", "closed_at is null"},
};

constexpr const char* kForms[] = {"max", "min", "sum", "count", "exists", "value", "query"};

constexpr Kind kOneFact = keys_of(kFact);

} // namespace

constinit const Map kFact{
    .what = "a fact",
    .help = "A named value per subject, computed from other tables; a column in every condition",
    .docs = "policy-language.md#facts",
    .keys = kKeys,
    .exactly_one = kForms,
};

constinit const Kind kFacts{.form = Kind::Form::Names,
                            .what = "a map of names to facts",
                            .names = &kColumnOfOurs,
                            .each = &kOneFact,
                            .may_be_empty = true};

} // namespace retention::config::language
