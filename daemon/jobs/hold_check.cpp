// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/hold_check.hpp"

#include "policies/holds.hpp"

#include <algorithm>

namespace retention::jobs {

using database::Transaction;

namespace {

// Standing holds that cannot be looked up: their table was renamed or dropped, tells its rows apart by other columns by now
// (SchemaTable::row_key), or may not be read.
constexpr const char* kOrphanedHolds = R"(
select h.subject_table, count(*) from retentiond.hold h
where h.removed_at is null and h.key_columns is distinct from (
    select string_agg(a.attname, ', ' order by k.place)
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_index i on i.indrelid = c.oid
    join pg_catalog.pg_class x on x.oid = i.indexrelid
    cross join lateral unnest(i.indkey::int2[]) with ordinality k (number, place)
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = k.number and k.place <= i.indnkeyatts
    where n.nspname || '.' || c.relname = h.subject_table
          and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
          and pg_catalog.has_schema_privilege(n.oid, 'usage') and pg_catalog.has_any_column_privilege(c.oid, 'select')
    group by i.indexrelid, i.indisprimary, i.indnkeyatts, x.relname
    order by i.indisprimary desc, bool_and(a.attnotnull) desc, i.indnkeyatts, x.relname collate "C" limit 1)
group by 1 order by 1 limit 1)";

constexpr const char* kHeldTables = R"(
select distinct subject_table from retentiond.hold where removed_at is null order by 1)";

constexpr const char* kPlacedThrough = R"(
select policy, subject_table, min(hold) from retentiond.hold where removed_at is null and policy is not null group by 1, 2 order by 3)";

constexpr const char* kAnew = " (retentionctl hold list, hold add, hold remove)";

std::optional<std::string> that_name_no_table(Transaction& transaction) {
    const auto orphaned = transaction.exec("orphaned_holds", kOrphanedHolds);
    if (orphaned.is_empty())
        return std::nullopt;
    return std::to_string(orphaned.get_int64(0, 1)) + " holds are on rows of " + std::string(orphaned.get_text(0, 0)) +
           ", which does not exist, has another key by now, or may not be read: whom do they protect? Grant SELECT, or place them anew and "
           "remove those" + kAnew;
}

std::optional<std::string> that_name_no_row(Transaction& transaction, const policies::Schema& schema) {
    const auto tables = transaction.exec("held_tables", kHeldTables);
    for (int row = 0; row < tables.rows(); ++row) {
        const auto table =
            std::ranges::find_if(schema.tables(), [&](const auto& each) { return policies::to_text(each.first) == tables.get_text(row, 0); });
        if (table == schema.tables().end())
            continue;   // it came after the schema was read; the next check sees it
        const auto lost = policies::lost_holds(schema, table->second);
        const auto found = transaction.exec(lost.name, lost.sql);
        if (found.get_int64(0, 0) == 0)
            continue;
        const std::string others = found.get_int64(0, 0) == 1 ? "" : ", and " + std::to_string(found.get_int64(0, 0) - 1) + " more,";
        return "hold " + std::string(found.get_text(0, 1)) + others + " on a row of " + policies::to_text(table->first) +
               " names none that is there: it was deleted, merged into another, or has another key by now. Whom does it protect? Place it anew, "
               "or remove it" + kAnew;
    }
    return std::nullopt;
}

// Whom a hold binds along links is said by the policy through which it was placed, or by another one about the same rows.
std::optional<std::string> whose_links_are_unknown(Transaction& transaction, const CompiledPolicy& policy) {
    const auto& schema = *policy.binding.schema;
    auto in_force = policy.binding.beside;
    in_force.push_back(policy.policy);
    const auto placed = transaction.exec("holds_placed_through", kPlacedThrough);
    for (int row = 0; row < placed.rows(); ++row) {
        const auto through = placed.get_text(row, 0);
        const auto is_about = [&](const auto& each) {
            return each->name == through || policies::to_text(schema.family_of(each->subject.table)) == placed.get_text(row, 1);
        };
        if (std::ranges::none_of(in_force, is_about))
            return "hold " + std::string(placed.get_text(row, 2)) + " was placed through policy \"" + std::string(through) +
                   "\", which is not in force, nor any other about " + std::string(placed.get_text(row, 1)) +
                   ": nobody knows along which links it binds others. Mend or load the policy, or place the hold anew through another" + kAnew;
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string> doubt_about_holds(Transaction& transaction, const CompiledPolicy& policy) {
    if (auto doubt = that_name_no_table(transaction))
        return doubt;
    if (auto doubt = whose_links_are_unknown(transaction, policy))
        return doubt;
    return that_name_no_row(transaction, *policy.binding.schema);
}

} // namespace retention::jobs
