-- On 2025-01-01: Ada's consent ended two years after it was given, Bob's was renewed, Cleo's ended yesterday, Dan
-- withdrew.
-- Eve never gave any, and is a customer.
create schema app;
create table app.person (id int primary key, name text, email text);
create table app.consent (id int primary key, person_id int not null references app.person, purpose text,
                          granted_at date, withdrawn_at date);
create index on app.consent (person_id);
insert into app.person values (1, 'Ada', 'ada@example.org'), (2, 'Bob', 'bob@example.org'),
    (3, 'Cleo', 'cleo@example.org'),
    (4, 'Dan', 'dan@example.org'), (5, 'Eve', 'eve@example.org');
insert into app.consent values (1, 1, 'newsletter', '2020-05-01', null), (2, 2, 'newsletter', '2020-05-01', null),
    (3, 2, 'newsletter', '2024-05-01', null), (4, 3, 'newsletter', '2022-12-31', null),
    (5, 4, 'newsletter', '2024-05-01', '2024-06-01');

create view tally (what, value) as values
    ('persons', (select string_agg(name, ' ' order by id) from app.person)),
    ('records of consent', (select count(*)::text from app.consent));
