-- Person 0 is nobody, and left as long ago as Ada (1).
create schema app;
create table app.person (id int primary key, name text, left_on date);
create table app.booking (id int primary key, guest_id int not null references app.person, room text, night date);
create index on app.booking (guest_id);
insert into app.person values (0, 'former guest', '2000-01-01'), (1, 'Ada', '2020-03-01'), (2, 'Bob', null);
insert into app.booking values (1, 1, '12', '2019-05-01'), (2, 1, '12', '2019-05-02'), (3, 2, '14', '2019-05-01');

create view tally (what, value) as values
    ('persons', (select count(*) from app.person where id <> 0)),
    ('stand-ins', (select count(*) from app.person where id = 0)),
    ('bookings', (select count(*) from app.booking)),
    ('bookings of the stand-in', (select count(*) from app.booking where guest_id = 0)),
    ('bookings of Bob', (select count(*) from app.booking where guest_id = 2));
