-- Twenty patients who left, and one who has not.
create schema app;
create table app.patient (id int primary key, name text, birth_date date, postcode text, weight numeric, blood text,
    left_on date);
create table app.stay (id int primary key, patient_id int not null references app.patient, admitted date,
    discharged date);
create index on app.stay (patient_id);
insert into app.patient
select n, 'Patient ' || n, date '1960-03-05' + n * 300, 1000 + n || ' AB', 60.5 + n, (array['A', 'B', '0'])[1 + n % 3],
       '2020-03-01'
from generate_series(1, 20) n;
insert into app.patient values (21, 'Bob', '1980-03-05', '1099 ZZ', 80, 'A', null);
insert into app.stay select n, n, date '2019-01-01' + n, date '2019-01-04' + 2 * n from generate_series(1, 21) n;
create table patient_before as table app.patient;
-- Whose stay it was is left out: a copy that names people is noticed, and rightly.
create table stay_before as select id, admitted, discharged from app.stay;

create view tally (what, value) as values
    ('patients', (select count(*)::text from app.patient)),
    ('patients with a name', (select count(*)::text from app.patient where name is not null)),
    ('patients born in the years that they were', (select count(*)::text from app.patient p
        join patient_before b using (id)
        where date_trunc('year', p.birth_date) = date_trunc('year', b.birth_date))),
    ('birthdays other than the first of January', (select count(*)::text from app.patient
        where extract(doy from birth_date) <> 1)),
    ('whole postcodes', (select count(*)::text from app.patient where length(postcode) > 2)),
    ('are all weights as they were', (select (not exists (select weight from app.patient
        except select weight from patient_before))::text)),
    ('weights within a tenth', (select count(*)::text from app.patient p join patient_before b using (id)
        where abs(p.weight - b.weight) <= b.weight / 10 + 0.1)),
    ('blood groups', (select string_agg(blood || ' ' || n, ', ' order by blood)
        from (select blood, count(*) as n from app.patient group by blood) g)),
    ('stays as long as they were', (select count(*)::text from app.stay s join stay_before b using (id)
        where s.discharged - s.admitted = b.discharged - b.admitted)),
    ('stays within thirty days of their date', (select count(*)::text from app.stay s join stay_before b using (id)
        where abs(s.admitted - b.admitted) <= 30)),
    ('are all dates of stays as they were', (select (not exists (select admitted from app.stay
        except select admitted from stay_before))::text));
