// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/view_check.hpp"

#include "daemon/jobs/written_tables.hpp"
#include "policies/sql_text.hpp"

namespace retention::jobs {

namespace {

// The rule of a view depends on what the view reads.
constexpr const char* kBeforeTables = R"(
with recursive reads as (
    select distinct d.refobjid as source, r.ev_class as view
    from pg_catalog.pg_rewrite r
    join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = r.oid
    where r.ev_type = '1' and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid <> r.ev_class),
written(number, schema, name) as (values )";

constexpr const char* kAfterTables = R"(),
found as (
    select w.number, c.oid as source
    from written w
    join pg_catalog.pg_namespace n on n.nspname = w.schema
    join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = w.name
    union
    select f.number, r.view from found f join reads r on r.source = f.source)
select f.number, n.nspname, c.relname
from found f
join pg_catalog.pg_class c on c.oid = f.source and c.relkind = 'm'
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
order by f.number, n.nspname, c.relname)";

std::string as_rows(const std::vector<WrittenTable>& tables) {
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < tables.size(); ++i)
        rows.push_back("(" + std::to_string(i) + ", " + policies::quote_text(tables[i].name.schema) + ", " +
                       policies::quote_text(tables[i].name.name) + ")");
    return policies::join(rows, ", ");
}

} // namespace

policies::Findings views_that_keep_rows(database::Transaction& reading, const policies::Binding& binding) {
    const auto tables = written_tables(binding);
    if (tables.empty())
        return {};
    const auto views = reading.exec_once("find_views", kBeforeTables + as_rows(tables) + kAfterTables);
    policies::Findings findings;
    for (int row = 0; row < views.rows(); ++row) {
        const auto& table = tables.at(static_cast<std::size_t>(views.get_int64(row, 0)));
        const policies::TableName view{std::string(views.get_text(row, 1)), std::string(views.get_text(row, 2))};
        findings.push_back({policies::Severity::Warning, "VIEW_KEEPS_ROWS", table.path, table.line->place,
                            "the materialized view " + policies::to_text(view) + " reads " + policies::to_text(table.name) +
                                ", and keeps what it has read until it is refreshed",
                            "After each run: refresh materialized view " + policies::quote_table(view) + "; the daemon does not."});
    }
    return findings;
}

} // namespace retention::jobs
