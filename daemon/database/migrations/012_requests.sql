-- SPDX-License-Identifier: Apache-2.0
--
-- Whoever asked to be erased (GDPR Art. 17) need not wait for the end of a period. The request stands until it is carried out, also
-- while a hold or a floor stops it.

create table retentiond.request (
    request       bigint generated always as identity primary key,
    policy        text not null,
    subject_table text not null,
    key_columns   text not null,
    key           text,
    reason        text not null,
    requested_by  text not null,
    requested_at  timestamptz not null default clock_timestamp(),
    outcome       text check (outcome in ('done', 'withdrawn', 'gone')),
    run           bigint,
    closed_by     text,
    closed_at     timestamptz,
    check ((outcome is null) = (closed_at is null)),
    check ((key is null) = (outcome is not null))
);
create unique index request_open on retentiond.request (subject_table, key_columns, key, policy) where outcome is null;
comment on table retentiond.request is 'Erasure requests of subjects: kept after they are closed, without saying whose they were';
comment on column retentiond.request.subject_table is 'Schema-qualified name of the subject table';
comment on column retentiond.request.key_columns is 'Names of the columns that make the key, separated by ", "';
comment on column retentiond.request.key is 'Key of the subject as text, a JSON array for a composite key; forgotten when the request is closed';
comment on column retentiond.request.reason is 'In the words of whoever recorded it, such as the number of a ticket';
comment on column retentiond.request.requested_by is 'Who recorded it';
comment on column retentiond.request.requested_at is 'From when on the subject is due unless something stops it';
comment on column retentiond.request.outcome is
    'Null: open; done: the policy acted on the subject; withdrawn: by a person; gone: the subject was not there any more';
comment on column retentiond.request.run is 'The run that carried it out';
comment on column retentiond.request.closed_by is 'Who withdrew it';
