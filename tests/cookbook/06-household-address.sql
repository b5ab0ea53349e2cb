-- Ada and Cleo have left. Ada shares her address with Bob, who has not; Cleo had one of her own.
create schema app;
create table app.address (id int primary key, street text);
create table app.person (id int primary key, name text, left_on date, address_id int references app.address);
create index on app.person (address_id);
insert into app.address values (1, 'Elm Street 1'), (2, 'Oak Street 2');
insert into app.person values (1, 'Ada', '2020-03-01', 1), (2, 'Bob', null, 1), (3, 'Cleo', '2020-03-01', 2);

create view tally (what, value) as values
    ('persons', (select count(*) from app.person)),
    ('addresses of Ada and Bob', (select count(*) from app.address where id = 1)),
    ('addresses of Cleo', (select count(*) from app.address where id = 2));
