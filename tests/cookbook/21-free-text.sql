-- Ada Lovelace has left. The desk wrote down who called, and what for.
create schema app;
create table app.person (id int primary key, first_name text, last_name text, email text, left_on date);
create table app.remark (id int primary key, person_id int not null references app.person, body text);
create index on app.remark (person_id);
insert into app.person values (1, 'Ada', 'Lovelace', 'ada@example.org', '2020-03-01'),
    (2, 'Bob', 'Lovelace', 'bob@example.org', null);
insert into app.remark values
    (1, 1, 'Mrs Lovelace asked for tea'),
    (2, 1, 'ADA wrote from ada@example.org, and from her brother''s, bob@example.org'),
    (3, 1, 'refund to NL91 ABNA 0417 1643 00, done'),
    (4, 2, 'Mr Lovelace asked for coffee');

create view tally (what, value) as values
    ('remarks', (select count(*) from app.remark)),
    ('remarks that name her', (select count(*) from app.remark where person_id = 1 and body ~* '(ada|lovelace)\M')),
    ('remarks with a mail address', (select count(*) from app.remark where body like '%@example%')),
    ('remarks with an account', (select count(*) from app.remark where body like '%ABNA%')),
    ('remarks on tea', (select count(*) from app.remark where body like '%asked for tea%')),
    ('remarks on a refund', (select count(*) from app.remark where body like 'refund to %done')),
    ('remarks on Bob', (select count(*) from app.remark where body = 'Mr Lovelace asked for coffee'));
