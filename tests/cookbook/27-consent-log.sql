-- On 2025-01-01: Ada gave and withdrew, Bob withdrew and gave again, Cleo's consent ended two years after she gave it, Dan withdrew last week, and Eve withdrew another one only.
create schema app;
create table app.person (id int primary key, name text, email text);
create table app.consent_event (id int primary key, person_id int not null references app.person, purpose text not null, action text not null,
                                occurred_at timestamptz not null);
create index on app.consent_event (person_id);
insert into app.person values (1, 'Ada', 'ada@example.org'), (2, 'Bob', 'bob@example.org'), (3, 'Cleo', 'cleo@example.org'), (4, 'Dan', 'dan@example.org'),
    (5, 'Eve', 'eve@example.org');
insert into app.consent_event values (1, 1, 'newsletter', 'given', '2023-05-01'), (2, 1, 'newsletter', 'withdrawn', '2024-05-01'),
    (3, 2, 'newsletter', 'given', '2022-05-01'), (4, 2, 'newsletter', 'withdrawn', '2023-05-01'), (5, 2, 'newsletter', 'given', '2024-05-01'),
    (6, 3, 'newsletter', 'given', '2022-05-01'), (7, 4, 'newsletter', 'given', '2024-05-01'), (8, 4, 'newsletter', 'withdrawn', '2024-12-25'),
    (9, 5, 'newsletter', 'given', '2024-05-01'), (10, 5, 'surveys', 'given', '2024-05-01'), (11, 5, 'surveys', 'withdrawn', '2024-06-01');

create view tally (what, value) as values
    ('persons', (select string_agg(name, ' ' order by id) from app.person)),
    ('records of consent', (select count(*)::text from app.consent_event));
