// SPDX-License-Identifier: Apache-2.0
#include "policies/fingerprint.hpp"

#include "policies/holds.hpp"
#include "policies/sql_text.hpp"

#include <set>

namespace retention::policies {

Statement schema_fingerprint(const Binding& binding) {
    std::set<TableName> tables{binding.subject->name};
    const auto add_path = [&](const Path& path) {
        for (const auto* key : path) {
            tables.insert(key->child);
            tables.insert(key->parent);
        }
    };
    for (const auto& fact : binding.facts) {
        if (!fact.table.name.empty())
            tables.insert(fact.table);
        add_path(fact.inward);
        add_path(fact.outward);
    }
    if (binding.consent) {
        tables.insert(binding.consent->table);
        add_path(binding.consent->path);
    }
    for (const auto& way : ways_to_owners(binding))
        add_path(way);
    for (const auto& action : binding.actions)
        for (const auto& line : action.lines) {
            tables.insert(line.table);
            for (const auto* key : binding.links_of_others(line))
                tables.insert(key->child);
            for (const auto& path : line.paths)
                add_path(path);
        }
    std::vector<std::string> names;
    for (const auto& table : tables)
        names.push_back("(" + quote_text(table.schema) + ", " + quote_text(table.name) + ")");
    // The rows of pg_class stand for everything that has a table of its own below them: partitions and children. Looked up there
    // and not by to_regclass(), which fails in a schema that the role may no longer use.
    return {"schema_fingerprint",
            "with recursive named as (select c.oid from (values " + join(names, ", ") + ") v (schema, name)\n"
            "  left join pg_namespace n on n.nspname = v.schema left join pg_class c on c.relnamespace = n.oid and c.relname = v.name),\n"
            "family as (select oid from named where oid is not null\n"
            "  union select i.inhrelid from pg_inherits i join family f on i.inhparent = f.oid),\n"
            "part as (\n"
            "  select 'missing ' || count(*) as what from named where oid is null\n"
            "  union all select concat_ws(' ', 'table', c.oid, c.relname, c.relnamespace, c.relrowsecurity, c.relhasrules)\n"
            "    from pg_class c join family f on c.oid = f.oid\n"
            "  union all select concat_ws(' ', 'column', a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull,\n"
            "      a.attgenerated) from pg_attribute a join family f on a.attrelid = f.oid\n"
            "    where a.attnum > 0 and not a.attisdropped\n"
            "  union all select concat_ws(' ', 'key', k.oid, k.conrelid, k.confrelid, k.contype, k.confdeltype, k.condeferrable,\n"
            "      k.conkey::text, k.confkey::text) from pg_constraint k\n"
            "    where k.conrelid in (select oid from family) or k.confrelid in (select oid from family)\n"
            "  union all select concat_ws(' ', 'unique', i.indexrelid, i.indrelid, i.indkey::text) from pg_index i\n"
            "    join family f on i.indrelid = f.oid where i.indisunique and i.indisvalid\n"
            "  union all select concat_ws(' ', 'trigger', t.oid, t.tgrelid, t.tgfoid, t.tgtype, t.tgenabled)\n"
            "    from pg_trigger t join family f on t.tgrelid = f.oid where not t.tgisinternal)\n"
            "select md5(string_agg(what, E'\\n' order by what)) from part",
            {}};
}

} // namespace retention::policies
