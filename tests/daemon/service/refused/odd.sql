-- Tables around a second person, with what schemas have that is seldom: for findings that the first one has no place for.
create schema odd;
create schema hidden;
create extension citext schema hidden;

create table odd.account (id int primary key, name text);
create table odd.login (id int primary key, account_id int not null references odd.account, at timestamptz);
create index on odd.login (account_id);
create table odd.member (
    id int primary key, nr text unique, mail text, region text, about text, left_on date,
    account_id int references odd.account);
create index on odd.member (account_id);
alter table odd.member add constraint region_is_known check (region in ('north', 'south'));
create table odd.badge (id int primary key, member_nr text references odd.member (nr) on delete set null, colour text);
create index on odd.badge (member_nr);
create table odd.order (id int primary key, member_id int references odd.member on delete cascade, total numeric);
create index on odd.order (member_id);
create table odd.comment (id int primary key, writer_id int references odd.member, reader_id int references odd.member, body text);
create index on odd.comment (writer_id);
create index on odd.comment (reader_id);
create function odd.watch() returns trigger language plpgsql as 'begin return old; end';
create trigger watched before delete on odd.comment for each row execute function odd.watch();

insert into odd.member (id, nr, mail, region) values (1, 'a', 'a@example.org', 'north');

-- By mail, by a number of no index, by a hidden operator.
create table odd.mail_log (id int primary key, recipient text, body text);
insert into odd.mail_log values (1, 'nobody@example.org', 'x');
create table odd.user (id int primary key, mail hidden.citext unique, left_on date);
create table odd.visit (id int primary key, visitor hidden.citext);

-- Inheritance and partitions.
create table odd.person (id int primary key, name text, left_on date);
create table odd.employee (badge text) inherits (odd.person);
create table odd.letter (id int primary key, guest_id int, body text);
create index on odd.letter (guest_id);
create table odd.parcel (content text) inherits (odd.letter);
create index on odd.parcel (guest_id);
create table odd.stamp (id int primary key, letter_id int);
create index on odd.stamp (letter_id);
create table odd.guest (id int primary key, left_on date);
alter table odd.letter add foreign key (guest_id) references odd.guest;
alter table odd.parcel add foreign key (guest_id) references odd.guest;
create table odd.stay (guest_id int references odd.guest, country text, room text) partition by list (country);
create table odd.stay_nl partition of odd.stay for values in ('nl');
create index on odd.stay (guest_id);

-- A person and a thing of theirs that point to each other.
create table odd.owner (id int primary key, first_key_id int not null, left_on date);
create table odd.key (id int primary key, owner_id int not null references odd.owner deferrable);
create index on odd.key (owner_id);
alter table odd.owner add foreign key (first_key_id) references odd.key deferrable;
create index on odd.owner (first_key_id);

-- A thread, whose rows an array names.
create table odd.post (id int primary key, guest_id int references odd.guest, up int references odd.post);
create index on odd.post (guest_id);
create index on odd.post (up);
create table odd.topic (id int primary key, post_ids int[]);

-- A composite key that is null whole or not at all.
create table odd.tenant (tenant_id int, id int, note text, left_on date, primary key (tenant_id, id));
create table odd.bill (id int primary key, tenant_id int, payer_id int,
    foreign key (tenant_id, payer_id) references odd.tenant match full);
create index on odd.bill (tenant_id, payer_id);

-- A rule that rewrites, and records of consent in words of their own.
create table odd.reader (id int primary key, left_on date);
create table odd.loan (id int primary key, reader_id int references odd.reader, title text);
create index on odd.loan (reader_id);
create rule loans_stay as on delete to odd.loan do instead nothing;
create table odd.record (id int primary key, reader_id int references odd.reader, purpose text, basis text, given timestamptz);
create index on odd.record (reader_id);
insert into odd.reader values (1, null);
insert into odd.record values (1, 1, 'Nieuwsbrief', 'Toestemming', '2024-01-01');
create view odd.broken_record as select id, reader_id, purpose, (1 / (id - id))::text as basis, given from odd.record;

-- Eight rungs, two ways up each.
create table odd.rung_0 (id int primary key, left_on date);
do $$ begin
    for i in 1..8 loop
        execute format('create table odd.rung_%s (id int primary key, l int references odd.rung_%s, r int references odd.rung_%s)', i, i - 1, i - 1);
        execute format('create index on odd.rung_%s (l); create index on odd.rung_%s (r)', i, i);
    end loop;
end $$;

-- An outward row with branches, an array that names several, and a seat that is given to a stand-in.
create table odd.branch (id int primary key, name text, up int references odd.branch);
create index on odd.branch (up);
create table odd.client (id int primary key, name text, branch_id int references odd.branch, left_on date, is_bot boolean not null default false);
create index on odd.client (branch_id);
insert into odd.client values (0, 'nobody', null, '2000-01-01', true), (1, 'somebody', null, '2000-01-01', false), (2, 'another', null, null, false);
create table odd.chat (id int primary key, client_ids int[], body text);
create index on odd.chat using gin (client_ids);
create table odd.seat (id int primary key, client_id int references odd.client);
create index on odd.seat (client_id);

-- Persons told apart by a unique index alone, one of them by nothing.
create table odd.caller (login text unique, left_on date);
insert into odd.caller values ('ann', null), (null, '2000-01-01');

-- A complaint is the writer's, and about somebody: below it hangs a vote.
create table odd.citizen (id int primary key, left_on date);
create table odd.complaint (id int primary key, writer_id int references odd.citizen, about_id int references odd.citizen, body text);
create table odd.vote (id int primary key, complaint_id int references odd.complaint on delete cascade);
create index on odd.complaint (writer_id);
create index on odd.complaint (about_id);
create index on odd.vote (complaint_id);

-- A column that has a name of the language's own.
create table odd.mailbox (id int primary key, "user" text, left_on date);

-- Told apart by a list of numbers.
create table odd.path (steps int[] primary key, left_on date);

-- What is copied elsewhere: by a materialized view, and by a publication that can't tell rows apart.
create table odd.pupil (id int primary key, name text, left_on date);
create materialized view odd.pupil_list as select id, name from odd.pupil;
create table odd.donor (id int primary key, left_on date);
create table odd.gift (donor_id int references odd.donor, amount numeric);
create index on odd.gift (donor_id);
create publication gifts for table odd.donor, odd.gift;

-- Of a member or of an account, each with a file.
create table odd.file (id int primary key, document text);
create table odd.attachment (id int primary key, kind text, entity_id int, file_id int references odd.file);
create index on odd.attachment (entity_id);
create index on odd.attachment (file_id);

-- A table of an extension's that no key connects with its person, and documents.
create table odd.lodger (id int primary key, left_on date, settings jsonb);
insert into odd.lodger select n, null, '{"mail": "x"}' from generate_series(1, 20) n;
create table odd.lease (id int primary key, "lodgerId" int, rent numeric);
insert into odd.lease values (1, 7, 100);

-- Replies under somebody's theme are by others, and tags by whoever made the theme.
create table odd.author (id int primary key, left_on date);
create table odd.theme (id int primary key, author_id int not null references odd.author, title text);
create table odd.reply (id int primary key, theme_id int not null references odd.theme, author_id int not null references odd.author, body text);
create table odd.tag (id int primary key, theme_id int not null references odd.theme, author_id int not null references odd.author, word text);
create index on odd.theme (author_id);
create index on odd.reply (theme_id);
create index on odd.reply (author_id);
create index on odd.tag (theme_id);
create index on odd.tag (author_id);
insert into odd.author select n, null from generate_series(1, 20) n;
insert into odd.theme select n, n, 'about' from generate_series(1, 20) n;
insert into odd.reply select n, n, 1 + n % 4, 'hello' from generate_series(1, 20) n;
insert into odd.tag select n, n, n, 'new' from generate_series(1, 20) n;
-- Whoever withdraws writes one record more.
create table odd.listener (id int primary key, left_on date);
create table odd.said (id int primary key, listener_id int not null references odd.listener, purpose text, what text, said_at date);
create index on odd.said (listener_id);
insert into odd.listener select n, null from generate_series(1, 20) n;
insert into odd.said select n, n, 'news', 'consent', date '2020-01-01' from generate_series(1, 20) n;
insert into odd.said select 100 + n, n, 'news', 'withdrawn', date '2021-01-01' from generate_series(1, 10) n;
