-- The application keeps the search vector itself, without a trigger.
create schema app;
create table app.person (id int primary key, name text, left_on date);
create table app.profile (id int primary key, person_id int not null references app.person, headline text, city text,
    words tsvector);
create index on app.profile (person_id);
insert into app.person values (1, 'Ada', '2020-03-01'), (2, 'Bob', null);
insert into app.profile
select id, id, headline, city, to_tsvector('english', headline || ' ' || city)
from (values (1, 'Ada plays chess', 'London'), (2, 'Bob plays chess', 'London')) p (id, headline, city);

create view tally (what, value) as values
    ('profiles', (select count(*) from app.profile)),
    ('profiles found by "ada"', (select count(*) from app.profile where words @@ to_tsquery('english', 'ada'))),
    ('profiles found by "bob"', (select count(*) from app.profile where words @@ to_tsquery('english', 'bob'))),
    ('profiles found by "chess"', (select count(*) from app.profile where words @@ to_tsquery('english', 'chess'))),
    ('profiles found by "london"', (select count(*) from app.profile where words @@ to_tsquery('english', 'london')));
