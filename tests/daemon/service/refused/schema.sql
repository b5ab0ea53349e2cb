-- A person with a column of each kind, and tables around it, for policies that do not fit them.
create extension hstore;
create schema app;
create type app.mood as enum ('glad', 'sad');
create table app.address (id int primary key, street text);
create table app.person (
    id int primary key, name text not null, email varchar(40) unique, nick varchar(5), code char(4),
    born date, seen_at timestamptz, wakes_at time, left_on date,
    age int, height numeric(5, 2), balance money, is_vip boolean, mood app.mood,
    tags text[], friend_ids int[], custom jsonb, extra hstore, doc xml, words tsvector,
    ip inet, mac macaddr, photo bytea, scan oid, uid uuid, place point,
    title text, about text generated always as (title || nick) stored,
    address_id int references app.address, boss_id int references app.person);
create index on app.person (address_id);
create index on app.person (boss_id);
create table app.note (id int primary key, person_id int not null references app.person, body text);
create index on app.note (person_id);
create table app.task (id int primary key, owner_id int references app.person, helper_id int references app.person,
    title text);
create index on app.task (owner_id);
create index on app.task (helper_id);
create table app.contact (id int primary key, person_id int references app.person, phone text);  -- without an index
create table app.mail (id int primary key, recipient text, member_ids int[], props jsonb, at_ms bigint, sent_on date);
create table app.first (id int primary key, second_id int, person_id int);
create table app.second (id int primary key, first_id int references app.first);
alter table app.first add foreign key (second_id) references app.second;
create view app.everybody as select * from app.person;
create table app.keyless (person_id int, body text);
