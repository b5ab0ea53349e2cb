-- The trigger writes down what a row was before each change, deletion included.
create schema app;
create table app.person (id int primary key, name text, left_on date);
create table app.audit (id int generated always as identity primary key, table_name text, row_id int, old_row jsonb);
create index on app.audit (row_id);
create function app.write_down() returns trigger language plpgsql as $$
begin
    insert into app.audit (table_name, row_id, old_row) values (tg_table_name, old.id, to_jsonb(old));
    return null;
end $$;
create trigger write_down after update or delete on app.person for each row execute function app.write_down();
insert into app.person values (1, 'Ada', null), (2, 'Bob', null);
update app.person set left_on = '2020-03-01' where id = 1;
update app.person set name = 'Robert' where id = 2;
insert into app.audit (table_name, row_id, old_row) values ('product', 1, '{"name": "tea"}');

create view tally (what, value) as values
    ('persons', (select count(*) from app.person)),
    ('old rows of Ada', (select count(*) from app.audit where old_row ->> 'name' = 'Ada')),
    ('old rows of Bob', (select count(*) from app.audit where old_row ->> 'name' = 'Bob')),
    ('old rows of products', (select count(*) from app.audit where table_name = 'product'));
