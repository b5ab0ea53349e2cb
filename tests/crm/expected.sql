-- SPDX-License-Identifier: Apache-2.0
--
-- Who is due in the sample CRM, by hand: an oracle for config/examples/policies.d/contacts.yaml that shares nothing with
-- the product. After loading this file:
--   select * from expected.rules('2026-01-01');      one row per person and rule of the person's class
--   select * from expected.outcome('2026-01-01');    one row per person: the rule that acts, or what keeps the person
-- `as_of` must not lie before the date with which crm.sql was loaded. Days are those of Europe/Amsterdam.

create schema expected;

create function expected.last_day_of_year(day date) returns date immutable language sql as
    $$ select to_date(to_char(day, 'YYYY') || '-12-31', 'YYYY-MM-DD') $$;

-- When each consent record ends; null: never. Only marketing ends by itself, two years after it was given.
create view expected.consent_end as
select person_id, purpose,
       least(withdrawn_at,
             case when expires_at is not null then expires_at
                  when purpose = 'marketing' then granted_at + interval '2 years' end) as ended_at
from crm.consent;

-- A person's situation at one instant; shared mailboxes are no subjects.
create function expected.situation(as_of timestamptz)
returns table (id bigint, class text, created_at timestamptz, ended_on date, last_activity timestamptz, last_invoice date,
               is_held boolean, has_marketing boolean, marketing_ended timestamptz, has_any_basis boolean)
stable language sql set jit = off as $$
    select p.id,
           case when p.ended_on is not null then 'former_customer'
                when p.status = 'customer' then 'customer'
                when p.status = 'prospect' then 'prospect' end,
           p.created_at, p.ended_on,
           (select happened_at from crm.activity as a where a.person_id = p.id order by happened_at desc limit 1),
           (select invoiced_on from crm.invoice as i where i.person_id = p.id and i.state in ('open', 'paid')
            order by invoiced_on desc limit 1),
           p.legal_hold or exists (select 1 from crm."case" as c where c.person_id = p.id and c.closed_at is null),
           coalesce(m.valid, 0) > 0,
           case when m.valid = 0 then m.latest_end end,
           exists (select 1 from expected.consent_end as e
                   where e.person_id = p.id and (e.ended_at is null or e.ended_at > as_of))
    from crm.person as p
         left join (select person_id, count(*) filter (where ended_at is null or ended_at > as_of) as valid,
                           max(ended_at) as latest_end
                    from expected.consent_end where purpose = 'marketing' group by person_id) as m on m.person_id = p.id
    where not p.is_team
$$;

-- Each person with each rule of the class: since when the period has run, when it ends, and what would stop the rule.
-- A rule whose `when` does not hold gives no row; one without a starting point gives nulls.
create function expected.rules(as_of timestamptz)
returns table (id bigint, class text, rule text, action text, starting_point date, expires_on date, expired boolean,
               has_exception boolean, is_floored boolean, is_held boolean, due boolean)
stable language sql set jit = off as $$
    with today as (select (as_of at time zone 'Europe/Amsterdam')::date as day),
    situation as materialized (select * from expected.situation(as_of)),
    applied as (
        select s.*, 'silent-prospects' as rule, 'delete' as action,
               (coalesce(last_activity, created_at) at time zone 'Europe/Amsterdam')::date as starting_point,
               ((coalesce(last_activity, created_at) at time zone 'Europe/Amsterdam')::date + interval '2 years')::date as expires_on,
               has_marketing as has_exception
        from situation as s
        where class = 'prospect'
        union all
        select s.*, 'consent-ended', 'anonymize',
               (marketing_ended at time zone 'Europe/Amsterdam')::date,
               (marketing_ended at time zone 'Europe/Amsterdam')::date + 30,
               has_any_basis
        from situation as s
        where class in ('prospect', 'former_customer')
        union all
        select s.*, 'lost-customers', 'anonymize', ended_on,
               (expected.last_day_of_year(ended_on) + interval '5 years')::date, false
        from situation as s
        where class = 'former_customer'
    ),
    stopped as (
        select applied.*, coalesce(expires_on <= day, false) as expired,
               -- Bookkeeping: seven full years after the last invoice, nobody is deleted.
               action = 'delete' and last_invoice is not null
                   and expected.last_day_of_year(last_invoice) + interval '7 years' > day as is_floored
        from applied cross join today
    )
    select id, class, rule, action, starting_point, expires_on, expired, has_exception, is_floored, is_held,
           expired and not has_exception and not is_floored and not is_held
    from stopped
$$;

-- The strongest due rule of each person (deletion before anonymization, then the order of the file), or else what stops
-- the rules whose period has ended: a hold, a floor, an exception. All null: no period has ended.
create function expected.outcome(as_of timestamptz)
returns table (id bigint, class text, due_rule text, action text, stopped_by text)
stable language sql set jit = off as $$
    with judged as materialized (select * from expected.rules(as_of)),
    strongest as (
        select distinct on (id) id, rule, action
        from judged where due
        order by id, array_position(array['silent-prospects', 'consent-ended', 'lost-customers'], rule)
    ),
    reasons as (
        select id, case when bool_or(is_held) then 'hold' when bool_or(is_floored) then 'floor' else 'unless' end as reason
        from judged where expired group by id
    )
    select s.id, s.class, d.rule, d.action, case when d.rule is null then r.reason end
    from expected.situation(as_of) as s
         left join strongest as d on d.id = s.id
         left join reasons as r on r.id = s.id
$$;
