-- Ada (1) is in the team of sales (9), which was dissolved long ago, too: a team is nobody.
create schema app;
create table app.person (id int primary key, name text, is_team boolean not null, left_on date,
                         team_id int references app.person);
create index on app.person (team_id);
insert into app.person values (9, 'Sales', true, '2019-01-01', null), (1, 'Ada', false, '2020-03-01', 9),
    (2, 'Bob', false, null, 9);

create view tally (what, value) as values
    ('teams', (select count(*) from app.person where is_team)),
    ('persons', (select count(*) from app.person where not is_team)),
    ('persons in sales', (select count(*) from app.person where team_id = 9));
