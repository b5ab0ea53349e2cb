-- Ada and Cleo have left. Ada's last invoice is older than seven years, Cleo's is not.
create schema app;
create table app.person (id int primary key, name text, left_on date);
create table app.invoice (id int primary key, person_id int references app.person, billing_name text, amount numeric,
    invoiced_on date);
create index on app.invoice (person_id);
insert into app.person values (1, 'Ada', '2016-03-01'), (2, 'Bob', null), (3, 'Cleo', '2020-03-01');
insert into app.invoice values (1, 1, 'Ada', 10, '2016-02-01'), (2, 2, 'Bob', 20, '2016-02-01'),
    (3, 3, 'Cleo', 30, '2020-02-01');

create view tally (what, value) as values
    ('persons', (select count(*) from app.person)),
    ('persons called Cleo', (select count(*) from app.person where name = 'Cleo')),
    ('invoices', (select count(*) from app.invoice)),
    ('sum of invoices', (select sum(amount) from app.invoice)),
    ('invoices that name Ada', (select count(*) from app.invoice where person_id = 1 or billing_name = 'Ada')),
    ('invoices that name Cleo', (select count(*) from app.invoice where person_id = 3 and billing_name = 'Cleo'));
