-- Ada (1) has left. Document 1 is hers alone, document 2 she shares with Bob; document 3 is Bob's, shared with her.
create schema app;
create table app.person (id int primary key, name text, left_on date);
create table app.document (id int primary key, owner_id int references app.person, title text);
create table app.document_share (document_id int references app.document, person_id int references app.person,
                                 primary key (document_id, person_id));
create index on app.document (owner_id);
create index on app.document_share (person_id);
insert into app.person values (1, 'Ada', '2020-03-01'), (2, 'Bob', null);
insert into app.document values (1, 1, 'diary'), (2, 1, 'plan'), (3, 2, 'list');
insert into app.document_share values (2, 2), (3, 1);

create view tally (what, value) as values
    ('persons', (select count(*) from app.person)),
    ('diaries', (select count(*) from app.document where title = 'diary')),
    ('plans', (select count(*) from app.document where title = 'plan')),
    ('lists', (select count(*) from app.document where title = 'list')),
    ('documents of Ada', (select count(*) from app.document where owner_id = 1)),
    ('shares with Ada', (select count(*) from app.document_share where person_id = 1)),
    ('shares with Bob', (select count(*) from app.document_share where person_id = 2));
