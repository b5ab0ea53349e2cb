-- Person 1 of tenant 10 has left; person 1 of tenant 20 is somebody else.
create schema app;
create table app.person (tenant_id int, id int, name text, left_on date, primary key (tenant_id, id));
create table app.purchase (tenant_id int, id int, person_id int, article text, primary key (tenant_id, id),
                           foreign key (tenant_id, person_id) references app.person);
create table app.letter (tenant_id int, id int, addressee int, body text, primary key (tenant_id, id));
create index on app.purchase (tenant_id, person_id);
create index on app.letter (tenant_id, addressee);
insert into app.person values (10, 1, 'Ada', '2020-03-01'), (10, 2, 'Bob', null), (20, 1, 'Cleo', null);
insert into app.purchase values (10, 1, 1, 'tea'), (10, 2, 2, 'coffee'), (20, 1, 1, 'milk');
insert into app.letter values (10, 1, 1, 'Dear Ada'), (20, 1, 1, 'Dear Cleo');

create view tally (what, value) as values
    ('persons of tenant 10', (select count(*) from app.person where tenant_id = 10)),
    ('persons of tenant 20', (select count(*) from app.person where tenant_id = 20)),
    ('purchases of tenant 10', (select count(*) from app.purchase where tenant_id = 10)),
    ('purchases of tenant 20', (select count(*) from app.purchase where tenant_id = 20)),
    ('letters of tenant 10', (select count(*) from app.letter where tenant_id = 10)),
    ('letters of tenant 20', (select count(*) from app.letter where tenant_id = 20));
