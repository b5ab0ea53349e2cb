-- SPDX-License-Identifier: Apache-2.0
--
-- The journal: what makes runs resumable. It lives beside the data it speaks of, so that a change and its journal row
-- commit together. Personal data is in it only as keys, and in `batch` only until the batch is done.

comment on schema retentiond is 'Journal of retentiond; its tables change with the program, see retentiond.migration';

create table retentiond.migration (
    version    integer primary key,
    applied_at timestamptz not null default clock_timestamp()
);
comment on table retentiond.migration is 'Versions of this schema, oldest first; the daemon moves it forward itself';

create table retentiond.run (
    run           bigint generated always as identity primary key,
    policy        text not null,
    state         text not null default 'planning' check (state in (
                      'planning', 'awaiting_approval', 'running', 'paused',
                      'finished', 'superseded', 'cancelled', 'failed')),
    mode          text,
    as_of         timestamptz not null,
    scheduled_for timestamptz,
    policy_digest text,
    schema_digest text,
    digest        text,
    census        jsonb,
    planned       bigint not null default 0 check (planned >= 0),
    reasons       jsonb not null default '[]',
    message       text,
    requested_by  text,
    approved_by   text,
    created_at    timestamptz not null default clock_timestamp(),
    approved_at   timestamptz,
    started_at    timestamptz,
    finished_at   timestamptz,
    unique (policy, scheduled_for)
);
create unique index run_one_active on retentiond.run (policy)
    where state in ('planning', 'awaiting_approval', 'running', 'paused');
create index run_policy on retentiond.run (policy, run);
comment on table retentiond.run is 'One execution of a policy: its frozen plan and how far it came';
comment on column retentiond.run.policy is 'Name of the policy';
comment on column retentiond.run.state is 'Where the run is in its life; at most one run of a policy is active';
comment on column retentiond.run.mode is 'observe: planned only, nothing is changed; enforce: actions are taken';
comment on column retentiond.run.as_of is 'The one instant by which the whole run judges';
comment on column retentiond.run.scheduled_for is
    'The scheduled time that this run answers, null when started by hand; unique, so that of several daemons one plans';
comment on column retentiond.run.policy_digest is 'The policy that planned; a run whose policy changed is superseded';
comment on column retentiond.run.schema_digest is 'The database schema that was planned against';
comment on column retentiond.run.digest is 'The plan: policy, schema and keys; an approval names it';
comment on column retentiond.run.census is 'Number of subjects by class and rule, when planned';
comment on column retentiond.run.planned is 'Number of subjects found due';
comment on column retentiond.run.reasons is 'Why the run waits for an approval';
comment on column retentiond.run.message is 'Why the run ended as it did, for people; without values';
comment on column retentiond.run.requested_by is 'Who started it, null for the schedule';
comment on column retentiond.run.approved_by is 'Who released it';

create table retentiond.batch (
    run             bigint not null references retentiond.run,
    number          integer not null check (number > 0),
    rule            text not null,
    action          text not null,
    state           text not null default 'pending' check (state in ('pending', 'done', 'failed', 'abandoned')),
    keys            jsonb check (keys is null or state <> 'done'),
    subjects        integer not null check (subjects >= 0),
    attempts        integer not null default 0 check (attempts >= 0),
    not_before      timestamptz,
    counts          jsonb,
    outcomes        jsonb,
    sqlstate        text,
    constraint_name text,
    table_name      text,
    finished_at     timestamptz,
    duration_ms     integer,
    primary key (run, number)
);
create index batch_pending on retentiond.batch (run, number) where state = 'pending';
comment on table retentiond.batch is
    'The subjects of one transaction; whoever holds the lock of a pending row works on it, and nobody else';
comment on column retentiond.batch.number is 'Order within the run, from 1; a batch that was split leaves new numbers';
comment on column retentiond.batch.rule is 'The rule by which these subjects are due';
comment on column retentiond.batch.action is 'The action that this rule asks for';
comment on column retentiond.batch.state is
    'pending, done, failed (its subjects are set aside until the next run), abandoned (its run ended before)';
comment on column retentiond.batch.keys is 'Keys of the subjects, only while they are needed';
comment on column retentiond.batch.subjects is 'Number of subjects planned for this batch';
comment on column retentiond.batch.attempts is 'Times that it was tried and failed';
comment on column retentiond.batch.not_before is 'Not to be tried again earlier';
comment on column retentiond.batch.counts is 'Rows changed and deleted, by table';
comment on column retentiond.batch.outcomes is 'Number of subjects by outcome: acted upon, or the reason why not';
comment on column retentiond.batch.sqlstate is 'SQLSTATE of the last failure';
comment on column retentiond.batch.constraint_name is 'Constraint that refused, where the failure named one';
comment on column retentiond.batch.table_name is 'Table of the failure, where it named one';
comment on column retentiond.batch.duration_ms is 'Milliseconds of the transaction that did it';

create table retentiond.marker (
    policy        text not null,
    subject_table text not null,
    key           text not null,
    action        text not null,
    rule          text not null,
    run           bigint not null,
    acted_at      timestamptz not null,
    primary key (policy, key, action)
);
create index marker_subject on retentiond.marker (subject_table, key);
comment on table retentiond.marker is
    'Subjects that are still there after an action: a rule acts again only for a starting point later than acted_at';
comment on column retentiond.marker.subject_table is 'Schema-qualified name of the subject table';
comment on column retentiond.marker.key is 'Key of the subject as text, a JSON array for a composite key';
comment on column retentiond.marker.acted_at is 'When the action was taken; later than anything that its own transaction wrote';

create table retentiond.hold (
    hold          bigint generated always as identity primary key,
    subject_table text not null,
    key           text not null,
    policy        text,
    reason        text not null,
    placed_by     text not null,
    placed_at     timestamptz not null default clock_timestamp(),
    removed_by    text,
    removed_at    timestamptz,
    check ((removed_by is null) = (removed_at is null))
);
create index hold_standing on retentiond.hold (subject_table, key) where removed_at is null;
comment on table retentiond.hold is 'Orders that suspend every action on a subject; kept after their removal';
comment on column retentiond.hold.subject_table is 'Schema-qualified name of the subject table';
comment on column retentiond.hold.key is 'Primary key of the row as text, a JSON array for a composite key';
comment on column retentiond.hold.policy is 'Policy through which it was placed; a hold suspends the actions of all';
comment on column retentiond.hold.reason is 'Why, in the words of whoever placed it';

create table retentiond.pause (
    scope     text primary key,
    paused_by text not null,
    paused_at timestamptz not null default clock_timestamp()
);
comment on table retentiond.pause is 'What may not work at present';
comment on column retentiond.pause.scope is 'Name of a policy, * for all work, or run:N for a run that is being cancelled';

create table retentiond.event (
    event  bigint generated always as identity primary key,
    at     timestamptz not null default clock_timestamp(),
    what   text not null,
    policy text,
    run    bigint,
    by     text,
    detail jsonb
);
create index event_run on retentiond.event (run) where run is not null;
comment on table retentiond.event is 'Who did what: commands of people, and the turns that runs took';
comment on column retentiond.event.what is 'A stable word, such as approved, cancelled, paused, hold_placed';
comment on column retentiond.event.by is 'The peer of the control socket, or null for the daemon itself';
comment on column retentiond.event.detail is 'Without personal data';
