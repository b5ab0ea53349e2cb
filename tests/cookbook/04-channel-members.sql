-- Ada (1) has left. She is with Bob in one channel, and alone in another.
create schema app;
create table app.person (id int primary key, name text, left_on date);
create table app.channel (id int primary key, title text, member_ids int[]);
create index on app.channel using gin (member_ids);
insert into app.person values (1, 'Ada', '2020-03-01'), (2, 'Bob', null);
insert into app.channel values (1, 'lunch', '{1,2}'), (2, 'notes of Ada', '{1}'), (3, 'work', '{2}');

create view tally (what, value) as values
    ('persons', (select count(*) from app.person)),
    ('channels', (select count(*) from app.channel)),
    ('channels with Ada', (select count(*) from app.channel where 1 = any(member_ids))),
    ('channels with Bob', (select count(*) from app.channel where 2 = any(member_ids)));
