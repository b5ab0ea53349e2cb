-- SPDX-License-Identifier: Apache-2.0
--
-- The census of the shipped example as a person would type it: classes and due by rule. No holds by hand, no markers, no care for
-- dates out of range.
select class, count(*), count(*) filter (where silent), count(*) filter (where ended), count(*) filter (where lost)
from (
    select class,
           class = 'prospect' and (coalesce(last_activity, created_at)::date + interval '2 years')::date <= today
               and not marketing and not on_floor and not on_hold as silent,
           class in ('prospect', 'former_customer') and (marketing_ended::date + interval '30 days')::date <= today
               and not any_basis and not on_hold as ended,
           class = 'former_customer'
               and ((date_trunc('year', ended_on) + interval '1 year' - interval '1 day')::date + interval '5 years')::date <= today
               and not on_hold as lost
    from (
        select p.*, a.last_activity, now()::date as today, coalesce(c.marketing, false) as marketing,
               case when not coalesce(c.marketing, false) then c.marketing_ended end as marketing_ended,
               coalesce(c.any_basis, false) as any_basis,
               case when ended_on is not null then 'former_customer' when status = 'customer' then 'customer'
                    when status = 'prospect' then 'prospect' end as class,
               coalesce(((date_trunc('year', i.last_invoice) + interval '1 year' - interval '1 day')::date
                   + interval '7 years')::date > now()::date, false) as on_floor,
               legal_hold or coalesce(k.open_cases, 0) > 0 as on_hold
        from crm.person p
        left join (select person_id, max(happened_at) as last_activity from crm.activity group by 1) a on a.person_id = p.id
        left join (select person_id, max(invoiced_on) as last_invoice from crm.invoice where state <> 'void' group by 1) i
            on i.person_id = p.id
        left join (select person_id, count(*) as open_cases from crm."case" where closed_at is null group by 1) k
            on k.person_id = p.id
        left join (
            select person_id, bool_or(is_valid) filter (where purpose = 'marketing') as marketing,
                   max(ends) filter (where purpose = 'marketing') as marketing_ended, bool_or(is_valid) as any_basis
            from (select person_id, purpose, ends, legal_basis <> 'withdrawn' and (ends is null or ends > now()) as is_valid
                  from (select person_id, purpose, legal_basis, least(withdrawn_at, coalesce(expires_at,
                               case when purpose = 'marketing' then granted_at + interval '2 years' end)) as ends
                        from crm.consent) e) v
            group by 1) c on c.person_id = p.id
        where not p.is_team) x) y
group by class;
