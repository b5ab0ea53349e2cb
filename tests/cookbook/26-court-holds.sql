-- Ada, Bob and Cleo have left. Ada's case is open, Bob's is closed, and nobody sues Cleo.
create schema app;
create table app.person (id int primary key, name text, left_on date);
create table app.lawsuit (id int primary key, person_id int not null references app.person, title text, closed_on date);
create index on app.lawsuit (person_id);
insert into app.person values (1, 'Ada', '2020-03-01'), (2, 'Bob', '2020-03-01'), (3, 'Cleo', '2020-03-01');
insert into app.lawsuit values (1, 1, 'Ada against us', null), (2, 1, 'an older one', '2018-01-01'),
    (3, 2, 'we against Bob', '2019-01-01');

create view tally (what, value) as values
    ('persons', (select string_agg(name, ' ' order by id) from app.person)),
    ('lawsuits', (select string_agg(title, ', ' order by id) from app.lawsuit));
