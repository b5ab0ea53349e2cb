-- Ada (1) has left, Bob (2) has not; note 3 is about company 1, which has Ada's number.
create schema app;
create table app.person (id int primary key, name text, left_on date);
create table app.note (id int primary key, owner_type text, owner_id int, body text);
create index on app.note (owner_id);
insert into app.person values (1, 'Ada', '2020-03-01'), (2, 'Bob', null);
insert into app.note values (1, 'person', 1, 'likes tea'), (2, 'person', 2, 'likes coffee'),
    (3, 'company', 1, 'pays late');

create view tally (what, value) as values
    ('persons', (select count(*) from app.person)),
    ('notes of persons', (select count(*) from app.note where owner_type = 'person')),
    ('notes of companies', (select count(*) from app.note where owner_type = 'company'));
