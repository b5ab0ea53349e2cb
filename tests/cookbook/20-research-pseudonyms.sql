-- Two patients in the study have left; samples name the patient by the number of the register.
create schema app;
create table app.patient (id int primary key, name text, register_number text not null unique, left_on date);
create table app.sample (id int primary key, patient_id int not null references app.patient, patient_code text,
    result int);
create index on app.sample (patient_id);
insert into app.patient values (1, 'Ada', 'R-17', '2020-03-01'), (2, 'Bob', 'R-18', null),
    (3, 'Cleo', 'R-19', '2020-03-01');
insert into app.sample values (1, 1, 'R-17', 5), (2, 1, 'R-17', 6), (3, 2, 'R-18', 7), (4, 3, 'R-19', 8);

create view tally (what, value) as values
    ('patients', (select count(*) from app.patient)),
    ('patients with a name', (select count(*) from app.patient where name is not null)),
    ('numbers of the register', (select count(*) from app.patient where register_number like 'R-__')),
    ('pseudonyms', (select count(distinct register_number) from app.patient where register_number ~ '^P-\w{16,}$')),
    ('samples that carry their patient''s number', (select count(*) from app.sample s
        join app.patient p on p.id = s.patient_id
        where s.patient_code = p.register_number)),
    ('sum of results', (select sum(result) from app.sample));
