-- A call is a message with a duration; the table of calls has a foreign key of its own, since none is inherited.
create schema app;
create table app.person (id int primary key, name text, left_on date);
create table app.message (id int primary key, person_id int references app.person, body text);
create table app.call (seconds int, primary key (id),
    foreign key (person_id) references app.person) inherits (app.message);
create index on app.message (person_id);
create index on app.call (person_id);
insert into app.person values (1, 'Ada', '2020-03-01'), (2, 'Bob', null);
insert into app.message values (1, 1, 'Dear Ada'), (2, 2, 'Dear Bob');
insert into app.call values (3, 1, 'called Ada', 60), (4, 2, 'called Bob', 90);

create view tally (what, value) as values
    ('persons', (select count(*) from app.person)),
    ('messages', (select count(*) from only app.message)),
    ('calls', (select count(*) from app.call)),
    ('texts that name Ada', (select count(*) from app.message where body like '%Ada%'));
