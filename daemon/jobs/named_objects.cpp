// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/named_objects.hpp"

namespace retention::jobs {

namespace {

// A unique index without a constraint is only a relation.
constexpr const char* kKnown = R"(
select exists (select from pg_catalog.pg_constraint where conname = $1 union all select from pg_catalog.pg_class where relname = $1),
       exists (select from pg_catalog.pg_class where relname = $2))";

} // namespace

SetAside with_known_names(database::Transaction& transaction, SetAside why) {
    // That an effect was missing we say ourselves.
    if ((why.constraint.empty() && why.table.empty()) || why.sqlstate == kEffectMissing)
        return why;
    const auto known = transaction.exec("known_names", kKnown, {why.constraint, why.table});
    if (!known.get_bool(0, 0))
        why.constraint.clear();
    if (!known.get_bool(0, 1))
        why.table.clear();
    return why;
}

std::string named(const SetAside& why) {
    std::string text;
    if (!why.constraint.empty())
        text += ", constraint \"" + why.constraint + "\"";
    if (!why.table.empty())
        text += (why.constraint.empty() ? ", table \"" : " on table \"") + why.table + "\"";
    return text;
}

} // namespace retention::jobs
