-- SPDX-License-Identifier: Apache-2.0
--
-- What the actions of a policy reached when somebody, or the daemon at its first check, took that for right. A schema that has
-- more by now stops the policy until a person has decided.

create table retentiond.inventory (
    policy      text not null,
    text_digest text not null,
    reach       jsonb not null,
    accepted_by text,
    accepted_at timestamptz not null default clock_timestamp(),
    primary key (policy, text_digest)
);
comment on table retentiond.inventory is 'What each policy was checked against: tables, columns, keys and triggers in reach of its actions';
comment on column retentiond.inventory.policy is 'Name of the policy';
comment on column retentiond.inventory.text_digest is
    'SHA-256 of the policy''s text: two daemons that know the policy by different texts decide separately';
comment on column retentiond.inventory.reach is 'Names and types, no data';
comment on column retentiond.inventory.accepted_by is 'Who accepted it, null for the daemon itself';
