// SPDX-License-Identifier: Apache-2.0
//
// The queries of catalog.cpp; each names its columns in the order that the reader there takes them.
#pragma once

namespace retention::database {

// pg_temp and pg_toast schemas are the system's too: the prefix is reserved.
#define RETENTIOND_USER_TABLES                                                                                         \
    " c.relkind in ('r', 'p', 'f', 'v', 'm') and c.relpersistence <> 't'"                                              \
    " and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'retentiond') "

inline constexpr const char* kTablesQuery = R"(
select c.oid, n.nspname, c.relname, c.relkind,
       pg_catalog.row_security_active(c.oid) as is_row_security_active,
       u.may and coalesce(pg_catalog.has_any_column_privilege(c.oid, 'select'), false) as can_select,
       u.may and coalesce(pg_catalog.has_any_column_privilege(c.oid, 'update'), false) as can_update,
       u.may and coalesce(pg_catalog.has_table_privilege(c.oid, 'delete'), false) as can_delete,
       case when c.relkind = 'p' then 0 else greatest(c.reltuples, 0) end as own_rows
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral (select coalesce(pg_catalog.has_schema_privilege(n.oid, 'usage'), false) as may) u
where)" RETENTIOND_USER_TABLES R"(
order by n.nspname collate "C", c.relname collate "C")";

// A domain gives its base type, the modifier and the NOT NULL and default of the nearest domain that has one.
inline constexpr const char* kColumnsQuery = R"(
with recursive base (type, oid, modifier, is_not_null, has_default) as (
    select t.oid, t.typbasetype, t.typtypmod, t.typnotnull, t.typdefault is not null
    from pg_catalog.pg_type t where t.typtype = 'd'
    union all
    select b.type, t.typbasetype, case when b.modifier <> -1 then b.modifier else t.typtypmod end,
           b.is_not_null or t.typnotnull, b.has_default or t.typdefault is not null
    from base b join pg_catalog.pg_type t on t.oid = b.oid and t.typtype = 'd'
), bottom as (
    select b.* from base b join pg_catalog.pg_type t on t.oid = b.oid and t.typtype <> 'd'
)
select a.attrelid, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
       tn.nspname as type_schema, t.typname as type_name, t.typtype, t.typcategory,
       coalesce(b.modifier, a.atttypmod) as modifier,
       not (a.attnotnull or coalesce(b.is_not_null, false)) as is_nullable,
       a.attgenerated <> '' as is_generated,
       a.attidentity = 'a' as is_identity_always,
       (a.atthasdef and a.attgenerated = '') or a.attidentity <> '' or coalesce(b.has_default, false) as has_default,
       tn.nspname <> 'pg_catalog' and exists (select from pg_catalog.pg_operator o where o.oprname = '=' and o.oprleft = t.oid
           and o.oprright = t.oid and not pg_catalog.pg_operator_is_visible(o.oid)) as is_equality_hidden,
       coalesce(pg_catalog.has_column_privilege(c.oid, a.attnum, 'update'), false) as can_update,
       b.type is not null as is_domain,
       c.relkind = 'p' and exists (select from pg_catalog.pg_partition_tree(c.oid) pt
           join pg_catalog.pg_partitioned_table p on p.partrelid = pt.relid and p.partdefid = 0
           join pg_catalog.pg_attribute pa on pa.attrelid = p.partrelid and pa.attnum = any(p.partattrs::int2[])
           where pa.attname = a.attname) as is_partition_key,
       (select pg_catalog.pg_get_expr(v.adbin, v.adrelid) from pg_catalog.pg_attrdef v
        where v.adrelid = a.attrelid and v.adnum = a.attnum and a.attgenerated = '') as default_value
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join bottom b on b.type = a.atttypid
join pg_catalog.pg_type t on t.oid = coalesce(b.oid, a.atttypid)
join pg_catalog.pg_namespace tn on tn.oid = t.typnamespace
where a.attnum > 0 and not a.attisdropped and)" RETENTIOND_USER_TABLES R"(
order by a.attrelid, a.attnum)";

// One row for each key column; an expression has no name.
inline constexpr const char* kIndexesQuery = R"(
select i.indrelid, i.indexrelid, ic.relname as index, i.indisunique, i.indisprimary, i.indpred is not null as is_partial,
       am.amname in ('btree', 'hash') as finds_equals, a.attname,
       coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) as is_null_a_value, i.indisexclusion,
       am.amname = 'gin' as finds_elements
from pg_catalog.pg_index i
join pg_catalog.pg_class ic on ic.oid = i.indexrelid
join pg_catalog.pg_am am on am.oid = ic.relam
join pg_catalog.pg_class c on c.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral unnest(i.indkey::int2[]) with ordinality k (number, place)
left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number and k.number > 0
where i.indisvalid and i.indislive and k.place <= i.indnkeyatts and)" RETENTIOND_USER_TABLES R"(
order by i.indrelid, ic.relname collate "C", k.place)";

// What unique indexes with an expression, a condition or a generated column depend on, beyond their plain columns. Since PostgreSQL 15 an index may
// say NULLS NOT DISTINCT, hence by name above.
inline constexpr const char* kIndexExpressionsQuery = R"(
select i.indrelid, ic.relname as index, a.attname
from pg_catalog.pg_index i
join pg_catalog.pg_class ic on ic.oid = i.indexrelid
join pg_catalog.pg_class c on c.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::regclass and d.objid = i.indexrelid
     and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = i.indrelid and d.refobjsubid > 0
join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = d.refobjsubid
where (i.indisunique or i.indisexclusion) and i.indisvalid and i.indislive and (i.indexprs is not null or i.indpred is not null)
      and not a.attnum = any (i.indkey::int2[]) and)" RETENTIOND_USER_TABLES R"(
union
select i.indrelid, ic.relname, a.attname
from pg_catalog.pg_index i
join pg_catalog.pg_class ic on ic.oid = i.indexrelid
join pg_catalog.pg_class c on c.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute g on g.attrelid = i.indrelid and g.attgenerated <> '' and g.attnum = any (i.indkey::int2[])
join pg_catalog.pg_attrdef v on v.adrelid = g.attrelid and v.adnum = g.attnum
join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_attrdef'::regclass and d.objid = v.oid
     and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = i.indrelid and d.refobjsubid > 0 and d.refobjsubid <> g.attnum
join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = d.refobjsubid
where (i.indisunique or i.indisexclusion) and i.indisvalid and i.indislive and)" RETENTIOND_USER_TABLES R"(
order by 1, 2, 3)";

// The columns of which the server makes others.
inline constexpr const char* kGeneratedQuery = R"(
select g.attrelid, g.attname, a.attname
from pg_catalog.pg_attribute g
join pg_catalog.pg_class c on c.oid = g.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attrdef v on v.adrelid = g.attrelid and v.adnum = g.attnum
join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_attrdef'::regclass and d.objid = v.oid
     and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = g.attrelid and d.refobjsubid > 0 and d.refobjsubid <> g.attnum
join pg_catalog.pg_attribute a on a.attrelid = g.attrelid and a.attnum = d.refobjsubid
where g.attgenerated <> '' and)" RETENTIOND_USER_TABLES R"(
order by 1, 2, 3)";

// What every row has to satisfy. A table's own and inherited ones are listed alike.
inline constexpr const char* kChecksQuery = R"(
select k.conrelid, k.conname, pg_catalog.pg_get_expr(k.conbin, k.conrelid)
from pg_catalog.pg_constraint k
join pg_catalog.pg_class c on c.oid = k.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where k.contype = 'c' and)" RETENTIOND_USER_TABLES R"(
order by k.conrelid, k.conname collate "C")";

// 1 row, 2 before, 4 insert, 8 delete, 16 update. Enabled for an ordinary session: 'O' and 'A'.
inline constexpr const char* kTriggersQuery = R"(
select t.tgrelid, t.tgname, pn.nspname || '.' || p.proname as function,
       t.tgtype & 2 <> 0 as is_before, t.tgtype & 1 <> 0 as is_row,
       t.tgtype & 4 <> 0 as on_insert, t.tgtype & 16 <> 0 as on_update, t.tgtype & 8 <> 0 as on_delete
from pg_catalog.pg_trigger t
join pg_catalog.pg_proc p on p.oid = t.tgfoid
join pg_catalog.pg_namespace pn on pn.oid = p.pronamespace
join pg_catalog.pg_class c on c.oid = t.tgrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where not t.tgisinternal and t.tgenabled in ('O', 'A') and)" RETENTIOND_USER_TABLES R"(
order by t.tgrelid, t.tgname collate "C")";

// 2 update, 4 delete. A view's own rule is one for select.
inline constexpr const char* kRulesQuery = R"(
select r.ev_class, r.rulename, r.ev_type = '2' as on_update, r.ev_type = '4' as on_delete, r.is_instead
from pg_catalog.pg_rewrite r
join pg_catalog.pg_class c on c.oid = r.ev_class
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where r.ev_type in ('2', '4') and r.ev_enabled in ('O', 'A') and)" RETENTIOND_USER_TABLES R"(
order by r.ev_class, r.rulename collate "C")";

inline constexpr const char* kParentsQuery = R"(
select i.inhrelid, i.inhparent
from pg_catalog.pg_inherits i
join pg_catalog.pg_class c on c.oid = i.inhrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where)" RETENTIOND_USER_TABLES R"(
order by i.inhrelid, i.inhseqno)";

// One row for each pair of columns. A key with conparentid was cloned from one that is listed itself.
inline constexpr const char* kForeignKeysQuery = R"(
select k.oid, k.conrelid, k.conname, k.confrelid, k.confdeltype, k.condeferrable, ca.attname, pa.attname,
       k.confmatchtype = 'f' as is_match_full,
       coalesce(nullif(to_jsonb(k) -> 'confdelsetcols', 'null') @> to_jsonb(p.child), true) as is_emptied
from pg_catalog.pg_constraint k
join pg_catalog.pg_class c on c.oid = k.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral unnest(k.conkey, k.confkey) with ordinality p (child, parent, place)
join pg_catalog.pg_attribute ca on ca.attrelid = k.conrelid and ca.attnum = p.child
join pg_catalog.pg_attribute pa on pa.attrelid = k.confrelid and pa.attnum = p.parent
where k.contype = 'f' and k.conparentid = 0 and)" RETENTIOND_USER_TABLES R"(
order by n.nspname collate "C", c.relname collate "C", k.conname collate "C", k.oid, p.place)";

#undef RETENTIOND_USER_TABLES

} // namespace retention::database
