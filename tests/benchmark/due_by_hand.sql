-- SPDX-License-Identifier: Apache-2.0
--
-- Who is due by the shipped example, as somebody who knows PostgreSQL would type it: own columns first, existence as anti-joins. With
-- an operator's hold on the person and with what was done already; no care for holds on other rows, nor for dates out of range.
select p.id
from crm.person p
where not p.is_team and not p.legal_hold
  and not exists (select from crm."case" k where k.person_id = p.id and k.closed_at is null)
  and not exists (select from retentiond.hold h where h.subject_table = 'crm.person' and h.key = p.id::text and h.removed_at is null)
  and (
    p.ended_on is null and p.status = 'prospect'
      and (coalesce((select max(a.happened_at) from crm.activity a where a.person_id = p.id), p.created_at)::date
           + interval '2 years')::date <= now()::date
      and not exists (select from crm.consent c
                      where c.person_id = p.id and c.purpose = 'marketing' and c.legal_basis <> 'withdrawn'
                        and coalesce(least(c.withdrawn_at, coalesce(c.expires_at, c.granted_at + interval '2 years')) > now(), true))
      and not exists (select from crm.invoice i
                      where i.person_id = p.id and i.state <> 'void'
                        and ((date_trunc('year', i.invoiced_on) + interval '1 year' - interval '1 day')::date
                             + interval '7 years')::date > now()::date)
    or p.ended_on is not null
      and not exists (select from retentiond.marker m where m.policy = 'contacts' and m.subject_table = 'crm.person'
                        and m.key_columns = 'id' and m.key = p.id::text and m.action = 'anonymize' and m.acted_at::date > p.ended_on)
      and ((date_trunc('year', p.ended_on) + interval '1 year' - interval '1 day')::date + interval '5 years')::date <= now()::date
    or (p.ended_on is not null or p.status = 'prospect')
      and not exists (select from crm.consent c
                      where c.person_id = p.id and c.legal_basis <> 'withdrawn'
                        and coalesce(least(c.withdrawn_at, coalesce(c.expires_at, case when c.purpose = 'marketing'
                                                                    then c.granted_at + interval '2 years' end)) > now(), true))
      and (select (max(least(c.withdrawn_at, coalesce(c.expires_at, c.granted_at + interval '2 years')))::date
                   + interval '30 days')::date
           from crm.consent c where c.person_id = p.id and c.purpose = 'marketing') <= now()::date
      and not exists (select from retentiond.marker m where m.policy = 'contacts' and m.subject_table = 'crm.person'
                        and m.key_columns = 'id' and m.key = p.id::text and m.action = 'anonymize'));
