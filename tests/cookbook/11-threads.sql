-- Ada (1) has left. Bob answered her post, and her comment below his own.
create schema app;
create table app.person (id int primary key, name text, left_on date);
create table app.post (id int primary key, author_id int references app.person, body text);
create table app.comment (id int primary key, post_id int not null references app.post,
    parent_id int references app.comment, author_id int references app.person, body text);
create index on app.post (author_id);
create index on app.comment (post_id);
create index on app.comment (parent_id);
create index on app.comment (author_id);
insert into app.person values (1, 'Ada', '2020-03-01'), (2, 'Bob', null);
insert into app.post values (1, 1, 'Ada asks'), (2, 2, 'Bob asks');
insert into app.comment values (1, 1, null, 2, 'Bob answers'), (2, 2, null, 1, 'Ada answers'),
    (3, 2, 2, 2, 'Bob thanks');

create view tally (what, value) as values
    ('persons', (select count(*) from app.person)),
    ('posts', (select count(*) from app.post)),
    ('comments', (select count(*) from app.comment)),
    ('texts of Ada', (select count(*) from (select body from app.post union all select body from app.comment) t
        where body like 'Ada%')),
    ('texts of Bob', (select count(*) from (select body from app.post union all select body from app.comment) t
        where body like 'Bob%'));
