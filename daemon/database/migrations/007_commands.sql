-- SPDX-License-Identifier: Apache-2.0
--
-- Who did what: every command that changes something, also one that was refused. And what a second person's approval is told by.

create table retentiond.command (
    command     bigint generated always as identity primary key,
    at          timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    what        text not null,
    policy      text,
    run         bigint,
    hold        bigint,
    arguments   jsonb not null default '{}',
    by          text not null,
    uid         bigint not null,
    login       text,
    login_uid   bigint,
    role        text not null,
    host        text not null,
    reason      text,
    outcome     text check (outcome in ('done', 'refused', 'failed')),
    why         text,
    check ((outcome is null) = (finished_at is null))
);
create index command_at on retentiond.command (at);
comment on table retentiond.command is 'Commands of people, and what came of them; nothing in it names a subject';
comment on column retentiond.command.what is 'The method of the control protocol';
comment on column retentiond.command.arguments is 'Without keys of subjects, and without what might be about one';
comment on column retentiond.command.by is 'Name and number of the user at the other end of the socket, as the kernel gave it';
comment on column retentiond.command.login is 'As whom that user had logged in, where the kernel knows and it is another: who became root by sudo';
comment on column retentiond.command.role is 'The role that the user had then';
comment on column retentiond.command.host is 'Where the daemon ran: user numbers are those of that machine';
comment on column retentiond.command.reason is 'Why, in the words of whoever asked; of a hold it stands in retentiond.hold';
comment on column retentiond.command.outcome is 'Null: under way, or the daemon was cut off meanwhile and the tables tell';
comment on column retentiond.command.why is 'Why not, as a stable word: not_permitted, same_person, not_found, refused, unavailable, invalid, internal';

alter table retentiond.run add column requested_uids bigint[];
alter table retentiond.run add column approved_uids bigint[];
alter table retentiond.run add column four_eyes boolean not null default false;
alter table retentiond.run add constraint run_four_eyes
    check (not four_eyes or requested_uids is null or approved_uids is null or not requested_uids && approved_uids);
comment on column retentiond.run.requested_uids is 'Numbers of the user who started it, and of their login; null for the schedule';
comment on column retentiond.run.approved_uids is 'Numbers of the user who released it, and of their login';
comment on column retentiond.run.four_eyes is 'Whoever started it may not release it';

-- Whom a hold was on is needed as long as it stands, and no longer.
alter table retentiond.hold alter column key drop not null;
update retentiond.hold set key = null where removed_at is not null;
alter table retentiond.hold add constraint hold_key check (key is not null or removed_at is not null);
comment on column retentiond.hold.key is 'Primary key of the row as text, a JSON array for a composite key; forgotten when the hold is removed';
