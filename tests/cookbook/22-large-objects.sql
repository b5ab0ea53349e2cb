-- Ada has left, and with her the scan of her passport.
create schema app;
create table app.person (id int primary key, name text, left_on date);
create table app.upload (id int primary key, person_id int references app.person, file_name text, content oid);
create index on app.upload (person_id);
insert into app.person values (1, 'Ada', '2020-03-01'), (2, 'Bob', null);
insert into app.upload values (1, 1, 'passport Ada.pdf', lo_from_bytea(0, 'Ada')),
    (2, 2, 'passport Bob.pdf', lo_from_bytea(0, 'Bob'));

create view tally (what, value) as values
    ('persons', (select count(*) from app.person)),
    ('uploads', (select count(*) from app.upload)),
    ('uploads of Ada', (select count(*) from app.upload where person_id = 1 or file_name like '%Ada%')),
    ('large objects', (select count(*) from pg_largeobject_metadata m where exists
        (select from pg_largeobject l where l.loid = m.oid and l.data in ('Ada', 'Bob'))));
