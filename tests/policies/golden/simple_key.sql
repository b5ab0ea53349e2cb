-- Written by the test; see tests/policies/golden_test.cpp.

-- subject view, whole
select s.*,
       f1.v as "last_activity",
       coalesce(c."consent_marketing", false) as "consent_marketing",
       c."consent_marketing_ended",
       coalesce(c."consent_contract", false) as "consent_contract",
       c."consent_contract_ended",
       coalesce(c."basis_valid", false) as "basis_valid",
       c."basis_ended",
       $1::timestamptz as as_of
  from (select * from "crm"."person" where (status <> 'team'
)) s
  left join (select t."person_id" as k1, max(t."happened_at") as v from (select * from "crm"."activity" where (body is not null
)) t group by 1) f1 on f1.k1 = s."id"
  left join (select k1, bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'marketing') as "consent_marketing", case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'marketing') and bool_and(ended is not null) filter (where purpose = 'marketing') then max(ended) filter (where purpose = 'marketing') end as "consent_marketing_ended", bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'contract') as "consent_contract", case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'contract') and bool_and(ended is not null) filter (where purpose = 'contract') then max(ended) filter (where purpose = 'contract') end as "consent_contract_ended", bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) as "basis_valid", case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) and bool_and(ended is not null) then max(ended) end as "basis_ended" from (select t."person_id" as k1, t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended, coalesce(t."basis"::text in ('withdrawn'), false) as is_withdrawn from "crm"."consent" t) r group by 1) c on c.k1 = s."id";

-- subject view, keyed
select s.*,
       f1.v as "last_activity",
       coalesce(c."consent_marketing", false) as "consent_marketing",
       c."consent_marketing_ended",
       coalesce(c."consent_contract", false) as "consent_contract",
       c."consent_contract_ended",
       coalesce(c."basis_valid", false) as "basis_valid",
       c."basis_ended",
       $1::timestamptz as as_of
  from (select * from (select * from "crm"."person" where "id" = any($2::integer[]) offset 0) as "person" where (status <> 'team'
)) s
  left join (select t.retentiond_k1 as k1, max(t."happened_at") as v from (select * from (select t.*, t."person_id" as retentiond_k1 from "crm"."activity" t where t."person_id" = any($2::integer[]) offset 0) as "activity" where (body is not null
)) t group by 1) f1 on f1.k1 = s."id"
  left join (select k1, bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'marketing') as "consent_marketing", case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'marketing') and bool_and(ended is not null) filter (where purpose = 'marketing') then max(ended) filter (where purpose = 'marketing') end as "consent_marketing_ended", bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'contract') as "consent_contract", case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'contract') and bool_and(ended is not null) filter (where purpose = 'contract') then max(ended) filter (where purpose = 'contract') end as "consent_contract_ended", bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) as "basis_valid", case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) and bool_and(ended is not null) then max(ended) end as "basis_ended" from (select t."person_id" as k1, t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended, coalesce(t."basis"::text in ('withdrawn'), false) as is_withdrawn from "crm"."consent" t where t."person_id" = any($2::integer[])) r group by 1) c on c.k1 = s."id";

-- census, parameters: as_of
select class, states[1] as r0_state, states[2] as r1_state, states[3] as verdict, count(*) as subjects, min(r0_expires) as r0_expires, min(r1_expires) as r1_expires, count(*) filter (where undone <> '{}') as undone
from (select class, array[r0_state, r1_state, verdict] as states, r0_expires, r1_expires, undone
  from (with retentiond_asked as materialized (
  select s."id" as k1, min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'crm.person' and q.key_columns = 'id' and q.outcome is null offset 0) q join "crm"."person" s on s."id" = q.key::integer
  group by 1),
retentiond_bound as materialized (
  select k1 from (select x."person_id"::integer from retentiond.hold h join "crm"."activity" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'crm.activity' and h.removed_at is null)) and h.subject_table = 'crm.activity' and h.removed_at is null
  union all select x."person_id"::integer from retentiond.hold h join "crm"."consent" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'crm.consent' and h.removed_at is null)) and h.subject_table = 'crm.consent' and h.removed_at is null) b(k1) where k1 is not null)
select s.*, case when r0_state = 9999 then 0 when r1_state = 9999 then 1 end as verdict, array_remove(array[case when s.r1_state = 4 and not (select (t."name" is not distinct from ((cast(case when t."name"::text <> '' then '[redacted]' else t."name"::text end as text))::text)) from (select s.own1 as "name") t) then 'anonymize' end]::text[], null) as undone
from (select k1,
  class,
  r0_start,
  r0_expires,
  case when (class in ('prospect')) is not true then 0
    when r0_expires is null then 2
    when r0_expires > today then 3
    when case when requested_on <= today then r0_acted >= requested_at else case when r0_is_day then r0_acted::date > r0_start else r0_acted >= r0_at end end then 4
    when r0_unless and not coalesce(requested_on <= today, false) then 5
    when f0_applies then 1000
    when h0 then 2000
    when operator_hold then 2999
    else 9999 end as r0_state,
  r1_start,
  r1_expires,
  case when (class in ('former')) is not true then 0
    when r1_expires is null then 2
    when r1_expires > today then 3
    when case when requested_on <= today then r1_acted >= requested_at else case when r1_is_day then r1_acted::date > r1_start else r1_acted >= r1_at end end then 4
    when h0 then 2000
    when operator_hold then 2999
    else 9999 end as r1_state,
  f0_applies,
  f0_ends,
  h0,
  operator_hold,
  key_text,
  own1
from (select t.*,
  least(((t.r0_start + interval '2 years')::date), asked.since) as r0_expires,
  least((((date_trunc('year', t.r1_start::timestamp) + interval '1 year' - interval '1 day')::date + interval '5 years')::date), asked.since) as r1_expires,
  ((t.f0_start + interval '7 years')::date) as f0_ends,
  (t.f0_where and not coalesce(((t.f0_start + interval '7 years')::date) <= t.today, false)) as f0_applies,
  null::timestamptz as r0_acted,
  (select m.acted_at from retentiond.marker m where m.policy = 'people' and m.subject_table = 'crm.person' and m.key_columns = 'id' and m.key = t.key_text and m.action = 'anonymize' and not m.again) as r1_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'crm.person' and h.removed_at is null and h.key = t.pk1::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "person"."id"::text as k1,
  retentiond_class as class,
  (last_activity
)::timestamptz as r0_at,
  (pg_typeof(last_activity
) = 'date'::regtype) as r0_is_day,
  retentiond_r0_start as r0_start,
  true as r0_when,
  ((consent_marketing
) is true) as r0_unless,
  (ended_on
)::timestamptz as r1_at,
  (pg_typeof(ended_on
) = 'date'::regtype) as r1_is_day,
  retentiond_r1_start as r1_start,
  true as r1_when,
  false as r1_unless,
  true as f0_where,
  retentiond_f0_start as f0_start,
  ((status = 'dispute'
) is true) as h0,
  "person"."id"::text as key_text,
  "person"."id" as key1,
  "person"."id" as pk1,
  (select $1::timestamptz::date) as today,
  "person"."name" as own1
from (select "person".*,
  case
    when ((ended_on is not null
) is true) then 'former'
    when ((status = 'prospect'
) is true) then 'prospect'
  end as retentiond_class,
  nullif(nullif(greatest(least((last_activity
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r0_start,
  nullif(nullif(greatest(least((ended_on
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r1_start,
  nullif(nullif(greatest(least((ended_on
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_f0_start
from (select s.*,
       f1.v as "last_activity",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where r.purpose = 'marketing' and coalesce(r.ended > $1::timestamptz, true)) as "consent_marketing",
       c."consent_marketing_ended",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where r.purpose = 'contract' and coalesce(r.ended > $1::timestamptz, true)) as "consent_contract",
       c."consent_contract_ended",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where coalesce(r.ended > $1::timestamptz, true)) as "basis_valid",
       c."basis_ended",
       $1::timestamptz as as_of
  from (select * from "crm"."person" where (status <> 'team'
)) s
  left join (select t."person_id" as k1, max(t."happened_at") as v from (select * from "crm"."activity" where (body is not null
)) t group by 1) f1 on f1.k1 = s."id"
  left join (select k1, case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'marketing') and bool_and(ended is not null) filter (where purpose = 'marketing') then max(ended) filter (where purpose = 'marketing') end as "consent_marketing_ended", case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'contract') and bool_and(ended is not null) filter (where purpose = 'contract') then max(ended) filter (where purpose = 'contract') end as "consent_contract_ended", case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) and bool_and(ended is not null) then max(ended) end as "basis_ended" from (select t."person_id" as k1, t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended, coalesce(t."basis"::text in ('withdrawn'), false) as is_withdrawn from "crm"."consent" t) r group by 1) c on c.k1 = s."id" offset 0) as "person" offset 0) as "person") t
left join retentiond_asked asked on asked.k1 = t.key1
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1) p offset 0) s) j offset 0) g
group by class, states;

-- due, parameters: as_of
select k1, (array[0, 1])[1 + min(case verdict when 0 then 0 when 1 then 1 end)] as verdict
from (select k1, verdict
from (with retentiond_asked as materialized (
  select s."id" as k1, min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'crm.person' and q.key_columns = 'id' and q.outcome is null offset 0) q join "crm"."person" s on s."id" = q.key::integer
  group by 1),
retentiond_bound as materialized (
  select k1 from (select x."person_id"::integer from retentiond.hold h join "crm"."activity" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'crm.activity' and h.removed_at is null)) and h.subject_table = 'crm.activity' and h.removed_at is null
  union all select x."person_id"::integer from retentiond.hold h join "crm"."consent" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'crm.consent' and h.removed_at is null)) and h.subject_table = 'crm.consent' and h.removed_at is null) b(k1) where k1 is not null)
select s.*, case when r0_state = 9999 then 0 end as verdict
from (select k1,
  class,
  r0_start,
  r0_expires,
  case when (class in ('prospect')) is not true then 0
    when r0_expires is null then 2
    when r0_expires > today then 3
    when case when requested_on <= today then r0_acted >= requested_at else case when r0_is_day then r0_acted::date > r0_start else r0_acted >= r0_at end end then 4
    when r0_unless and not coalesce(requested_on <= today, false) then 5
    when f0_applies then 1000
    when h0 then 2000
    when operator_hold then 2999
    else 9999 end as r0_state,
  f0_applies,
  f0_ends,
  h0,
  operator_hold
from (select t.*,
  least(((t.r0_start + interval '2 years')::date), asked.since) as r0_expires,
  ((t.f0_start + interval '7 years')::date) as f0_ends,
  (t.f0_where and not coalesce(((t.f0_start + interval '7 years')::date) <= t.today, false)) as f0_applies,
  null::timestamptz as r0_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'crm.person' and h.removed_at is null and h.key = t.pk1::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "person"."id"::text as k1,
  retentiond_class as class,
  (last_activity
)::timestamptz as r0_at,
  (pg_typeof(last_activity
) = 'date'::regtype) as r0_is_day,
  retentiond_r0_start as r0_start,
  true as r0_when,
  ((consent_marketing
) is true) as r0_unless,
  true as f0_where,
  retentiond_f0_start as f0_start,
  ((status = 'dispute'
) is true) as h0,
  "person"."id"::text as key_text,
  "person"."id" as key1,
  "person"."id" as pk1,
  (select $1::timestamptz::date) as today
from (select "person".*,
  case
    when ((ended_on is not null
) is true) then 'former'
    when ((status = 'prospect'
) is true) then 'prospect'
  end as retentiond_class,
  nullif(nullif(greatest(least((last_activity
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r0_start,
  nullif(nullif(greatest(least((ended_on
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_f0_start
from (select s.*,
       f1.v as "last_activity",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where r.purpose = 'marketing' and coalesce(r.ended > $1::timestamptz, true)) as "consent_marketing",
       c."consent_marketing_ended",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where r.purpose = 'contract' and coalesce(r.ended > $1::timestamptz, true)) as "consent_contract",
       c."consent_contract_ended",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where coalesce(r.ended > $1::timestamptz, true)) as "basis_valid",
       c."basis_ended",
       $1::timestamptz as as_of
  from (select "person".* from "crm"."person" as "person" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ((((((ended_on is not null
) is not true) and ((status = 'prospect'
) is true))))) and (status <> 'team'
)) s
  left join (select t."person_id" as k1, max(t."happened_at") as v from (select * from "crm"."activity" where (body is not null
)) t where (t."person_id") in (select "person"."id" from "crm"."person" as "person" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ((((((ended_on is not null
) is not true) and ((status = 'prospect'
) is true))))) and (status <> 'team'
)) group by 1) f1 on f1.k1 = s."id"
  left join (select k1, case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'marketing') and bool_and(ended is not null) filter (where purpose = 'marketing') then max(ended) filter (where purpose = 'marketing') end as "consent_marketing_ended", case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'contract') and bool_and(ended is not null) filter (where purpose = 'contract') then max(ended) filter (where purpose = 'contract') end as "consent_contract_ended", case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) and bool_and(ended is not null) then max(ended) end as "basis_ended" from (select t."person_id" as k1, t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended, coalesce(t."basis"::text in ('withdrawn'), false) as is_withdrawn from "crm"."consent" t where (t."person_id") in (select "person"."id" from "crm"."person" as "person" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ((((((ended_on is not null
) is not true) and ((status = 'prospect'
) is true))))) and (status <> 'team'
))) r group by 1) c on c.k1 = s."id" offset 0) as "person" offset 0) as "person") t
left join retentiond_asked asked on asked.k1 = t.key1
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1) p offset 0) s) j
where verdict is not null
union all
select k1, verdict
from (with retentiond_asked as materialized (
  select s."id" as k1, min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'crm.person' and q.key_columns = 'id' and q.outcome is null offset 0) q join "crm"."person" s on s."id" = q.key::integer
  group by 1),
retentiond_bound as materialized (
  select k1 from (select x."person_id"::integer from retentiond.hold h join "crm"."activity" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'crm.activity' and h.removed_at is null)) and h.subject_table = 'crm.activity' and h.removed_at is null
  union all select x."person_id"::integer from retentiond.hold h join "crm"."consent" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'crm.consent' and h.removed_at is null)) and h.subject_table = 'crm.consent' and h.removed_at is null) b(k1) where k1 is not null)
select s.*, case when r1_state = 9999 then 1 end as verdict
from (select k1,
  class,
  r1_start,
  r1_expires,
  case when (class in ('former')) is not true then 0
    when r1_expires is null then 2
    when r1_expires > today then 3
    when case when requested_on <= today then r1_acted >= requested_at else case when r1_is_day then r1_acted::date > r1_start else r1_acted >= r1_at end end then 4
    when h0 then 2000
    when operator_hold then 2999
    else 9999 end as r1_state,
  f0_applies,
  f0_ends,
  h0,
  operator_hold
from (select t.*,
  least((((date_trunc('year', t.r1_start::timestamp) + interval '1 year' - interval '1 day')::date + interval '5 years')::date), asked.since) as r1_expires,
  ((t.f0_start + interval '7 years')::date) as f0_ends,
  (t.f0_where and not coalesce(((t.f0_start + interval '7 years')::date) <= t.today, false)) as f0_applies,
  (select m.acted_at from retentiond.marker m where m.policy = 'people' and m.subject_table = 'crm.person' and m.key_columns = 'id' and m.key = t.key_text and m.action = 'anonymize' and not m.again) as r1_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'crm.person' and h.removed_at is null and h.key = t.pk1::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "person"."id"::text as k1,
  retentiond_class as class,
  (ended_on
)::timestamptz as r1_at,
  (pg_typeof(ended_on
) = 'date'::regtype) as r1_is_day,
  retentiond_r1_start as r1_start,
  true as r1_when,
  false as r1_unless,
  true as f0_where,
  retentiond_f0_start as f0_start,
  ((status = 'dispute'
) is true) as h0,
  "person"."id"::text as key_text,
  "person"."id" as key1,
  "person"."id" as pk1,
  (select $1::timestamptz::date) as today
from (select "person".*,
  case
    when ((ended_on is not null
) is true) then 'former'
    when ((status = 'prospect'
) is true) then 'prospect'
  end as retentiond_class,
  nullif(nullif(greatest(least((ended_on
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r1_start,
  nullif(nullif(greatest(least((ended_on
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_f0_start
from (select s.*,
       f1.v as "last_activity",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where r.purpose = 'marketing' and coalesce(r.ended > $1::timestamptz, true)) as "consent_marketing",
       c."consent_marketing_ended",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where r.purpose = 'contract' and coalesce(r.ended > $1::timestamptz, true)) as "consent_contract",
       c."consent_contract_ended",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where coalesce(r.ended > $1::timestamptz, true)) as "basis_valid",
       c."basis_ended",
       $1::timestamptz as as_of
  from (select "person".* from "crm"."person" as "person" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ((((((ended_on is not null
) is true)))
      and (ended_on
)::date <= (select ($1::timestamptz::date - interval '5 years' + interval '7 days')::date))) and (status <> 'team'
)) s
  left join (select t."person_id" as k1, max(t."happened_at") as v from (select * from "crm"."activity" where (body is not null
)) t where (t."person_id") in (select "person"."id" from "crm"."person" as "person" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ((((((ended_on is not null
) is true)))
      and (ended_on
)::date <= (select ($1::timestamptz::date - interval '5 years' + interval '7 days')::date))) and (status <> 'team'
)) group by 1) f1 on f1.k1 = s."id"
  left join (select k1, case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'marketing') and bool_and(ended is not null) filter (where purpose = 'marketing') then max(ended) filter (where purpose = 'marketing') end as "consent_marketing_ended", case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'contract') and bool_and(ended is not null) filter (where purpose = 'contract') then max(ended) filter (where purpose = 'contract') end as "consent_contract_ended", case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) and bool_and(ended is not null) then max(ended) end as "basis_ended" from (select t."person_id" as k1, t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended, coalesce(t."basis"::text in ('withdrawn'), false) as is_withdrawn from "crm"."consent" t where (t."person_id") in (select "person"."id" from "crm"."person" as "person" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ((((((ended_on is not null
) is true)))
      and (ended_on
)::date <= (select ($1::timestamptz::date - interval '5 years' + interval '7 days')::date))) and (status <> 'team'
))) r group by 1) c on c.k1 = s."id" offset 0) as "person" offset 0) as "person") t
left join retentiond_asked asked on asked.k1 = t.key1
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1) p offset 0) s) j
where verdict is not null
union all
select k1, verdict
from (with retentiond_asked as materialized (
  select s."id" as k1, min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'crm.person' and q.key_columns = 'id' and q.outcome is null offset 0) q join "crm"."person" s on s."id" = q.key::integer
  group by 1),
retentiond_bound as materialized (
  select k1 from (select x."person_id"::integer from retentiond.hold h join "crm"."activity" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'crm.activity' and h.removed_at is null)) and h.subject_table = 'crm.activity' and h.removed_at is null
  union all select x."person_id"::integer from retentiond.hold h join "crm"."consent" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'crm.consent' and h.removed_at is null)) and h.subject_table = 'crm.consent' and h.removed_at is null) b(k1) where k1 is not null)
select s.*, case when r0_state = 9999 then 0 when r1_state = 9999 then 1 end as verdict
from (select k1,
  class,
  r0_start,
  r0_expires,
  case when (class in ('prospect')) is not true then 0
    when r0_expires is null then 2
    when r0_expires > today then 3
    when case when requested_on <= today then r0_acted >= requested_at else case when r0_is_day then r0_acted::date > r0_start else r0_acted >= r0_at end end then 4
    when r0_unless and not coalesce(requested_on <= today, false) then 5
    when f0_applies then 1000
    when h0 then 2000
    when operator_hold then 2999
    else 9999 end as r0_state,
  r1_start,
  r1_expires,
  case when (class in ('former')) is not true then 0
    when r1_expires is null then 2
    when r1_expires > today then 3
    when case when requested_on <= today then r1_acted >= requested_at else case when r1_is_day then r1_acted::date > r1_start else r1_acted >= r1_at end end then 4
    when h0 then 2000
    when operator_hold then 2999
    else 9999 end as r1_state,
  f0_applies,
  f0_ends,
  h0,
  operator_hold
from (select t.*,
  least(((t.r0_start + interval '2 years')::date), asked.since) as r0_expires,
  least((((date_trunc('year', t.r1_start::timestamp) + interval '1 year' - interval '1 day')::date + interval '5 years')::date), asked.since) as r1_expires,
  ((t.f0_start + interval '7 years')::date) as f0_ends,
  (t.f0_where and not coalesce(((t.f0_start + interval '7 years')::date) <= t.today, false)) as f0_applies,
  null::timestamptz as r0_acted,
  (select m.acted_at from retentiond.marker m where m.policy = 'people' and m.subject_table = 'crm.person' and m.key_columns = 'id' and m.key = t.key_text and m.action = 'anonymize' and not m.again) as r1_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'crm.person' and h.removed_at is null and h.key = t.pk1::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "person"."id"::text as k1,
  retentiond_class as class,
  (last_activity
)::timestamptz as r0_at,
  (pg_typeof(last_activity
) = 'date'::regtype) as r0_is_day,
  retentiond_r0_start as r0_start,
  true as r0_when,
  ((consent_marketing
) is true) as r0_unless,
  (ended_on
)::timestamptz as r1_at,
  (pg_typeof(ended_on
) = 'date'::regtype) as r1_is_day,
  retentiond_r1_start as r1_start,
  true as r1_when,
  false as r1_unless,
  true as f0_where,
  retentiond_f0_start as f0_start,
  ((status = 'dispute'
) is true) as h0,
  "person"."id"::text as key_text,
  "person"."id" as key1,
  "person"."id" as pk1,
  (select $1::timestamptz::date) as today
from (select "person".*,
  case
    when ((ended_on is not null
) is true) then 'former'
    when ((status = 'prospect'
) is true) then 'prospect'
  end as retentiond_class,
  nullif(nullif(greatest(least((last_activity
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r0_start,
  nullif(nullif(greatest(least((ended_on
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r1_start,
  nullif(nullif(greatest(least((ended_on
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_f0_start
from (select s.*,
       f1.v as "last_activity",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where r.purpose = 'marketing' and coalesce(r.ended > $1::timestamptz, true)) as "consent_marketing",
       c."consent_marketing_ended",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where r.purpose = 'contract' and coalesce(r.ended > $1::timestamptz, true)) as "consent_contract",
       c."consent_contract_ended",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where coalesce(r.ended > $1::timestamptz, true)) as "basis_valid",
       c."basis_ended",
       $1::timestamptz as as_of
  from (select "person".* from "crm"."person" as "person" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ("person"."id") in (select q.key::integer from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'crm.person' and q.key_columns = 'id' and q.outcome is null offset 0) q) and (status <> 'team'
)) s
  left join (select t."person_id" as k1, max(t."happened_at") as v from (select * from "crm"."activity" where (body is not null
)) t where (t."person_id") in (select "person"."id" from "crm"."person" as "person" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ("person"."id") in (select q.key::integer from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'crm.person' and q.key_columns = 'id' and q.outcome is null offset 0) q) and (status <> 'team'
)) group by 1) f1 on f1.k1 = s."id"
  left join (select k1, case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'marketing') and bool_and(ended is not null) filter (where purpose = 'marketing') then max(ended) filter (where purpose = 'marketing') end as "consent_marketing_ended", case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'contract') and bool_and(ended is not null) filter (where purpose = 'contract') then max(ended) filter (where purpose = 'contract') end as "consent_contract_ended", case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) and bool_and(ended is not null) then max(ended) end as "basis_ended" from (select t."person_id" as k1, t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended, coalesce(t."basis"::text in ('withdrawn'), false) as is_withdrawn from "crm"."consent" t where (t."person_id") in (select "person"."id" from "crm"."person" as "person" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ("person"."id") in (select q.key::integer from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'crm.person' and q.key_columns = 'id' and q.outcome is null offset 0) q) and (status <> 'team'
))) r group by 1) c on c.k1 = s."id" offset 0) as "person" offset 0) as "person") t
left join retentiond_asked asked on asked.k1 = t.key1
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1) p offset 0) s) j
where verdict is not null) d
group by k1;

-- judge, parameters: as_of keys
select k1, verdict, r0_state, r1_state, (operator_hold or h0 or ((false or r0_state = 4 and (r0_unless or f0_applies) or r1_state = 4 and (r1_unless)) and not (false or r0_state = 4 and not (r0_unless or f0_applies) or r1_state = 4 and not (r1_unless)))) as is_held, (class is not null or has_returned) as is_somebody, asked_as
from (with retentiond_asked as materialized (
  select s."id" as k1, min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'crm.person' and q.key_columns = 'id' and q.outcome is null offset 0) q join "crm"."person" s on s."id" = q.key::integer where s."id" = any($2::integer[])
  group by 1),
retentiond_bound as materialized (
  select k1 from (select x."person_id"::integer from retentiond.hold h join "crm"."activity" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'crm.activity' and h.removed_at is null)) and h.subject_table = 'crm.activity' and h.removed_at is null and x."person_id" = any($2::integer[])
  union all select x."person_id"::integer from retentiond.hold h join "crm"."consent" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'crm.consent' and h.removed_at is null)) and h.subject_table = 'crm.consent' and h.removed_at is null and x."person_id" = any($2::integer[])) b(k1) where k1 is not null)
select s.*, case when r0_state = 9999 then 0 when r1_state = 9999 then 1 end as verdict
from (select k1,
  class,
  r0_start,
  r0_expires,
  case when (class in ('prospect')) is not true then 0
    when r0_expires is null then 2
    when r0_expires > today then 3
    when case when requested_on <= today then r0_acted >= requested_at else case when r0_is_day then r0_acted::date > r0_start else r0_acted >= r0_at end end then 4
    when r0_unless and not coalesce(requested_on <= today, false) then 5
    when f0_applies then 1000
    when h0 then 2000
    when operator_hold then 2999
    else 9999 end as r0_state,
  r1_start,
  r1_expires,
  case when (class in ('former')) is not true then 0
    when r1_expires is null then 2
    when r1_expires > today then 3
    when case when requested_on <= today then r1_acted >= requested_at else case when r1_is_day then r1_acted::date > r1_start else r1_acted >= r1_at end end then 4
    when h0 then 2000
    when operator_hold then 2999
    else 9999 end as r1_state,
  f0_applies,
  f0_ends,
  h0,
  operator_hold,
  (false or (r0_start is not null and not case when r0_is_day then r0_once_acted::date > r0_start else r0_once_acted >= r0_at end) is true or (r1_start is not null and not case when r1_is_day then r1_once_acted::date > r1_start else r1_once_acted >= r1_at end) is true) as has_returned,
  asked_as,
  r0_unless,
  r1_unless
from (select t.*,
  least(((t.r0_start + interval '2 years')::date), asked.since) as r0_expires,
  least((((date_trunc('year', t.r1_start::timestamp) + interval '1 year' - interval '1 day')::date + interval '5 years')::date), asked.since) as r1_expires,
  ((t.f0_start + interval '7 years')::date) as f0_ends,
  (t.f0_where and not coalesce(((t.f0_start + interval '7 years')::date) <= t.today, false)) as f0_applies,
  null::timestamptz as r0_acted,
  null::timestamptz as r0_once_acted,
  (select m.acted_at from retentiond.marker m where m.policy = 'people' and m.subject_table = 'crm.person' and m.key_columns = 'id' and m.key = t.key_text and m.action = 'anonymize' and not m.again) as r1_acted,
  (select m.acted_at from retentiond.marker m where m.policy = 'people' and m.subject_table = 'crm.person' and m.key_columns = 'id' and m.key = t.key_text and m.action = 'anonymize') as r1_once_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'crm.person' and h.removed_at is null and h.key = t.pk1::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "person"."id"::text as k1,
  retentiond_class as class,
  (last_activity
)::timestamptz as r0_at,
  (pg_typeof(last_activity
) = 'date'::regtype) as r0_is_day,
  retentiond_r0_start as r0_start,
  true as r0_when,
  ((consent_marketing
) is true) as r0_unless,
  (ended_on
)::timestamptz as r1_at,
  (pg_typeof(ended_on
) = 'date'::regtype) as r1_is_day,
  retentiond_r1_start as r1_start,
  true as r1_when,
  false as r1_unless,
  true as f0_where,
  retentiond_f0_start as f0_start,
  ((status = 'dispute'
) is true) as h0,
  "person"."id"::text as key_text,
  "person"."id" as key1,
  "person"."id" as pk1,
  (select $1::timestamptz::date) as today
from (select "person".*,
  case
    when ((ended_on is not null
) is true) then 'former'
    when ((status = 'prospect'
) is true) then 'prospect'
  end as retentiond_class,
  nullif(nullif(greatest(least((last_activity
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r0_start,
  nullif(nullif(greatest(least((ended_on
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r1_start,
  nullif(nullif(greatest(least((ended_on
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_f0_start
from (select s.*,
       f1.v as "last_activity",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where r.purpose = 'marketing' and coalesce(r.ended > $1::timestamptz, true)) as "consent_marketing",
       c."consent_marketing_ended",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where r.purpose = 'contract' and coalesce(r.ended > $1::timestamptz, true)) as "consent_contract",
       c."consent_contract_ended",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where coalesce(r.ended > $1::timestamptz, true)) as "basis_valid",
       c."basis_ended",
       $1::timestamptz as as_of
  from (select * from (select * from "crm"."person" where "id" = any($2::integer[]) offset 0) as "person" where (status <> 'team'
)) s
  left join (select t.retentiond_k1 as k1, max(t."happened_at") as v from (select * from (select t.*, t."person_id" as retentiond_k1 from "crm"."activity" t where t."person_id" = any($2::integer[]) offset 0) as "activity" where (body is not null
)) t group by 1) f1 on f1.k1 = s."id"
  left join (select k1, case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'marketing') and bool_and(ended is not null) filter (where purpose = 'marketing') then max(ended) filter (where purpose = 'marketing') end as "consent_marketing_ended", case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'contract') and bool_and(ended is not null) filter (where purpose = 'contract') then max(ended) filter (where purpose = 'contract') end as "consent_contract_ended", case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) and bool_and(ended is not null) then max(ended) end as "basis_ended" from (select t."person_id" as k1, t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended, coalesce(t."basis"::text in ('withdrawn'), false) as is_withdrawn from "crm"."consent" t where t."person_id" = any($2::integer[])) r group by 1) c on c.k1 = s."id" offset 0) as "person" offset 0) as "person") t
left join retentiond_asked asked on asked.k1 = t.key1
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1) p offset 0) s) j;

-- lock_subjects, parameters: keys
select s."id"::text as k1 from "crm"."person" s where s."id" = any($1::integer[]) order by s."id" for update of s skip locked;

-- lock_last_activity, parameters: keys
select count(*) from (select 1 from "crm"."activity" t where t."person_id" = any($1::integer[]) for share of t) x;

-- lock_consent, parameters: keys
select count(*) from (select 1 from "crm"."consent" t where t."person_id" = any($1::integer[]) for share of t) x;

-- existing, parameters: keys
select s."id"::text as k1 from "crm"."person" s where s."id" = any($1::integer[]);

-- schema_fingerprint, parameters: none
with recursive named as (select c.oid from (values ('crm', 'activity'), ('crm', 'consent'), ('crm', 'person')) v (schema, name)
  left join pg_namespace n on n.nspname = v.schema left join pg_class c on c.relnamespace = n.oid and c.relname = v.name),
family as (select oid from named where oid is not null
  union select i.inhrelid from pg_inherits i join family f on i.inhparent = f.oid),
part as (
  select 'missing ' || count(*) as what from named where oid is null
  union all select concat_ws(' ', 'table', c.oid, c.relname, c.relnamespace, c.relrowsecurity, c.relhasrules)
    from pg_class c join family f on c.oid = f.oid
  union all select concat_ws(' ', 'column', a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull,
      a.attgenerated) from pg_attribute a join family f on a.attrelid = f.oid
    where a.attnum > 0 and not a.attisdropped
  union all select concat_ws(' ', 'key', k.oid, k.conrelid, k.confrelid, k.contype, k.confdeltype, k.condeferrable,
      k.conkey::text, k.confkey::text) from pg_constraint k
    where k.conrelid in (select oid from family) or k.confrelid in (select oid from family)
  union all select concat_ws(' ', 'unique', i.indexrelid, i.indrelid, i.indkey::text) from pg_index i
    join family f on i.indrelid = f.oid where i.indisunique and i.indisvalid
  union all select concat_ws(' ', 'trigger', t.oid, t.tgrelid, t.tgfoid, t.tgtype, t.tgenabled)
    from pg_trigger t join family f on t.tgrelid = f.oid where not t.tgisinternal)
select md5(string_agg(what, E'\n' order by what)) from part;

-- forecast, parameters: as_of
select e.month, e.what, count(*) as subjects
from (select t.*, (f0 & case when gone is null then -1 else (1::bigint << gone) - 1 end) | (f1 & case when least(gone, a0) is null then -1 else (1::bigint << least(gone, a0)) - 1 end) as floors, (h0 & case when gone is null then -1 else (1::bigint << gone) - 1 end) | (h1 & case when least(gone, a0) is null then -1 else (1::bigint << least(gone, a0)) - 1 end) as holds
from (select s.*, least(null::int, d0) as gone, least(null::int, d1) as a0
from (select k1,
  min(retentiond_number) filter (where r0_state = 9999) as d0,
  coalesce(bit_or(1::bigint << retentiond_number) filter (where r0_state >= 1000 and r0_state < 2000), 0) as f0,
  coalesce(bit_or(1::bigint << retentiond_number) filter (where r0_state >= 2000 and r0_state < 9999), 0) as h0,
  min(retentiond_number) filter (where r1_state = 9999) as d1,
  coalesce(bit_or(1::bigint << retentiond_number) filter (where r1_state >= 1000 and r1_state < 2000), 0) as f1,
  coalesce(bit_or(1::bigint << retentiond_number) filter (where r1_state >= 2000 and r1_state < 9999), 0) as h1
from (select 0 as retentiond_number, $1::timestamptz as retentiond_as_of
  union all select n, date_trunc('month', $1::timestamptz) + n * interval '1 month' - interval '1 microsecond'
  from generate_series(1, $2::int) n) retentiond_month
cross join lateral (with retentiond_asked as materialized (
  select s."id" as k1, min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'crm.person' and q.key_columns = 'id' and q.outcome is null offset 0) q join "crm"."person" s on s."id" = q.key::integer
  group by 1),
retentiond_bound as materialized (
  select k1 from (select x."person_id"::integer from retentiond.hold h join "crm"."activity" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'crm.activity' and h.removed_at is null)) and h.subject_table = 'crm.activity' and h.removed_at is null
  union all select x."person_id"::integer from retentiond.hold h join "crm"."consent" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'crm.consent' and h.removed_at is null)) and h.subject_table = 'crm.consent' and h.removed_at is null) b(k1) where k1 is not null)
select s.*, case when r0_state = 9999 then 0 when r1_state = 9999 then 1 end as verdict
from (select k1,
  class,
  r0_start,
  r0_expires,
  case when (class in ('prospect')) is not true then 0
    when r0_expires is null then 2
    when r0_expires > today then 3
    when case when requested_on <= today then r0_acted >= requested_at else case when r0_is_day then r0_acted::date > r0_start else r0_acted >= r0_at end end then 4
    when r0_unless and not coalesce(requested_on <= today, false) then 5
    when f0_applies then 1000
    when h0 then 2000
    when operator_hold then 2999
    else 9999 end as r0_state,
  r1_start,
  r1_expires,
  case when (class in ('former')) is not true then 0
    when r1_expires is null then 2
    when r1_expires > today then 3
    when case when requested_on <= today then r1_acted >= requested_at else case when r1_is_day then r1_acted::date > r1_start else r1_acted >= r1_at end end then 4
    when h0 then 2000
    when operator_hold then 2999
    else 9999 end as r1_state,
  f0_applies,
  f0_ends,
  h0,
  operator_hold
from (select t.*,
  least(((t.r0_start + interval '2 years')::date), asked.since) as r0_expires,
  least((((date_trunc('year', t.r1_start::timestamp) + interval '1 year' - interval '1 day')::date + interval '5 years')::date), asked.since) as r1_expires,
  ((t.f0_start + interval '7 years')::date) as f0_ends,
  (t.f0_where and not coalesce(((t.f0_start + interval '7 years')::date) <= t.today, false)) as f0_applies,
  null::timestamptz as r0_acted,
  (select m.acted_at from retentiond.marker m where m.policy = 'people' and m.subject_table = 'crm.person' and m.key_columns = 'id' and m.key = t.key_text and m.action = 'anonymize' and not m.again) as r1_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'crm.person' and h.removed_at is null and h.key = t.pk1::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "person"."id"::text as k1,
  retentiond_class as class,
  (last_activity
)::timestamptz as r0_at,
  (pg_typeof(last_activity
) = 'date'::regtype) as r0_is_day,
  retentiond_r0_start as r0_start,
  true as r0_when,
  ((consent_marketing
) is true) as r0_unless,
  (ended_on
)::timestamptz as r1_at,
  (pg_typeof(ended_on
) = 'date'::regtype) as r1_is_day,
  retentiond_r1_start as r1_start,
  true as r1_when,
  false as r1_unless,
  true as f0_where,
  retentiond_f0_start as f0_start,
  ((status = 'dispute'
) is true) as h0,
  "person"."id"::text as key_text,
  "person"."id" as key1,
  "person"."id" as pk1,
  (select retentiond_month.retentiond_as_of::date) as today
from (select "person".*,
  case
    when ((ended_on is not null
) is true) then 'former'
    when ((status = 'prospect'
) is true) then 'prospect'
  end as retentiond_class,
  nullif(nullif(greatest(least((last_activity
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r0_start,
  nullif(nullif(greatest(least((ended_on
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r1_start,
  nullif(nullif(greatest(least((ended_on
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_f0_start
from (select s.*,
       f1.v as "last_activity",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= retentiond_month.retentiond_as_of then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= retentiond_month.retentiond_as_of then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where r.purpose = 'marketing' and coalesce(r.ended > retentiond_month.retentiond_as_of, true)) as "consent_marketing",
       c."consent_marketing_ended",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= retentiond_month.retentiond_as_of then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= retentiond_month.retentiond_as_of then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where r.purpose = 'contract' and coalesce(r.ended > retentiond_month.retentiond_as_of, true)) as "consent_contract",
       c."consent_contract_ended",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= retentiond_month.retentiond_as_of then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= retentiond_month.retentiond_as_of then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where coalesce(r.ended > retentiond_month.retentiond_as_of, true)) as "basis_valid",
       c."basis_ended",
       retentiond_month.retentiond_as_of as as_of
  from (select * from "crm"."person" where (status <> 'team'
)) s
  left join (select t."person_id" as k1, max(t."happened_at") as v from (select * from "crm"."activity" where (body is not null
)) t group by 1) f1 on f1.k1 = s."id"
  left join (select k1, case when not bool_or(not is_withdrawn and (ended is null or ended > retentiond_month.retentiond_as_of)) filter (where purpose = 'marketing') and bool_and(ended is not null) filter (where purpose = 'marketing') then max(ended) filter (where purpose = 'marketing') end as "consent_marketing_ended", case when not bool_or(not is_withdrawn and (ended is null or ended > retentiond_month.retentiond_as_of)) filter (where purpose = 'contract') and bool_and(ended is not null) filter (where purpose = 'contract') then max(ended) filter (where purpose = 'contract') end as "consent_contract_ended", case when not bool_or(not is_withdrawn and (ended is null or ended > retentiond_month.retentiond_as_of)) and bool_and(ended is not null) then max(ended) end as "basis_ended" from (select t."person_id" as k1, t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= retentiond_month.retentiond_as_of then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= retentiond_month.retentiond_as_of then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended, coalesce(t."basis"::text in ('withdrawn'), false) as is_withdrawn from "crm"."consent" t) r group by 1) c on c.k1 = s."id" offset 0) as "person" offset 0) as "person") t
left join retentiond_asked asked on asked.k1 = t.key1
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1) p offset 0) s) j
where r0_state >= 1000 or r1_state >= 1000
group by k1) s) t) s
cross join lateral (values (gone, case when d0 = gone then 0 end), (case when gone is null or a0 < gone then a0 end, case when d1 = a0 then 1 end), (least(gone, a0), -3)
  union all select n, -1 from generate_series(0, $2::int) n where ((s.holds) >> n) & 1 = 1
  union all select n, -2 from generate_series(0, $2::int) n where ((s.floors & ~s.holds) >> n) & 1 = 1) e(month, what)
where e.month is not null
group by 1, 2;

-- forgotten, parameters: as_of
select k1, class, has_no_starting_point, total
from (select k1, class, (false or r0_state = 2 or r1_state = 2) as has_no_starting_point,
    count(*) over (partition by class is null) as total,
    row_number() over (partition by class is null order by length(k1), k1) as place
  from (with retentiond_asked as materialized (
  select s."id" as k1, min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'crm.person' and q.key_columns = 'id' and q.outcome is null offset 0) q join "crm"."person" s on s."id" = q.key::integer
  group by 1),
retentiond_bound as materialized (
  select k1 from (select x."person_id"::integer from retentiond.hold h join "crm"."activity" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'crm.activity' and h.removed_at is null)) and h.subject_table = 'crm.activity' and h.removed_at is null
  union all select x."person_id"::integer from retentiond.hold h join "crm"."consent" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'crm.consent' and h.removed_at is null)) and h.subject_table = 'crm.consent' and h.removed_at is null) b(k1) where k1 is not null)
select s.*, case when r0_state = 9999 then 0 when r1_state = 9999 then 1 end as verdict
from (select k1,
  class,
  r0_start,
  r0_expires,
  case when (class in ('prospect')) is not true then 0
    when r0_expires is null then 2
    when r0_expires > today then 3
    when case when requested_on <= today then r0_acted >= requested_at else case when r0_is_day then r0_acted::date > r0_start else r0_acted >= r0_at end end then 4
    when r0_unless and not coalesce(requested_on <= today, false) then 5
    when f0_applies then 1000
    when h0 then 2000
    when operator_hold then 2999
    else 9999 end as r0_state,
  r1_start,
  r1_expires,
  case when (class in ('former')) is not true then 0
    when r1_expires is null then 2
    when r1_expires > today then 3
    when case when requested_on <= today then r1_acted >= requested_at else case when r1_is_day then r1_acted::date > r1_start else r1_acted >= r1_at end end then 4
    when h0 then 2000
    when operator_hold then 2999
    else 9999 end as r1_state,
  f0_applies,
  f0_ends,
  h0,
  operator_hold
from (select t.*,
  least(((t.r0_start + interval '2 years')::date), asked.since) as r0_expires,
  least((((date_trunc('year', t.r1_start::timestamp) + interval '1 year' - interval '1 day')::date + interval '5 years')::date), asked.since) as r1_expires,
  ((t.f0_start + interval '7 years')::date) as f0_ends,
  (t.f0_where and not coalesce(((t.f0_start + interval '7 years')::date) <= t.today, false)) as f0_applies,
  null::timestamptz as r0_acted,
  (select m.acted_at from retentiond.marker m where m.policy = 'people' and m.subject_table = 'crm.person' and m.key_columns = 'id' and m.key = t.key_text and m.action = 'anonymize' and not m.again) as r1_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'crm.person' and h.removed_at is null and h.key = t.pk1::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "person"."id"::text as k1,
  retentiond_class as class,
  (last_activity
)::timestamptz as r0_at,
  (pg_typeof(last_activity
) = 'date'::regtype) as r0_is_day,
  retentiond_r0_start as r0_start,
  true as r0_when,
  ((consent_marketing
) is true) as r0_unless,
  (ended_on
)::timestamptz as r1_at,
  (pg_typeof(ended_on
) = 'date'::regtype) as r1_is_day,
  retentiond_r1_start as r1_start,
  true as r1_when,
  false as r1_unless,
  true as f0_where,
  retentiond_f0_start as f0_start,
  ((status = 'dispute'
) is true) as h0,
  "person"."id"::text as key_text,
  "person"."id" as key1,
  "person"."id" as pk1,
  (select $1::timestamptz::date) as today
from (select "person".*,
  case
    when ((ended_on is not null
) is true) then 'former'
    when ((status = 'prospect'
) is true) then 'prospect'
  end as retentiond_class,
  nullif(nullif(greatest(least((last_activity
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r0_start,
  nullif(nullif(greatest(least((ended_on
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r1_start,
  nullif(nullif(greatest(least((ended_on
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_f0_start
from (select s.*,
       f1.v as "last_activity",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where r.purpose = 'marketing' and coalesce(r.ended > $1::timestamptz, true)) as "consent_marketing",
       c."consent_marketing_ended",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where r.purpose = 'contract' and coalesce(r.ended > $1::timestamptz, true)) as "consent_contract",
       c."consent_contract_ended",
       exists (select from (select t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended from "crm"."consent" t where t."person_id" = s."id" and not coalesce(t."basis"::text in ('withdrawn'), false)) r where coalesce(r.ended > $1::timestamptz, true)) as "basis_valid",
       c."basis_ended",
       $1::timestamptz as as_of
  from (select * from "crm"."person" where (status <> 'team'
)) s
  left join (select t."person_id" as k1, max(t."happened_at") as v from (select * from "crm"."activity" where (body is not null
)) t group by 1) f1 on f1.k1 = s."id"
  left join (select k1, case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'marketing') and bool_and(ended is not null) filter (where purpose = 'marketing') then max(ended) filter (where purpose = 'marketing') end as "consent_marketing_ended", case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) filter (where purpose = 'contract') and bool_and(ended is not null) filter (where purpose = 'contract') then max(ended) filter (where purpose = 'contract') end as "consent_contract_ended", case when not bool_or(not is_withdrawn and (ended is null or ended > $1::timestamptz)) and bool_and(ended is not null) then max(ended) end as "basis_ended" from (select t."person_id" as k1, t."purpose"::text as purpose, case when coalesce(t."basis"::text in ('withdrawn'), false) then least(case when t."withdrawn_at"::timestamptz <= $1::timestamptz then t."withdrawn_at"::timestamptz end, case when coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) <= $1::timestamptz then coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end) end) else least(t."withdrawn_at"::timestamptz, coalesce((case when t."expires_on" > date '9999-12-31' then timestamptz 'infinity' when t."expires_on" < date '0001-01-01' then timestamptz '-infinity' else t."expires_on"::timestamptz end), case when t."granted_at"::timestamptz < timestamptz '9000-01-01' then case t."purpose"::text when 'marketing' then t."granted_at"::timestamptz + interval '2 years' end end)) end as ended, coalesce(t."basis"::text in ('withdrawn'), false) as is_withdrawn from "crm"."consent" t) r group by 1) c on c.k1 = s."id" offset 0) as "person" offset 0) as "person") t
left join retentiond_asked asked on asked.k1 = t.key1
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1) p offset 0) s) j
  where class is null or class in ('former', 'prospect') and r0_state <= 2 and r1_state <= 2) f
where place <= $2::int
order by class is null desc, place;

-- action delete, deletes the subject

-- delete crm.activity, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1))
delete from "crm"."activity" t using k where t."person_id" = k.k1;

-- delete crm.consent, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1))
delete from "crm"."consent" t using k where t."person_id" = k.k1;

-- delete crm.person, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1))
delete from "crm"."person" t using k where t."id" = k.k1;

-- action anonymize

-- update crm.activity, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1)),
 acted as (update "crm"."activity" t set "body" = cast(null as text)
  from k where t."person_id" = k.k1
  returning ((t."body" is not distinct from ((cast(null as text))::text))) as is_held)
select count(*), count(*) filter (where not is_held) from acted;

-- update crm.person, parameters: keys seeds
with k as (select * from unnest($1::integer[], $2::bytea[]) as u(k1, seed)),
 acted as (update "crm"."person" t set "name" = cast(case when t."name"::text <> '' then '[redacted]' else t."name"::text end as text),
   "email" = cast(case when t."email" is not null then left(encode(sha256(k.seed || 'token'::bytea), 'hex'), 24) || '@anonymized.invalid' end as character varying(80))
  from k where t."id" = k.k1
  returning ((t."name" is not distinct from ((cast(case when t."name"::text <> '' then '[redacted]' else t."name"::text end as text))::text)) and (t."email" is not distinct from ((cast(case when t."email" is not null then left(encode(sha256(k.seed || 'token'::bytea), 'hex'), 24) || '@anonymized.invalid' end as character varying(80)))::character varying(80)))) as is_held)
select count(*), count(*) filter (where not is_held) from acted;
