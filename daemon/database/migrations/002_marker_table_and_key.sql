-- SPDX-License-Identifier: Apache-2.0
--
-- A marker says by which columns its key names a row. Of two policies about one table one may use the primary key and the
-- other an external number; and a policy that is moved to another table must not take its people for those of the old one.

alter table retentiond.marker add column key_columns text;
comment on column retentiond.marker.key_columns is 'Names of the columns that make the key, separated by ", "';

-- Until now policies were mostly about the primary key.
update retentiond.marker m set key_columns = coalesce(
    (select string_agg(a.attname, ', ' order by k.place)
     from pg_catalog.pg_class c
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     join pg_catalog.pg_index i on i.indrelid = c.oid and i.indisprimary
     cross join lateral unnest(i.indkey::int2[]) with ordinality k (number, place)
     join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
     where n.nspname || '.' || c.relname = m.subject_table), '');

alter table retentiond.marker alter column key_columns set not null;
alter table retentiond.marker drop constraint marker_pkey;
alter table retentiond.marker add primary key (policy, subject_table, key_columns, key, action);
