-- SPDX-License-Identifier: Apache-2.0
--
-- How many people a policy is about, and how many of them are due, when they were counted last: by each plan, and by the daemon
-- between plans. What is overdue can be told at any time without judging everybody, and with the time of its counting.

create table retentiond.count (
    policy        text not null,
    policy_digest text not null,
    as_of         timestamptz not null,
    counted_at    timestamptz not null default clock_timestamp(),
    duration_ms   bigint not null check (duration_ms >= 0),
    run           bigint,
    tally         jsonb not null default '{}',
    census        jsonb not null,
    primary key (policy, policy_digest)
);
comment on table retentiond.count is 'The last census of each policy: numbers, no keys';
comment on column retentiond.count.policy_digest is
    'The policy that counted: two daemons that know it by different texts count separately';
comment on column retentiond.count.as_of is 'The instant by which everybody was judged';
comment on column retentiond.count.duration_ms is 'How long the counting took';
comment on column retentiond.count.run is 'The policy''s last run at that instant, null when there was none';
comment on column retentiond.count.tally is 'What that run had come to by then: subjects by outcome';
comment on column retentiond.count.census is 'Number of subjects by class, rule and what stops them, as in retentiond.run';
