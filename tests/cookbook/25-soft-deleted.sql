-- On 2025-01-01: Ada was put into the bin in 2020, Bob a week ago, Cleo never; one of Cleo's notes lies there, too.
create schema app;
create table app.person (id int primary key, name text, deleted_at timestamptz);
create table app.note (id int primary key, person_id int not null references app.person, body text,
    deleted_at timestamptz);
create index on app.note (person_id);
insert into app.person values (1, 'Ada', '2020-03-01'), (2, 'Bob', '2024-12-25'), (3, 'Cleo', null);
insert into app.note values (1, 1, 'of Ada', null), (2, 2, 'of Bob', '2024-12-25'), (3, 3, 'of Cleo', '2020-03-01');

create view tally (what, value) as values
    ('persons', (select string_agg(name, ' ' order by id) from app.person)),
    ('notes', (select string_agg(body, ', ' order by id) from app.note));
