-- The person points to the account, and the sessions do: neither can go before those who point to it.
create schema app;
create table app.account (id int primary key, user_name text);
create table app.account_session (id int primary key, account_id int not null references app.account, ip inet);
create table app.person (id int primary key, name text, left_on date,
    account_id int not null unique references app.account);
create index on app.account_session (account_id);
insert into app.account values (1, 'ada'), (2, 'bob');
insert into app.account_session values (1, 1, '192.0.2.1'), (2, 1, '192.0.2.1'), (3, 2, '192.0.2.2');
insert into app.person values (1, 'Ada', '2020-03-01', 1), (2, 'Bob', null, 2);

create view tally (what, value) as values
    ('persons', (select count(*) from app.person)),
    ('accounts', (select count(*) from app.account)),
    ('sessions of ada', (select count(*) from app.account_session where account_id = 1)),
    ('sessions of bob', (select count(*) from app.account_session where account_id = 2));
