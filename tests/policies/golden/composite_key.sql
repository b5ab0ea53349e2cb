-- Written by the test; see tests/policies/golden_test.cpp.

-- subject view, whole
select s.*,
       f1.v as "last_leave",
       coalesce(f2.v, 0) as "notes",
       f3.v as "requests",
       false as basis_valid,
       null::timestamptz as basis_ended,
       $1::timestamptz as as_of
  from (select * from "hr"."worker") s
  left join (select t."tenant" as k1, t."worker" as k2, max(t."day") as v from "hr"."leave" t group by 1, 2) f1 on f1.k1 = s."tenant" and f1.k2 = s."code"
  left join (select t1."tenant" as k1, t1."worker" as k2, count(*) as v from "hr"."leave_note" t join "hr"."leave" t1 on t."leave_id" = t1."id" group by 1, 2) f2 on f2.k1 = s."tenant" and f2.k2 = s."code"
  left join (select q.k1, q.k2, case when count(*) = 1 then (array_agg(q.v))[1] else (select several.v from unnest(array_agg(q.v)) several(v)) end as v from (select tenant, worker, count(*) from hr.leave group by 1, 2
) as q(k1, k2, v) where q.k1 is not null and q.k2 is not null group by 1, 2) f3 on f3.k1 = s."tenant" and f3.k2 = s."code";

-- subject view, keyed
select s.*,
       f1.v as "last_leave",
       coalesce(f2.v, 0) as "notes",
       f3.v as "requests",
       false as basis_valid,
       null::timestamptz as basis_ended,
       $1::timestamptz as as_of
  from (select * from "hr"."worker" where ("tenant", "code") in (select * from unnest($2::text[], $3::text[]))) s
  left join (select t."tenant" as k1, t."worker" as k2, max(t."day") as v from "hr"."leave" t where (t."tenant", t."worker") in (select * from unnest($2::text[], $3::text[])) group by 1, 2) f1 on f1.k1 = s."tenant" and f1.k2 = s."code"
  left join (select t1."tenant" as k1, t1."worker" as k2, count(*) as v from "hr"."leave_note" t join "hr"."leave" t1 on t."leave_id" = t1."id" where (t1."tenant", t1."worker") in (select * from unnest($2::text[], $3::text[])) group by 1, 2) f2 on f2.k1 = s."tenant" and f2.k2 = s."code"
  left join (select q.k1, q.k2, case when count(*) = 1 then (array_agg(q.v))[1] else (select several.v from unnest(array_agg(q.v)) several(v)) end as v from (select tenant, worker, count(*) from hr.leave group by 1, 2
) as q(k1, k2, v) where q.k1 is not null and q.k2 is not null and (q.k1, q.k2) in (select * from unnest($2::text[], $3::text[])) and q.k1 = any($2::text[]) and q.k2 = any($3::text[]) group by 1, 2) f3 on f3.k1 = s."tenant" and f3.k2 = s."code";

-- census, parameters: as_of
select class, states[1] as r0_state, states[2] as verdict, count(*) as subjects, min(r0_expires) as r0_expires, count(*) filter (where undone <> '{}') as undone
from (select class, array[r0_state, verdict] as states, r0_expires, undone
  from (with retentiond_asked as materialized (
  select s."tenant" as k1, s."code" as k2, min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'hr.worker' and q.key_columns = 'tenant, code' and q.outcome is null offset 0) q join "hr"."worker" s on s."tenant" = (q.key::jsonb ->> 0)::text and s."code" = (q.key::jsonb ->> 1)::text
  group by 1, 2),
retentiond_bound as materialized (
  select k1, k2 from (select x."tenant"::text, x."worker"::text from retentiond.hold h join "hr"."leave" x on x."id" = h.key::bigint where (select exists (select from retentiond.hold h where h.subject_table = 'hr.leave' and h.removed_at is null)) and h.subject_table = 'hr.leave' and h.removed_at is null
  union all select x1_."tenant"::text, x1_."worker"::text from retentiond.hold h join "hr"."leave_note" x on x."id" = h.key::bigint join "hr"."leave" x1_ on x."leave_id" = x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'hr.leave_note' and h.removed_at is null)) and h.subject_table = 'hr.leave_note' and h.removed_at is null) b(k1, k2) where k1 is not null and k2 is not null)
select s.*, case when r0_state = 9999 then 0 end as verdict, array_remove(array[]::text[], null) as undone
from (select k1,
  k2,
  class,
  r0_start,
  r0_expires,
  case when (class in ('gone')) is not true then 0
    when r0_expires is null then 2
    when r0_expires > today then 3
    when case when requested_on <= today then r0_acted >= requested_at else case when r0_is_day then r0_acted::date > r0_start else r0_acted >= r0_at end end then 4
    when operator_hold then 2999
    else 9999 end as r0_state,
  operator_hold,
  key_text
from (select t.*,
  least(((t.r0_start + interval '1 year 6 months')::date), asked.since) as r0_expires,
  null::timestamptz as r0_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'hr.worker' and h.removed_at is null and h.key = jsonb_build_array(t.pk1::text, t.pk2::text)::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "worker"."tenant"::text as k1, "worker"."code"::text as k2,
  retentiond_class as class,
  (coalesce(last_leave, left_on)
)::timestamptz as r0_at,
  (pg_typeof(coalesce(last_leave, left_on)
) = 'date'::regtype) as r0_is_day,
  retentiond_r0_start as r0_start,
  true as r0_when,
  false as r0_unless,
  jsonb_build_array("worker"."tenant"::text, "worker"."code"::text)::text as key_text,
  "worker"."tenant" as key1,
  "worker"."code" as key2,
  "worker"."tenant" as pk1,
  "worker"."code" as pk2,
  (select $1::timestamptz::date) as today
from (select "worker".*,
  case
    when ((left_on is not null
) is true) then 'gone'
  end as retentiond_class,
  nullif(nullif(greatest(least((coalesce(last_leave, left_on)
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r0_start
from (select s.*,
       f1.v as "last_leave",
       coalesce(f2.v, 0) as "notes",
       f3.v as "requests",
       false as basis_valid,
       null::timestamptz as basis_ended,
       $1::timestamptz as as_of
  from (select * from "hr"."worker") s
  left join (select t."tenant" as k1, t."worker" as k2, max(t."day") as v from "hr"."leave" t group by 1, 2) f1 on f1.k1 = s."tenant" and f1.k2 = s."code"
  left join (select t1."tenant" as k1, t1."worker" as k2, count(*) as v from "hr"."leave_note" t join "hr"."leave" t1 on t."leave_id" = t1."id" group by 1, 2) f2 on f2.k1 = s."tenant" and f2.k2 = s."code"
  left join (select q.k1, q.k2, case when count(*) = 1 then (array_agg(q.v))[1] else (select several.v from unnest(array_agg(q.v)) several(v)) end as v from (select tenant, worker, count(*) from hr.leave group by 1, 2
) as q(k1, k2, v) where q.k1 is not null and q.k2 is not null group by 1, 2) f3 on f3.k1 = s."tenant" and f3.k2 = s."code" offset 0) as "worker" offset 0) as "worker") t
left join retentiond_asked asked on asked.k1 = t.key1 and asked.k2 = t.key2
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1 and bound.k2 = t.key2) p offset 0) s) j offset 0) g
group by class, states;

-- due, parameters: as_of
select k1, k2, (array[0])[1 + min(case verdict when 0 then 0 end)] as verdict
from (select k1, k2, verdict
from (with retentiond_asked as materialized (
  select s."tenant" as k1, s."code" as k2, min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'hr.worker' and q.key_columns = 'tenant, code' and q.outcome is null offset 0) q join "hr"."worker" s on s."tenant" = (q.key::jsonb ->> 0)::text and s."code" = (q.key::jsonb ->> 1)::text
  group by 1, 2),
retentiond_bound as materialized (
  select k1, k2 from (select x."tenant"::text, x."worker"::text from retentiond.hold h join "hr"."leave" x on x."id" = h.key::bigint where (select exists (select from retentiond.hold h where h.subject_table = 'hr.leave' and h.removed_at is null)) and h.subject_table = 'hr.leave' and h.removed_at is null
  union all select x1_."tenant"::text, x1_."worker"::text from retentiond.hold h join "hr"."leave_note" x on x."id" = h.key::bigint join "hr"."leave" x1_ on x."leave_id" = x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'hr.leave_note' and h.removed_at is null)) and h.subject_table = 'hr.leave_note' and h.removed_at is null) b(k1, k2) where k1 is not null and k2 is not null)
select s.*, case when r0_state = 9999 then 0 end as verdict
from (select k1,
  k2,
  class,
  r0_start,
  r0_expires,
  case when (class in ('gone')) is not true then 0
    when r0_expires is null then 2
    when r0_expires > today then 3
    when case when requested_on <= today then r0_acted >= requested_at else case when r0_is_day then r0_acted::date > r0_start else r0_acted >= r0_at end end then 4
    when operator_hold then 2999
    else 9999 end as r0_state,
  operator_hold
from (select t.*,
  least(((t.r0_start + interval '1 year 6 months')::date), asked.since) as r0_expires,
  null::timestamptz as r0_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'hr.worker' and h.removed_at is null and h.key = jsonb_build_array(t.pk1::text, t.pk2::text)::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "worker"."tenant"::text as k1, "worker"."code"::text as k2,
  retentiond_class as class,
  (coalesce(last_leave, left_on)
)::timestamptz as r0_at,
  (pg_typeof(coalesce(last_leave, left_on)
) = 'date'::regtype) as r0_is_day,
  retentiond_r0_start as r0_start,
  true as r0_when,
  false as r0_unless,
  jsonb_build_array("worker"."tenant"::text, "worker"."code"::text)::text as key_text,
  "worker"."tenant" as key1,
  "worker"."code" as key2,
  "worker"."tenant" as pk1,
  "worker"."code" as pk2,
  (select $1::timestamptz::date) as today
from (select "worker".*,
  case
    when ((left_on is not null
) is true) then 'gone'
  end as retentiond_class,
  nullif(nullif(greatest(least((coalesce(last_leave, left_on)
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r0_start
from (select s.*,
       f1.v as "last_leave",
       coalesce(f2.v, 0) as "notes",
       f3.v as "requests",
       false as basis_valid,
       null::timestamptz as basis_ended,
       $1::timestamptz as as_of
  from (select "worker".* from "hr"."worker" as "worker" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ((((((left_on is not null
) is true)))))) s
  left join (select t."tenant" as k1, t."worker" as k2, max(t."day") as v from "hr"."leave" t where (t."tenant", t."worker") in (select "worker"."tenant", "worker"."code" from "hr"."worker" as "worker" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ((((((left_on is not null
) is true)))))) group by 1, 2) f1 on f1.k1 = s."tenant" and f1.k2 = s."code"
  left join (select t1."tenant" as k1, t1."worker" as k2, count(*) as v from "hr"."leave_note" t join "hr"."leave" t1 on t."leave_id" = t1."id" where (t1."tenant", t1."worker") in (select "worker"."tenant", "worker"."code" from "hr"."worker" as "worker" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ((((((left_on is not null
) is true)))))) group by 1, 2) f2 on f2.k1 = s."tenant" and f2.k2 = s."code"
  left join (select q.k1, q.k2, case when count(*) = 1 then (array_agg(q.v))[1] else (select several.v from unnest(array_agg(q.v)) several(v)) end as v from (select tenant, worker, count(*) from hr.leave group by 1, 2
) as q(k1, k2, v) where q.k1 is not null and q.k2 is not null and (q.k1, q.k2) in (select "worker"."tenant", "worker"."code" from "hr"."worker" as "worker" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ((((((left_on is not null
) is true)))))) group by 1, 2) f3 on f3.k1 = s."tenant" and f3.k2 = s."code" offset 0) as "worker" offset 0) as "worker") t
left join retentiond_asked asked on asked.k1 = t.key1 and asked.k2 = t.key2
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1 and bound.k2 = t.key2) p offset 0) s) j
where verdict is not null
union all
select k1, k2, verdict
from (with retentiond_asked as materialized (
  select s."tenant" as k1, s."code" as k2, min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'hr.worker' and q.key_columns = 'tenant, code' and q.outcome is null offset 0) q join "hr"."worker" s on s."tenant" = (q.key::jsonb ->> 0)::text and s."code" = (q.key::jsonb ->> 1)::text
  group by 1, 2),
retentiond_bound as materialized (
  select k1, k2 from (select x."tenant"::text, x."worker"::text from retentiond.hold h join "hr"."leave" x on x."id" = h.key::bigint where (select exists (select from retentiond.hold h where h.subject_table = 'hr.leave' and h.removed_at is null)) and h.subject_table = 'hr.leave' and h.removed_at is null
  union all select x1_."tenant"::text, x1_."worker"::text from retentiond.hold h join "hr"."leave_note" x on x."id" = h.key::bigint join "hr"."leave" x1_ on x."leave_id" = x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'hr.leave_note' and h.removed_at is null)) and h.subject_table = 'hr.leave_note' and h.removed_at is null) b(k1, k2) where k1 is not null and k2 is not null)
select s.*, case when r0_state = 9999 then 0 end as verdict
from (select k1,
  k2,
  class,
  r0_start,
  r0_expires,
  case when (class in ('gone')) is not true then 0
    when r0_expires is null then 2
    when r0_expires > today then 3
    when case when requested_on <= today then r0_acted >= requested_at else case when r0_is_day then r0_acted::date > r0_start else r0_acted >= r0_at end end then 4
    when operator_hold then 2999
    else 9999 end as r0_state,
  operator_hold
from (select t.*,
  least(((t.r0_start + interval '1 year 6 months')::date), asked.since) as r0_expires,
  null::timestamptz as r0_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'hr.worker' and h.removed_at is null and h.key = jsonb_build_array(t.pk1::text, t.pk2::text)::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "worker"."tenant"::text as k1, "worker"."code"::text as k2,
  retentiond_class as class,
  (coalesce(last_leave, left_on)
)::timestamptz as r0_at,
  (pg_typeof(coalesce(last_leave, left_on)
) = 'date'::regtype) as r0_is_day,
  retentiond_r0_start as r0_start,
  true as r0_when,
  false as r0_unless,
  jsonb_build_array("worker"."tenant"::text, "worker"."code"::text)::text as key_text,
  "worker"."tenant" as key1,
  "worker"."code" as key2,
  "worker"."tenant" as pk1,
  "worker"."code" as pk2,
  (select $1::timestamptz::date) as today
from (select "worker".*,
  case
    when ((left_on is not null
) is true) then 'gone'
  end as retentiond_class,
  nullif(nullif(greatest(least((coalesce(last_leave, left_on)
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r0_start
from (select s.*,
       f1.v as "last_leave",
       coalesce(f2.v, 0) as "notes",
       f3.v as "requests",
       false as basis_valid,
       null::timestamptz as basis_ended,
       $1::timestamptz as as_of
  from (select "worker".* from "hr"."worker" as "worker" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ("worker"."tenant", "worker"."code") in (select (q.key::jsonb ->> 0)::text, (q.key::jsonb ->> 1)::text from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'hr.worker' and q.key_columns = 'tenant, code' and q.outcome is null offset 0) q)) s
  left join (select t."tenant" as k1, t."worker" as k2, max(t."day") as v from "hr"."leave" t where (t."tenant", t."worker") in (select "worker"."tenant", "worker"."code" from "hr"."worker" as "worker" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ("worker"."tenant", "worker"."code") in (select (q.key::jsonb ->> 0)::text, (q.key::jsonb ->> 1)::text from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'hr.worker' and q.key_columns = 'tenant, code' and q.outcome is null offset 0) q)) group by 1, 2) f1 on f1.k1 = s."tenant" and f1.k2 = s."code"
  left join (select t1."tenant" as k1, t1."worker" as k2, count(*) as v from "hr"."leave_note" t join "hr"."leave" t1 on t."leave_id" = t1."id" where (t1."tenant", t1."worker") in (select "worker"."tenant", "worker"."code" from "hr"."worker" as "worker" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ("worker"."tenant", "worker"."code") in (select (q.key::jsonb ->> 0)::text, (q.key::jsonb ->> 1)::text from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'hr.worker' and q.key_columns = 'tenant, code' and q.outcome is null offset 0) q)) group by 1, 2) f2 on f2.k1 = s."tenant" and f2.k2 = s."code"
  left join (select q.k1, q.k2, case when count(*) = 1 then (array_agg(q.v))[1] else (select several.v from unnest(array_agg(q.v)) several(v)) end as v from (select tenant, worker, count(*) from hr.leave group by 1, 2
) as q(k1, k2, v) where q.k1 is not null and q.k2 is not null and (q.k1, q.k2) in (select "worker"."tenant", "worker"."code" from "hr"."worker" as "worker" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ("worker"."tenant", "worker"."code") in (select (q.key::jsonb ->> 0)::text, (q.key::jsonb ->> 1)::text from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'hr.worker' and q.key_columns = 'tenant, code' and q.outcome is null offset 0) q)) group by 1, 2) f3 on f3.k1 = s."tenant" and f3.k2 = s."code" offset 0) as "worker" offset 0) as "worker") t
left join retentiond_asked asked on asked.k1 = t.key1 and asked.k2 = t.key2
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1 and bound.k2 = t.key2) p offset 0) s) j
where verdict is not null) d
group by k1, k2;

-- judge, parameters: as_of keys
select k1, k2, verdict, r0_state, (operator_hold or ((false or r0_state = 4 and (r0_unless)) and not (false or r0_state = 4 and not (r0_unless)))) as is_held, (class is not null or has_returned) as is_somebody, asked_as
from (with retentiond_asked as materialized (
  select s."tenant" as k1, s."code" as k2, min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'hr.worker' and q.key_columns = 'tenant, code' and q.outcome is null offset 0) q join "hr"."worker" s on s."tenant" = (q.key::jsonb ->> 0)::text and s."code" = (q.key::jsonb ->> 1)::text where (s."tenant", s."code") in (select * from unnest($2::text[], $3::text[]))
  group by 1, 2),
retentiond_bound as materialized (
  select k1, k2 from (select x."tenant"::text, x."worker"::text from retentiond.hold h join "hr"."leave" x on x."id" = h.key::bigint where (select exists (select from retentiond.hold h where h.subject_table = 'hr.leave' and h.removed_at is null)) and h.subject_table = 'hr.leave' and h.removed_at is null and (x."tenant", x."worker") in (select * from unnest($2::text[], $3::text[]))
  union all select x1_."tenant"::text, x1_."worker"::text from retentiond.hold h join "hr"."leave_note" x on x."id" = h.key::bigint join "hr"."leave" x1_ on x."leave_id" = x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'hr.leave_note' and h.removed_at is null)) and h.subject_table = 'hr.leave_note' and h.removed_at is null and (x1_."tenant", x1_."worker") in (select * from unnest($2::text[], $3::text[]))) b(k1, k2) where k1 is not null and k2 is not null)
select s.*, case when r0_state = 9999 then 0 end as verdict
from (select k1,
  k2,
  class,
  r0_start,
  r0_expires,
  case when (class in ('gone')) is not true then 0
    when r0_expires is null then 2
    when r0_expires > today then 3
    when case when requested_on <= today then r0_acted >= requested_at else case when r0_is_day then r0_acted::date > r0_start else r0_acted >= r0_at end end then 4
    when operator_hold then 2999
    else 9999 end as r0_state,
  operator_hold,
  (false or (r0_start is not null and not case when r0_is_day then r0_once_acted::date > r0_start else r0_once_acted >= r0_at end) is true) as has_returned,
  asked_as,
  r0_unless
from (select t.*,
  least(((t.r0_start + interval '1 year 6 months')::date), asked.since) as r0_expires,
  null::timestamptz as r0_acted,
  null::timestamptz as r0_once_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'hr.worker' and h.removed_at is null and h.key = jsonb_build_array(t.pk1::text, t.pk2::text)::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "worker"."tenant"::text as k1, "worker"."code"::text as k2,
  retentiond_class as class,
  (coalesce(last_leave, left_on)
)::timestamptz as r0_at,
  (pg_typeof(coalesce(last_leave, left_on)
) = 'date'::regtype) as r0_is_day,
  retentiond_r0_start as r0_start,
  true as r0_when,
  false as r0_unless,
  jsonb_build_array("worker"."tenant"::text, "worker"."code"::text)::text as key_text,
  "worker"."tenant" as key1,
  "worker"."code" as key2,
  "worker"."tenant" as pk1,
  "worker"."code" as pk2,
  (select $1::timestamptz::date) as today
from (select "worker".*,
  case
    when ((left_on is not null
) is true) then 'gone'
  end as retentiond_class,
  nullif(nullif(greatest(least((coalesce(last_leave, left_on)
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r0_start
from (select s.*,
       f1.v as "last_leave",
       coalesce(f2.v, 0) as "notes",
       f3.v as "requests",
       false as basis_valid,
       null::timestamptz as basis_ended,
       $1::timestamptz as as_of
  from (select * from "hr"."worker" where ("tenant", "code") in (select * from unnest($2::text[], $3::text[]))) s
  left join (select t."tenant" as k1, t."worker" as k2, max(t."day") as v from "hr"."leave" t where (t."tenant", t."worker") in (select * from unnest($2::text[], $3::text[])) group by 1, 2) f1 on f1.k1 = s."tenant" and f1.k2 = s."code"
  left join (select t1."tenant" as k1, t1."worker" as k2, count(*) as v from "hr"."leave_note" t join "hr"."leave" t1 on t."leave_id" = t1."id" where (t1."tenant", t1."worker") in (select * from unnest($2::text[], $3::text[])) group by 1, 2) f2 on f2.k1 = s."tenant" and f2.k2 = s."code"
  left join (select q.k1, q.k2, case when count(*) = 1 then (array_agg(q.v))[1] else (select several.v from unnest(array_agg(q.v)) several(v)) end as v from (select tenant, worker, count(*) from hr.leave group by 1, 2
) as q(k1, k2, v) where q.k1 is not null and q.k2 is not null and (q.k1, q.k2) in (select * from unnest($2::text[], $3::text[])) and q.k1 = any($2::text[]) and q.k2 = any($3::text[]) group by 1, 2) f3 on f3.k1 = s."tenant" and f3.k2 = s."code" offset 0) as "worker" offset 0) as "worker") t
left join retentiond_asked asked on asked.k1 = t.key1 and asked.k2 = t.key2
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1 and bound.k2 = t.key2) p offset 0) s) j;

-- lock_subjects, parameters: keys
select s."tenant"::text as k1, s."code"::text as k2 from "hr"."worker" s where (s."tenant", s."code") in (select * from unnest($1::text[], $2::text[])) order by s."tenant", s."code" for update of s skip locked;

-- lock_last_leave, parameters: keys
select count(*) from (select 1 from "hr"."leave" t where (t."tenant", t."worker") in (select * from unnest($1::text[], $2::text[])) for share of t) x;

-- lock_notes, parameters: keys
select count(*) from (select 1 from "hr"."leave" t where (t."tenant", t."worker") in (select * from unnest($1::text[], $2::text[])) for update of t) x;

-- lock_notes, parameters: keys
select count(*) from (select 1 from "hr"."leave_note" t join "hr"."leave" t1 on t."leave_id" = t1."id" where (t1."tenant", t1."worker") in (select * from unnest($1::text[], $2::text[])) for share of t) x;

-- existing, parameters: keys
select s."tenant"::text as k1, s."code"::text as k2 from "hr"."worker" s where (s."tenant", s."code") in (select * from unnest($1::text[], $2::text[]));

-- schema_fingerprint, parameters: none
with recursive named as (select c.oid from (values ('hr', 'leave'), ('hr', 'leave_note'), ('hr', 'worker')) v (schema, name)
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
from (select t.*, (f0 & case when gone is null then -1 else (1::bigint << gone) - 1 end) as floors, (h0 & case when gone is null then -1 else (1::bigint << gone) - 1 end) as holds
from (select s.*, least(null::int, d0) as gone
from (select k1,
  k2,
  min(retentiond_number) filter (where r0_state = 9999) as d0,
  coalesce(bit_or(1::bigint << retentiond_number) filter (where r0_state >= 1000 and r0_state < 2000), 0) as f0,
  coalesce(bit_or(1::bigint << retentiond_number) filter (where r0_state >= 2000 and r0_state < 9999), 0) as h0
from (select 0 as retentiond_number, $1::timestamptz as retentiond_as_of
  union all select n, date_trunc('month', $1::timestamptz) + n * interval '1 month' - interval '1 microsecond'
  from generate_series(1, $2::int) n) retentiond_month
cross join lateral (with retentiond_asked as materialized (
  select s."tenant" as k1, s."code" as k2, min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'hr.worker' and q.key_columns = 'tenant, code' and q.outcome is null offset 0) q join "hr"."worker" s on s."tenant" = (q.key::jsonb ->> 0)::text and s."code" = (q.key::jsonb ->> 1)::text
  group by 1, 2),
retentiond_bound as materialized (
  select k1, k2 from (select x."tenant"::text, x."worker"::text from retentiond.hold h join "hr"."leave" x on x."id" = h.key::bigint where (select exists (select from retentiond.hold h where h.subject_table = 'hr.leave' and h.removed_at is null)) and h.subject_table = 'hr.leave' and h.removed_at is null
  union all select x1_."tenant"::text, x1_."worker"::text from retentiond.hold h join "hr"."leave_note" x on x."id" = h.key::bigint join "hr"."leave" x1_ on x."leave_id" = x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'hr.leave_note' and h.removed_at is null)) and h.subject_table = 'hr.leave_note' and h.removed_at is null) b(k1, k2) where k1 is not null and k2 is not null)
select s.*, case when r0_state = 9999 then 0 end as verdict
from (select k1,
  k2,
  class,
  r0_start,
  r0_expires,
  case when (class in ('gone')) is not true then 0
    when r0_expires is null then 2
    when r0_expires > today then 3
    when case when requested_on <= today then r0_acted >= requested_at else case when r0_is_day then r0_acted::date > r0_start else r0_acted >= r0_at end end then 4
    when operator_hold then 2999
    else 9999 end as r0_state,
  operator_hold
from (select t.*,
  least(((t.r0_start + interval '1 year 6 months')::date), asked.since) as r0_expires,
  null::timestamptz as r0_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'hr.worker' and h.removed_at is null and h.key = jsonb_build_array(t.pk1::text, t.pk2::text)::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "worker"."tenant"::text as k1, "worker"."code"::text as k2,
  retentiond_class as class,
  (coalesce(last_leave, left_on)
)::timestamptz as r0_at,
  (pg_typeof(coalesce(last_leave, left_on)
) = 'date'::regtype) as r0_is_day,
  retentiond_r0_start as r0_start,
  true as r0_when,
  false as r0_unless,
  jsonb_build_array("worker"."tenant"::text, "worker"."code"::text)::text as key_text,
  "worker"."tenant" as key1,
  "worker"."code" as key2,
  "worker"."tenant" as pk1,
  "worker"."code" as pk2,
  (select retentiond_month.retentiond_as_of::date) as today
from (select "worker".*,
  case
    when ((left_on is not null
) is true) then 'gone'
  end as retentiond_class,
  nullif(nullif(greatest(least((coalesce(last_leave, left_on)
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r0_start
from (select s.*,
       f1.v as "last_leave",
       coalesce(f2.v, 0) as "notes",
       f3.v as "requests",
       false as basis_valid,
       null::timestamptz as basis_ended,
       retentiond_month.retentiond_as_of as as_of
  from (select * from "hr"."worker") s
  left join (select t."tenant" as k1, t."worker" as k2, max(t."day") as v from "hr"."leave" t group by 1, 2) f1 on f1.k1 = s."tenant" and f1.k2 = s."code"
  left join (select t1."tenant" as k1, t1."worker" as k2, count(*) as v from "hr"."leave_note" t join "hr"."leave" t1 on t."leave_id" = t1."id" group by 1, 2) f2 on f2.k1 = s."tenant" and f2.k2 = s."code"
  left join (select q.k1, q.k2, case when count(*) = 1 then (array_agg(q.v))[1] else (select several.v from unnest(array_agg(q.v)) several(v)) end as v from (select tenant, worker, count(*) from hr.leave group by 1, 2
) as q(k1, k2, v) where q.k1 is not null and q.k2 is not null group by 1, 2) f3 on f3.k1 = s."tenant" and f3.k2 = s."code" offset 0) as "worker" offset 0) as "worker") t
left join retentiond_asked asked on asked.k1 = t.key1 and asked.k2 = t.key2
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1 and bound.k2 = t.key2) p offset 0) s) j
where r0_state >= 1000
group by k1, k2) s) t) s
cross join lateral (values (gone, case when d0 = gone then 0 end), (least(gone), -3)
  union all select n, -1 from generate_series(0, $2::int) n where ((s.holds) >> n) & 1 = 1
  union all select n, -2 from generate_series(0, $2::int) n where ((s.floors & ~s.holds) >> n) & 1 = 1) e(month, what)
where e.month is not null
group by 1, 2;

-- forgotten, parameters: as_of
select k1, k2, class, has_no_starting_point, total
from (select k1, k2, class, (false or r0_state = 2) as has_no_starting_point,
    count(*) over (partition by class is null) as total,
    row_number() over (partition by class is null order by length(k1), k1, k2) as place
  from (with retentiond_asked as materialized (
  select s."tenant" as k1, s."code" as k2, min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'hr.worker' and q.key_columns = 'tenant, code' and q.outcome is null offset 0) q join "hr"."worker" s on s."tenant" = (q.key::jsonb ->> 0)::text and s."code" = (q.key::jsonb ->> 1)::text
  group by 1, 2),
retentiond_bound as materialized (
  select k1, k2 from (select x."tenant"::text, x."worker"::text from retentiond.hold h join "hr"."leave" x on x."id" = h.key::bigint where (select exists (select from retentiond.hold h where h.subject_table = 'hr.leave' and h.removed_at is null)) and h.subject_table = 'hr.leave' and h.removed_at is null
  union all select x1_."tenant"::text, x1_."worker"::text from retentiond.hold h join "hr"."leave_note" x on x."id" = h.key::bigint join "hr"."leave" x1_ on x."leave_id" = x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'hr.leave_note' and h.removed_at is null)) and h.subject_table = 'hr.leave_note' and h.removed_at is null) b(k1, k2) where k1 is not null and k2 is not null)
select s.*, case when r0_state = 9999 then 0 end as verdict
from (select k1,
  k2,
  class,
  r0_start,
  r0_expires,
  case when (class in ('gone')) is not true then 0
    when r0_expires is null then 2
    when r0_expires > today then 3
    when case when requested_on <= today then r0_acted >= requested_at else case when r0_is_day then r0_acted::date > r0_start else r0_acted >= r0_at end end then 4
    when operator_hold then 2999
    else 9999 end as r0_state,
  operator_hold
from (select t.*,
  least(((t.r0_start + interval '1 year 6 months')::date), asked.since) as r0_expires,
  null::timestamptz as r0_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'hr.worker' and h.removed_at is null and h.key = jsonb_build_array(t.pk1::text, t.pk2::text)::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "worker"."tenant"::text as k1, "worker"."code"::text as k2,
  retentiond_class as class,
  (coalesce(last_leave, left_on)
)::timestamptz as r0_at,
  (pg_typeof(coalesce(last_leave, left_on)
) = 'date'::regtype) as r0_is_day,
  retentiond_r0_start as r0_start,
  true as r0_when,
  false as r0_unless,
  jsonb_build_array("worker"."tenant"::text, "worker"."code"::text)::text as key_text,
  "worker"."tenant" as key1,
  "worker"."code" as key2,
  "worker"."tenant" as pk1,
  "worker"."code" as pk2,
  (select $1::timestamptz::date) as today
from (select "worker".*,
  case
    when ((left_on is not null
) is true) then 'gone'
  end as retentiond_class,
  nullif(nullif(greatest(least((coalesce(last_leave, left_on)
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r0_start
from (select s.*,
       f1.v as "last_leave",
       coalesce(f2.v, 0) as "notes",
       f3.v as "requests",
       false as basis_valid,
       null::timestamptz as basis_ended,
       $1::timestamptz as as_of
  from (select * from "hr"."worker") s
  left join (select t."tenant" as k1, t."worker" as k2, max(t."day") as v from "hr"."leave" t group by 1, 2) f1 on f1.k1 = s."tenant" and f1.k2 = s."code"
  left join (select t1."tenant" as k1, t1."worker" as k2, count(*) as v from "hr"."leave_note" t join "hr"."leave" t1 on t."leave_id" = t1."id" group by 1, 2) f2 on f2.k1 = s."tenant" and f2.k2 = s."code"
  left join (select q.k1, q.k2, case when count(*) = 1 then (array_agg(q.v))[1] else (select several.v from unnest(array_agg(q.v)) several(v)) end as v from (select tenant, worker, count(*) from hr.leave group by 1, 2
) as q(k1, k2, v) where q.k1 is not null and q.k2 is not null group by 1, 2) f3 on f3.k1 = s."tenant" and f3.k2 = s."code" offset 0) as "worker" offset 0) as "worker") t
left join retentiond_asked asked on asked.k1 = t.key1 and asked.k2 = t.key2
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1 and bound.k2 = t.key2) p offset 0) s) j
  where class is null or class in ('gone') and r0_state <= 2) f
where place <= $2::int
order by class is null desc, place;

-- action delete, deletes the subject

-- lock hr.leave, parameters: keys
with k as (select * from unnest($1::text[], $2::text[]) as u(k1, k2))
select count(*) from (select 1 from "hr"."leave" t, k where t."worker" = k.k2 and t."tenant" = k.k1 for update of t) x;

-- delete hr.leave_note, parameters: keys
with k as (select * from unnest($1::text[], $2::text[]) as u(k1, k2))
delete from "hr"."leave_note" t using "hr"."leave" p1, k where t."leave_id" = p1."id" and p1."worker" = k.k2 and p1."tenant" = k.k1;

-- verify hr.leave_note, parameters: keys
with k as (select * from unnest($1::text[], $2::text[]) as u(k1, k2))
select count(*) from "hr"."leave_note" t, "hr"."leave" p1, k where t."leave_id" = p1."id" and p1."worker" = k.k2 and p1."tenant" = k.k1;

-- delete hr.leave, parameters: keys
with k as (select * from unnest($1::text[], $2::text[]) as u(k1, k2))
delete from "hr"."leave" t using k where t."worker" = k.k2 and t."tenant" = k.k1;

-- delete hr.worker, parameters: keys
with k as (select * from unnest($1::text[], $2::text[]) as u(k1, k2))
delete from "hr"."worker" t using k where t."tenant" = k.k1 and t."code" = k.k2;

-- action anonymize

-- lock hr.leave, parameters: keys
with k as (select * from unnest($1::text[], $2::text[]) as u(k1, k2))
select count(*) from (select 1 from "hr"."leave" t, k where t."worker" = k.k2 and t."tenant" = k.k1 for update of t) x;

-- update hr.leave_note, parameters: keys
with k as (select * from unnest($1::text[], $2::text[]) as u(k1, k2)),
 acted as (update "hr"."leave_note" t set "body" = cast(case when t."body"::text <> '' then '[redacted]' else t."body"::text end as text)
  from "hr"."leave" p1, k where t."leave_id" = p1."id" and p1."worker" = k.k2 and p1."tenant" = k.k1
  returning ((t."body" is not distinct from ((cast(case when t."body"::text <> '' then '[redacted]' else t."body"::text end as text))::text))) as is_held)
select count(*), count(*) filter (where not is_held) from acted;

-- verify hr.leave_note, parameters: keys
with k as (select * from unnest($1::text[], $2::text[]) as u(k1, k2))
select count(*) from "hr"."leave_note" t, "hr"."leave" p1, k where t."leave_id" = p1."id" and p1."worker" = k.k2 and p1."tenant" = k.k1 and not ((t."body" is not distinct from ((cast(case when t."body"::text <> '' then '[redacted]' else t."body"::text end as text))::text)));

-- update hr.worker, parameters: keys seeds
with k as (select * from unnest($1::text[], $2::text[], $3::bytea[]) as u(k1, k2, seed)),
 acted as (update "hr"."worker" t set "name" = cast(case when t."name"::text <> '' then (array['Adams', 'Allen', 'Anderson', 'Andrews', 'Armstrong', 'Arnold', 'Atkinson', 'Austin', 'Bailey', 'Baker', 'Ball', 'Barker', 'Barnes', 'Barrett', 'Bates', 'Baxter', 'Bell', 'Bennett', 'Berry', 'Bishop', 'Black', 'Booth', 'Bradley', 'Brooks', 'Brown', 'Bryant', 'Burgess', 'Burke', 'Burns', 'Burton', 'Butler', 'Byrne', 'Cameron', 'Campbell', 'Carpenter', 'Carr', 'Carter', 'Chambers', 'Chapman', 'Clark', 'Clarke', 'Cole', 'Coleman', 'Collins', 'Cook', 'Cooper', 'Cox', 'Craig', 'Crawford', 'Cunningham', 'Curtis', 'Davidson', 'Davies', 'Davis', 'Dawson', 'Day', 'Dean', 'Dixon', 'Douglas', 'Doyle', 'Duncan', 'Dunn', 'Edwards', 'Elliott', 'Ellis', 'Evans', 'Ferguson', 'Field', 'Fisher', 'Fleming', 'Fletcher', 'Ford', 'Foster', 'Fox', 'Francis', 'Fraser', 'Freeman', 'French', 'Fuller', 'Gardner', 'George', 'Gibson', 'Gilbert', 'Gill', 'Gordon', 'Graham', 'Grant', 'Gray', 'Green', 'Griffiths', 'Hall', 'Hamilton', 'Harding', 'Harper', 'Harris', 'Harrison', 'Hart', 'Harvey', 'Hawkins', 'Hayes', 'Henderson', 'Henry', 'Hicks', 'Higgins', 'Hill', 'Holland', 'Holmes', 'Hopkins', 'Houghton', 'Howard', 'Howell', 'Hudson', 'Hughes', 'Hunt', 'Hunter', 'Hussain', 'Jackson', 'James', 'Jenkins', 'Jennings', 'Johnson', 'Johnston', 'Jones', 'Jordan', 'Kelly', 'Kennedy', 'King', 'Knight', 'Lambert', 'Lane', 'Lawrence', 'Lawson', 'Lee', 'Lewis', 'Little', 'Lloyd', 'Long', 'Lowe', 'Lynch', 'Macdonald', 'Mann', 'Marsh', 'Marshall', 'Martin', 'Mason', 'Matthews', 'May', 'Mccarthy', 'Mills', 'Mitchell', 'Moore', 'Morgan', 'Morris', 'Morrison', 'Moss', 'Murphy', 'Murray', 'Newman', 'Newton', 'Nicholls', 'Norris', 'Oliver', 'Osborne', 'Owen', 'Page', 'Palmer', 'Parker', 'Parry', 'Parsons', 'Patel', 'Paterson', 'Payne', 'Pearce', 'Pearson', 'Perkins', 'Perry', 'Peters', 'Phillips', 'Poole', 'Porter', 'Potter', 'Powell', 'Pratt', 'Price', 'Pritchard', 'Quinn', 'Read', 'Rees', 'Reid', 'Reynolds', 'Rhodes', 'Richards', 'Richardson', 'Riley', 'Roberts', 'Robertson', 'Robinson', 'Robson', 'Rogers', 'Rose', 'Ross', 'Rowe', 'Russell', 'Ryan', 'Sanders', 'Saunders', 'Scott', 'Sharp', 'Shaw', 'Shepherd', 'Simpson', 'Slater', 'Smith', 'Spencer', 'Stephenson', 'Stevens', 'Stewart', 'Stone', 'Sutton', 'Taylor', 'Thomas', 'Thompson', 'Thomson', 'Tucker', 'Turner', 'Wade', 'Walker', 'Wallis', 'Walsh', 'Walters', 'Ward', 'Warren', 'Watkins', 'Watson', 'Watts', 'Webb', 'Webster', 'Wells', 'West', 'White', 'Wilkinson', 'Williams', 'Williamson', 'Willis', 'Wilson', 'Wood', 'Woods', 'Wright', 'Yates', 'Young'])[1 + ('x' || left(encode(sha256(k.seed || 'fake last_name'::bytea), 'hex'), 15))::bit(60)::bigint % 250] else t."name"::text end as text)
  from k where t."tenant" = k.k1 and t."code" = k.k2
  returning ((t."name" is not distinct from ((cast(case when t."name"::text <> '' then (array['Adams', 'Allen', 'Anderson', 'Andrews', 'Armstrong', 'Arnold', 'Atkinson', 'Austin', 'Bailey', 'Baker', 'Ball', 'Barker', 'Barnes', 'Barrett', 'Bates', 'Baxter', 'Bell', 'Bennett', 'Berry', 'Bishop', 'Black', 'Booth', 'Bradley', 'Brooks', 'Brown', 'Bryant', 'Burgess', 'Burke', 'Burns', 'Burton', 'Butler', 'Byrne', 'Cameron', 'Campbell', 'Carpenter', 'Carr', 'Carter', 'Chambers', 'Chapman', 'Clark', 'Clarke', 'Cole', 'Coleman', 'Collins', 'Cook', 'Cooper', 'Cox', 'Craig', 'Crawford', 'Cunningham', 'Curtis', 'Davidson', 'Davies', 'Davis', 'Dawson', 'Day', 'Dean', 'Dixon', 'Douglas', 'Doyle', 'Duncan', 'Dunn', 'Edwards', 'Elliott', 'Ellis', 'Evans', 'Ferguson', 'Field', 'Fisher', 'Fleming', 'Fletcher', 'Ford', 'Foster', 'Fox', 'Francis', 'Fraser', 'Freeman', 'French', 'Fuller', 'Gardner', 'George', 'Gibson', 'Gilbert', 'Gill', 'Gordon', 'Graham', 'Grant', 'Gray', 'Green', 'Griffiths', 'Hall', 'Hamilton', 'Harding', 'Harper', 'Harris', 'Harrison', 'Hart', 'Harvey', 'Hawkins', 'Hayes', 'Henderson', 'Henry', 'Hicks', 'Higgins', 'Hill', 'Holland', 'Holmes', 'Hopkins', 'Houghton', 'Howard', 'Howell', 'Hudson', 'Hughes', 'Hunt', 'Hunter', 'Hussain', 'Jackson', 'James', 'Jenkins', 'Jennings', 'Johnson', 'Johnston', 'Jones', 'Jordan', 'Kelly', 'Kennedy', 'King', 'Knight', 'Lambert', 'Lane', 'Lawrence', 'Lawson', 'Lee', 'Lewis', 'Little', 'Lloyd', 'Long', 'Lowe', 'Lynch', 'Macdonald', 'Mann', 'Marsh', 'Marshall', 'Martin', 'Mason', 'Matthews', 'May', 'Mccarthy', 'Mills', 'Mitchell', 'Moore', 'Morgan', 'Morris', 'Morrison', 'Moss', 'Murphy', 'Murray', 'Newman', 'Newton', 'Nicholls', 'Norris', 'Oliver', 'Osborne', 'Owen', 'Page', 'Palmer', 'Parker', 'Parry', 'Parsons', 'Patel', 'Paterson', 'Payne', 'Pearce', 'Pearson', 'Perkins', 'Perry', 'Peters', 'Phillips', 'Poole', 'Porter', 'Potter', 'Powell', 'Pratt', 'Price', 'Pritchard', 'Quinn', 'Read', 'Rees', 'Reid', 'Reynolds', 'Rhodes', 'Richards', 'Richardson', 'Riley', 'Roberts', 'Robertson', 'Robinson', 'Robson', 'Rogers', 'Rose', 'Ross', 'Rowe', 'Russell', 'Ryan', 'Sanders', 'Saunders', 'Scott', 'Sharp', 'Shaw', 'Shepherd', 'Simpson', 'Slater', 'Smith', 'Spencer', 'Stephenson', 'Stevens', 'Stewart', 'Stone', 'Sutton', 'Taylor', 'Thomas', 'Thompson', 'Thomson', 'Tucker', 'Turner', 'Wade', 'Walker', 'Wallis', 'Walsh', 'Walters', 'Ward', 'Warren', 'Watkins', 'Watson', 'Watts', 'Webb', 'Webster', 'Wells', 'West', 'White', 'Wilkinson', 'Williams', 'Williamson', 'Willis', 'Wilson', 'Wood', 'Woods', 'Wright', 'Yates', 'Young'])[1 + ('x' || left(encode(sha256(k.seed || 'fake last_name'::bytea), 'hex'), 15))::bit(60)::bigint % 250] else t."name"::text end as text))::text))) as is_held)
select count(*), count(*) filter (where not is_held) from acted;
