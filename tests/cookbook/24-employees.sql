-- On 2025-01-01: Ada left seven years and more ago, counted from the end of 2017; Cleo in January 2018, a day too
-- late for that, but long ago for her file; Dan in 2023.
create schema hr;
create table hr.employee (id int primary key, name text, address text, ended_on date);
create table hr.file (id int primary key, employee_id int not null references hr.employee, body text);
create table hr.payslip (id int primary key, employee_id int not null references hr.employee, month date,
    gross numeric);
create index on hr.file (employee_id);
create index on hr.payslip (employee_id);
insert into hr.employee values (1, 'Ada', 'Elm Street 1', '2017-02-01'), (2, 'Bob', 'Elm Street 2', null),
    (3, 'Cleo', 'Elm Street 3', '2018-01-01'), (4, 'Dan', 'Elm Street 4', '2023-02-01');
insert into hr.file select id, id, 'appraisal of ' || name from hr.employee;
insert into hr.payslip select id, id, '2017-01-01', 3000 from hr.employee;

create view tally (what, value) as values
    ('employees', (select string_agg(name, ' ' order by id) from hr.employee)),
    ('with an address', (select string_agg(name, ' ' order by id) from hr.employee where address is not null)),
    ('with a file', (select string_agg(name, ' ' order by id) from hr.employee e where exists (select from hr.file f
        where f.employee_id = e.id))),
    ('with a payslip', (select string_agg(name, ' ' order by id) from hr.employee e where exists (select
        from hr.payslip p where p.employee_id = e.id)));
