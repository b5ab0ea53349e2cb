-- Events 1 and 2 are Ada's (1), event 3 is Bob's (2), event 4 nobody's: its number is in another place.
create schema app;
create table app.person (id int primary key, name text, left_on date);
create table app.event (id int primary key, kind text, props jsonb);
create index on app.event ((props ->> 'user_id'));
insert into app.person values (1, 'Ada', '2020-03-01'), (2, 'Bob', null);
insert into app.event values
    (1, 'page', '{"user_id": 1, "ip": "192.0.2.1", "page": "/home"}'),
    (2, 'page', '{"user_id": "1", "ip": "192.0.2.1", "page": "/cart"}'),
    (3, 'page', '{"user_id": 2, "ip": "192.0.2.2", "page": "/home"}'),
    (4, 'cron', '{"job": {"user_id": 1}}');

create view tally (what, value) as values
    ('persons', (select count(*) from app.person)),
    ('events', (select count(*) from app.event)),
    ('events of Ada', (select count(*) from app.event where props ->> 'user_id' = '1')),
    ('events of Bob', (select count(*) from app.event where props ->> 'user_id' = '2')),
    ('events with an address', (select count(*) from app.event where props ? 'ip')),
    ('visits of /home', (select count(*) from app.event where props ->> 'page' = '/home'));
