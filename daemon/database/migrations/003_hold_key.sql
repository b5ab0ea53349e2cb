-- SPDX-License-Identifier: Apache-2.0
--
-- A hold names a row by its primary key. Should the application choose another one, the hold must not go on as if it still
-- named somebody: the daemon refuses to plan until it was placed anew.

alter table retentiond.hold add column key_columns text;
comment on column retentiond.hold.key_columns is 'Names of the primary key''s columns when the hold was placed, separated by ", "';

update retentiond.hold h set key_columns = coalesce(
    (select string_agg(a.attname, ', ' order by k.place)
     from pg_catalog.pg_class c
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     join pg_catalog.pg_index i on i.indrelid = c.oid and i.indisprimary
     cross join lateral unnest(i.indkey::int2[]) with ordinality k (number, place)
     join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
     where n.nspname || '.' || c.relname = h.subject_table), '');
alter table retentiond.hold alter column key_columns set not null;
