-- Ada was last here in 2020, Bob in 2024; Cleo made an account in 2019 and never came back, Dan one in 2024.
create schema app;
create schema web;
create table app.person (id int primary key, name text, created_on date not null);
create table web.login (id int primary key, user_id int, at_ms bigint, ip inet);
create index on web.login (user_id);
insert into app.person values (1, 'Ada', '2019-01-01'), (2, 'Bob', '2019-01-01'), (3, 'Cleo', '2019-01-01'),
    (4, 'Dan', '2024-11-01');
insert into web.login
select n, person, extract(epoch from at) * 1000, '192.0.2.1'
from (values (1, 1, timestamptz '2020-01-01'), (2, 1, '2019-06-01'), (3, 2, '2019-06-01'),
    (4, 2, '2024-06-01')) l (n, person, at);

create view tally (what, value) as values
    ('persons', (select string_agg(name, ' ' order by id) from app.person)),
    ('logins of Ada', (select count(*)::text from web.login where user_id = 1)),
    ('logins of Bob', (select count(*)::text from web.login where user_id = 2));
