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
select h.hold, h.subject_table from retentiond.hold h
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
order by h.subject_table, h.hold)";

constexpr const char* kHeldTables = R"(
select distinct subject_table from retentiond.hold where removed_at is null order by 1)";

constexpr const char* kPlacedThrough = R"(
select hold, policy, subject_table from retentiond.hold where removed_at is null and policy is not null order by hold)";

constexpr const char* kAnew = " (retentionctl hold list, hold add, hold remove)";

struct Doubtful {
    long long hold = 0;
    std::string table;
    std::string through;   // the policy; empty where that is in no doubt
};

std::vector<Doubtful> that_name_no_table(Transaction& transaction) {
    std::vector<Doubtful> doubtful;
    const auto orphaned = transaction.exec("orphaned_holds", kOrphanedHolds);
    for (int row = 0; row < orphaned.rows(); ++row)
        doubtful.push_back({orphaned.get_int64(row, 0), std::string(orphaned.get_text(row, 1)), {}});
    return doubtful;
}

std::vector<Doubtful> that_name_no_row(Transaction& transaction, const policies::Schema& schema) {
    std::vector<Doubtful> doubtful;
    const auto tables = transaction.exec("held_tables", kHeldTables);
    for (int row = 0; row < tables.rows(); ++row) {
        const auto table =
            std::ranges::find_if(schema.tables(), [&](const auto& each) { return policies::to_text(each.first) == tables.get_text(row, 0); });
        if (table == schema.tables().end())
            continue;   // it came after the schema was read; the next check sees it
        const auto lost = policies::lost_holds(schema, table->second);
        const auto found = transaction.exec(lost.name, lost.sql);
        for (int hold = 0; hold < found.rows(); ++hold)
            doubtful.push_back({found.get_int64(hold, 0), policies::to_text(table->first), {}});
    }
    return doubtful;
}

// Whom a hold binds along links is said by the policy through which it was placed, or by another one about the same rows.
std::vector<Doubtful> whose_links_are_unknown(Transaction& transaction, const CompiledPolicy& policy) {
    const auto& schema = *policy.binding.schema;
    auto in_force = policy.binding.beside;
    in_force.push_back(policy.policy);
    std::vector<Doubtful> doubtful;
    const auto placed = transaction.exec("holds_placed_through", kPlacedThrough);
    for (int row = 0; row < placed.rows(); ++row) {
        const auto through = placed.get_text(row, 1);
        const auto is_about = [&](const auto& each) {
            return each->name == through || policies::to_text(schema.family_of(each->subject.table)) == placed.get_text(row, 2);
        };
        if (std::ranges::none_of(in_force, is_about))
            doubtful.push_back({placed.get_int64(row, 0), std::string(placed.get_text(row, 2)), std::string(through)});
    }
    return doubtful;
}

// The holds on one table are told together: they were lost together.
long long on_the_first_table(const std::vector<Doubtful>& doubtful) {
    return std::ranges::count(doubtful, doubtful.front().table, &Doubtful::table);
}

} // namespace

std::optional<std::string> doubt_about_holds(Transaction& transaction, const CompiledPolicy& policy) {
    if (const auto holds = that_name_no_table(transaction); !holds.empty())
        return std::to_string(on_the_first_table(holds)) + " holds are on rows of " + holds.front().table +
               ", which does not exist, has another key by now, or may not be read: whom do they protect? Grant SELECT, or place them anew and "
               "remove those" + kAnew;
    if (const auto holds = whose_links_are_unknown(transaction, policy); !holds.empty())
        return "hold " + std::to_string(holds.front().hold) + " was placed through policy \"" + holds.front().through +
               "\", which is not in force, nor any other about " + holds.front().table +
               ": nobody knows along which links it binds others. Mend or load the policy, or place the hold anew through another" + kAnew;
    if (const auto holds = that_name_no_row(transaction, *policy.binding.schema); !holds.empty()) {
        const auto others = on_the_first_table(holds) - 1;
        return "hold " + std::to_string(holds.front().hold) + (others == 0 ? "" : ", and " + std::to_string(others) + " more,") + " on a row of " +
               holds.front().table + " names none that is there: it was deleted, merged into another, or has another key by now. Whom does it "
               "protect? Place it anew, or remove it" + kAnew;
    }
    return std::nullopt;
}

std::map<long long, std::string> holds_in_doubt(Transaction& transaction, const CompiledPolicy& policy) {
    std::map<long long, std::string> holds;
    const auto orphaned = that_name_no_table(transaction);
    for (const auto& each : orphaned)
        holds.emplace(each.hold, "no_table");
    for (const auto& each : whose_links_are_unknown(transaction, policy))
        holds.emplace(each.hold, "no_policy");
    if (orphaned.empty())   // a key of other columns can't be looked up
        for (const auto& each : that_name_no_row(transaction, *policy.binding.schema))
            holds.emplace(each.hold, "no_row");
    return holds;
}

} // namespace retention::jobs
