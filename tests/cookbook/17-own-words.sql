-- On 2025-01-01: Ada's consent was withdrawn by a later record, Bob has a contract, Cleo's interest ended.
create schema app;
create table app.person (id int primary key, name text);
create table app.ground (id int primary key, person_id int not null references app.person, soort text, van date,
    tot date);
create index on app.ground (person_id);
insert into app.person values (1, 'Ada'), (2, 'Bob'), (3, 'Cleo');
insert into app.ground values (1, 1, 'Toestemming', '2018-01-01', '2020-06-01'),
    (2, 2, 'Toestemming', '2018-01-01', '2020-06-01'),
    (3, 2, 'Overeenkomst', '2019-01-01', null), (4, 3, 'Gerechtvaardigd belang', '2018-01-01', '2024-12-20');

create view tally (what, value) as values
    ('persons', (select string_agg(name, ' ' order by id) from app.person)),
    ('records', (select count(*)::text from app.ground));
