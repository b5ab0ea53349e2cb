// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/table_shape.hpp"

#include <algorithm>

namespace retention::proving {

namespace {

constexpr const char* kDefaults = R"(
select a.attname, coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), ''),
       a.attidentity <> '' or coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), '') like 'nextval(%',
       coalesce((select e.enumlabel from pg_catalog.pg_enum e where e.enumtypid = coalesce(nullif(t.typbasetype, 0), t.oid)
                 order by e.enumsortorder limit 1), '')
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where n.nspname = $1 and c.relname = $2 and a.attnum > 0 and not a.attisdropped)";

bool has(const std::vector<std::string>& columns, const std::string& column) {
    return std::find(columns.begin(), columns.end(), column) != columns.end();
}

} // namespace

bool TableShape::is_unique(const std::string& column) const {
    return has(table->primary_key, column) ||
           std::any_of(table->unique_indexes.begin(), table->unique_indexes.end(), [&](const policies::UniqueIndex& index) {
               return has(index.columns, column) || has(index.expression_columns, column);
           });
}

TableShape read_shape(database::Transaction& reading, const policies::Schema& schema, const policies::SchemaTable& table) {
    TableShape shape;
    shape.table = &table;
    const auto defaults = reading.exec("column_defaults", kDefaults, {table.name.schema, table.name.name});
    for (int row = 0; row < defaults.rows(); ++row)
        shape.defaults[std::string(defaults.get_text(row, 0))] = {std::string(defaults.get_text(row, 1)), defaults.get_bool(row, 2),
                                                                  std::string(defaults.get_text(row, 3))};
    for (const auto& key : schema.foreign_keys())
        if (key.child == table.name)
            for (const auto& column : key.columns)
                shape.keys[column] = &key;
    return shape;
}

} // namespace retention::proving
