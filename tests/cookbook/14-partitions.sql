-- Ada (1) has left. Her visits lie in two partitions, and one in the default partition.
create schema app;
create table app.person (id int primary key, name text, left_on date);
create table app.visit (id int, visited_on date, person_id int references app.person, ip inet, page text,
                        primary key (id, visited_on)) partition by range (visited_on);
create table app.visit_2019_01 partition of app.visit for values from ('2019-01-01') to ('2019-02-01');
create table app.visit_2019_02 partition of app.visit for values from ('2019-02-01') to ('2019-03-01');
create table app.visit_other partition of app.visit default;
create index on app.visit (person_id);
insert into app.person values (1, 'Ada', '2020-03-01'), (2, 'Bob', null);
insert into app.visit values
    (1, '2019-01-10', 1, '192.0.2.1', '/home'), (2, '2019-02-10', 1, '192.0.2.1', '/cart'),
    (3, '2019-03-10', 1, '192.0.2.1', '/help'), (4, '2019-01-11', 2, '192.0.2.2', '/home');

create view tally (what, value) as values
    ('persons', (select count(*) from app.person)),
    ('visits', (select count(*) from app.visit)),
    ('visits in January', (select count(*) from app.visit_2019_01)),
    ('visits of Ada', (select count(*) from app.visit where person_id = 1)),
    ('visits with an address', (select count(*) from app.visit where ip is not null));
