-- SPDX-License-Identifier: Apache-2.0
--
-- What a whole run did to a database, found out without asking the product: every row before and after, every row that
-- was changed as the server's own triggers saw it, every foreign key. A file beside this one says what should have happened.
create schema oracle;
grant usage on schema oracle to public;

-- Whom hand-written SQL finds due, and for what.
create table oracle.due (key integer primary key, action text not null);

-- Rows that are expected to be deleted or changed, by their text before the run. A row may be found in several ways.
create table oracle.expected (tab regclass not null, row text not null, fate text not null check (fate in ('deleted', 'changed')));

-- Texts by which an erased person could be known.
create table oracle.trace (word text not null);

create table oracle.before (tab regclass not null, row text not null);
create table oracle.after (tab regclass not null, row text not null);
-- The rows before the run, column by column.
create table oracle.document (tab regclass not null, row jsonb not null);

create table oracle.change (tab regclass not null, operation text not null);

-- The tables that hold the rows: partitions and inheritance children, each for itself.
create function oracle.tables() returns setof regclass language sql stable as $$
    select c.oid::regclass from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'oracle', 'retentiond')
$$;

-- The table that a part belongs to in the end.
create function oracle.family(part regclass) returns regclass language sql stable as $$
    with recursive up as (
        select part::oid as oid, 0 as height
        union all
        select i.inhparent, height + 1 from up join pg_inherits as i on i.inhrelid = up.oid
    )
    select oid::regclass from up order by height desc limit 1
$$;

create procedure oracle.take(into_table regclass) language plpgsql as $$
declare
    tab regclass;
begin
    for tab in select oracle.tables() loop
        execute format('insert into %s select %L::regclass, t::text from only %s as t', into_table, tab, tab);
    end loop;
end
$$;

create function oracle.note_change() returns trigger language plpgsql security definer as $$
begin
    insert into oracle.change values (tg_relid, lower(tg_op));
    return null;
end
$$;

-- Notes all rows, and from now on each change of one.
create procedure oracle.watch() language plpgsql as $$
declare
    tab regclass;
begin
    call oracle.take('oracle.before');
    for tab in select oracle.tables() loop
        execute format('insert into oracle.document select %L::regclass, to_jsonb(t) from only %s as t', tab, tab);
        execute format('create trigger oracle_notes after insert or update or delete on %s '
                       'for each row execute function oracle.note_change()', tab);
    end loop;
end
$$;

-- What is different from what was expected, in words; nothing else may have happened to any row of any table.
create function oracle.differences() returns setof text language sql stable as $$
    with lost as (select tab, row from oracle.before except all select tab, row from oracle.after),
    came as (select tab, row from oracle.after except all select tab, row from oracle.before),
    expected as (select tab, row, min(fate) as fate from oracle.expected group by tab, row)
    select 'touched by mistake in ' || tab || ': ' || row from (select tab, row from lost except select tab, row from expected) as x
    union all
    select 'not ' || fate || ' in ' || tab || ': ' || row from expected where (tab, row) not in (select tab, row from lost)
    union all
    select coalesce(n.tab, m.tab) || ': ' || coalesce(n.rows, 0) || ' new versions of rows, expected ' || coalesce(m.rows, 0)
    from (select tab, count(*) as rows from came group by tab) as n
    full join (select tab, count(*) as rows from expected where fate = 'changed' group by tab) as m using (tab)
    where n.rows is distinct from m.rows
$$;

-- The columns that have another value now, and in how many rows; `key` is the table's primary key.
create function oracle.changed_columns(tab regclass, key text) returns table (column_name text, changed bigint)
language plpgsql stable as $$
begin
    return query execute format(
        'select n.key, count(*) from oracle.document as d join (select to_jsonb(t) as row from only %s as t) as a '
        'on a.row->$1 = d.row->$1 cross join jsonb_each(a.row) as n '
        'where d.tab = %L::regclass and n.value is distinct from d.row->n.key group by 1 order by 1', tab, tab) using key;
end
$$;

-- Foreign keys that some row breaks, whatever the server believes about them.
create function oracle.broken_keys() returns setof text language plpgsql stable as $$
declare
    key record;
    broken bigint;
begin
    for key in
        select conname, conrelid::regclass as child, confrelid::regclass as parent,
               (select string_agg(format('p.%I = c.%I', pa.attname, ca.attname), ' and ') from
                    unnest(conkey, confkey) as k(child, parent)
                    join pg_attribute as ca on ca.attrelid = conrelid and ca.attnum = k.child
                    join pg_attribute as pa on pa.attrelid = confrelid and pa.attnum = k.parent) as matches,
               (select string_agg(format('c.%I is not null', attname), ' and ') from pg_attribute
                    where attrelid = conrelid and attnum = any (conkey)) as is_set
        from pg_constraint where contype = 'f'
    loop
        execute format('select count(*) from only %s as c where %s and not exists (select from %s as p where %s)',
                       key.child, key.is_set, key.parent, key.matches) into broken;
        if broken > 0 then
            return next format('%s.%s: %s rows', key.child, key.conname, broken);
        end if;
    end loop;
end
$$;

-- Where words are still to be read, and how many: in all columns of all tables and materialized views of all schemas, the
-- journal's too.
create function oracle.traces() returns setof text language plpgsql stable as $$
declare
    tab regclass;
    found bigint;
begin
    for tab in
        select c.oid::regclass from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
        where c.relkind in ('r', 'm') and c.relispopulated and n.nspname !~ '^pg_'
          and n.nspname not in ('information_schema', 'oracle')
    loop
        execute format('with read as materialized (select string_agg(t::text, E''\n'') as rows from only %s as t) '
                       'select count(*) from read join oracle.trace on position(word in rows) > 0', tab) into found;
        if found > 0 then
            return next format('%s: %s', tab, found);
        end if;
    end loop;
end
$$;

-- Rows deleted and updated, summed up per table as the journal does it.
create function oracle.counts() returns table (tab text, deleted bigint, updated bigint, inserted bigint) language sql stable as $$
    select n.nspname || '.' || c.relname, count(*) filter (where operation = 'delete'),
           count(*) filter (where operation = 'update'), count(*) filter (where operation = 'insert')
    from oracle.change join pg_class as c on c.oid = oracle.family(change.tab) join pg_namespace as n on n.oid = c.relnamespace
    group by 1
$$;
