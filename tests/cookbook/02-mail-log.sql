-- The log spells addresses as people do. Ada has left, Bob has not.
create schema app;
create table app.person (id int primary key, email text not null, left_on date,
                         email_lower text generated always as (lower(email)) stored unique);
create table app.mail_log (id int primary key, recipient text, subject text);
create index on app.mail_log (lower(recipient));
insert into app.person values (1, 'Ada@example.org', '2020-03-01'), (2, 'bob@example.org', null);
insert into app.mail_log values (1, 'ada@example.org', 'Welcome'), (2, 'ADA@EXAMPLE.ORG', 'Invoice'),
    (3, 'Bob@Example.org', 'Welcome');

create view tally (what, value) as values
    ('persons', (select count(*) from app.person)),
    ('mails to Ada', (select count(*) from app.mail_log where recipient ilike 'ada@%')),
    ('mails to Bob', (select count(*) from app.mail_log where recipient ilike 'bob@%'));
