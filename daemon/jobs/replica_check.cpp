// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/replica_check.hpp"

#include "daemon/jobs/written_tables.hpp"
#include "policies/sql_text.hpp"

namespace retention::jobs {

namespace {

constexpr const char* kBeforeTables = R"(
with written(number, schema, name, deletes, changes) as (values )";

// A partition is also published by what it is part of. An index that is not of the primary key serves where no null can be in it.
constexpr const char* kAfterTables = R"(),
stored as (
    select w.*, c.oid, c.relreplident
    from written w
    join pg_catalog.pg_namespace n on n.nspname = w.schema
    join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = w.name and c.relkind = 'r' and c.relpersistence = 'p'),
family as (
    select s.number, n.nspname, c.relname
    from stored s
    join pg_catalog.pg_class c on c.oid = s.oid or c.oid in (select a.relid::oid from pg_catalog.pg_partition_ancestors(s.oid) a)
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace),
usable as (
    select i.indrelid, i.indisprimary, i.indisreplident, x.relname,
           i.indexprs is null and not exists (
               select from pg_catalog.pg_attribute a
               where a.attrelid = i.indrelid and a.attnum = any (i.indkey::int2[]) and not a.attnotnull) as is_eligible
    from pg_catalog.pg_index i join pg_catalog.pg_class x on x.oid = i.indexrelid
    where i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null)
select s.number, min(p.pubname), bool_or(s.deletes and p.pubdelete),
       (select min(u.relname) from usable u where u.indrelid = s.oid and u.indisprimary),
       (select min(u.relname) from usable u where u.indrelid = s.oid and u.is_eligible)
from stored s
join pg_catalog.pg_publication p on (s.deletes and p.pubdelete) or (s.changes and p.pubupdate)
where (p.puballtables or exists (
          select from family f join pg_catalog.pg_publication_tables t on t.schemaname = f.nspname and t.tablename = f.relname
          where f.number = s.number and t.pubname = p.pubname))
  and s.relreplident <> 'f'
  and not exists (select from usable u where u.indrelid = s.oid and case s.relreplident when 'd' then u.indisprimary
                                                                                        when 'i' then u.indisreplident else false end)
group by s.number, s.oid
order by s.number)";

std::string as_rows(const std::vector<WrittenTable>& tables) {
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < tables.size(); ++i)
        rows.push_back("(" + std::to_string(i) + ", " + policies::quote_text(tables[i].name.schema) + ", " +
                       policies::quote_text(tables[i].name.name) + ", " + (tables[i].is_deleted_from ? "true" : "false") + ", " +
                       (tables[i].is_changed ? "true" : "false") + ")");
    return policies::join(rows, ", ");
}

std::string identity_of(const database::Result& found, int row) {
    if (!found.is_null(row, 3))
        return "default";
    return found.is_null(row, 4) ? std::string("full") : "using index " + policies::quote_name(std::string(found.get_text(row, 4)));
}

} // namespace

policies::Findings tables_without_identity(database::Transaction& reading, const policies::Binding& binding) {
    const auto tables = written_tables(binding);
    if (tables.empty())
        return {};
    const auto found = reading.exec_once("find_without_identity", kBeforeTables + as_rows(tables) + kAfterTables);
    policies::Findings findings;
    for (int row = 0; row < found.rows(); ++row) {
        const auto& table = tables.at(static_cast<std::size_t>(found.get_int64(row, 0)));
        findings.push_back({policies::Severity::Error, "REPLICA_IDENTITY_MISSING", table.path, table.line->place,
                            "publication " + policies::quote_name(std::string(found.get_text(row, 1))) + " sends what becomes of rows of " +
                                policies::to_text(table.name) + ", which have no replica identity: the server refuses to " +
                                (found.get_bool(row, 2) ? "delete" : "update") + " any",
                            "alter table " + policies::quote_table(table.name) + " replica identity " + identity_of(found, row) + ";"});
    }
    return findings;
}

} // namespace retention::jobs
