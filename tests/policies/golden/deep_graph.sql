-- Written by the test; see tests/policies/golden_test.cpp.

-- subject view, whole
select s.*,
       f1_1."street" as "street",
       coalesce(f2.v, false) as "has_posts",
       false as basis_valid,
       null::timestamptz as basis_ended,
       $1::timestamptz as as_of
  from (select * from "forum"."member") s
  left join "forum"."place" f1_1 on s."place_id" = f1_1."id"
  left join (select t."member_id" as k1, true as v from "forum"."post" t group by 1) f2 on f2.k1 = s."id";

-- subject view, keyed
select s.*,
       f1_1."street" as "street",
       coalesce(f2.v, false) as "has_posts",
       false as basis_valid,
       null::timestamptz as basis_ended,
       $1::timestamptz as as_of
  from (select * from "forum"."member" where "id" = any($2::integer[])) s
  left join "forum"."place" f1_1 on s."place_id" = f1_1."id"
  left join (select t."member_id" as k1, true as v from "forum"."post" t where t."member_id" = any($2::integer[]) group by 1) f2 on f2.k1 = s."id";

-- census, parameters: as_of
select class, states[1] as r0_state, states[2] as r1_state, states[3] as verdict, count(*) as subjects, min(r0_expires) as r0_expires, min(r1_expires) as r1_expires, count(*) filter (where undone <> '{}') as undone
from (select class, array[r0_state, r1_state, verdict] as states, r0_expires, r1_expires, undone
  from (with retentiond_asked as materialized (
  select s."id" as k1, min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'forum.member' and q.key_columns = 'id' and q.outcome is null offset 0) q join "forum"."member" s on s."id" = q.key::integer
  group by 1),
retentiond_bound as materialized (
  select k1 from (select o_x."id"::integer from retentiond.hold h join "forum"."place" o on o."id" = h.key::integer join "forum"."member" o_x on o_x."place_id" = o."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.place' and h.removed_at is null)) and h.subject_table = 'forum.place' and h.removed_at is null
  union all select s."id"::integer from retentiond.hold h join "forum"."place" o1 on o1."id" = h.key::integer join "forum"."member" s on s."place_id" = o1."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.place' and h.removed_at is null)) and h.subject_table = 'forum.place' and h.removed_at is null
  union all select x."inviter_id"::integer from retentiond.hold h join "forum"."member" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null)) and h.subject_table = 'forum.member' and h.removed_at is null
  union all select x."member_id"::integer from retentiond.hold h join "forum"."post" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'forum.post' and h.removed_at is null)) and h.subject_table = 'forum.post' and h.removed_at is null
  union all select x1."id"::integer from retentiond.hold h join "forum"."mail" x on x."id" = h.key::integer join "forum"."member" x1 on x."owner" = x1."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.mail' and h.removed_at is null)) and h.subject_table = 'forum.mail' and h.removed_at is null and (x."owner_kind" = 'member')
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."file" x on x."id" = h.key::integer join "forum"."post" x1_ on x."post_id" = x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.file' and h.removed_at is null)) and h.subject_table = 'forum.file' and h.removed_at is null
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."member" owner on owner."id" = h.key::integer join "forum"."post" x on x."member_id" = owner."id" cross join lateral (with recursive up as (select x."id", x."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_ join "forum"."post" x1_ on x1_."id" = up_x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null)) and h.subject_table = 'forum.member' and h.removed_at is null
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."post" x on x."id" = h.key::integer cross join lateral (with recursive up as (select x."id", x."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_ join "forum"."post" x1_ on x1_."id" = up_x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.post' and h.removed_at is null)) and h.subject_table = 'forum.post' and h.removed_at is null
  union all select x1_2_."member_id"::integer from retentiond.hold h join "forum"."file" x on x."id" = h.key::integer join "forum"."post" x1_ on x."post_id" = x1_."id" cross join lateral (with recursive up as (select x1_."id", x1_."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_2_ join "forum"."post" x1_2_ on x1_2_."id" = up_x1_2_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.file' and h.removed_at is null)) and h.subject_table = 'forum.file' and h.removed_at is null) b(k1) where k1 is not null)
select s.*, case when r0_state = 9999 then 0 when r1_state = 9999 then 1 end as verdict, array_remove(array[]::text[], null) as undone
from (select k1,
  class,
  r0_start,
  r0_expires,
  case when (class in ('silent')) is not true then 0
    when r0_expires is null then 2
    when r0_expires > today then 3
    when case when requested_on <= today then r0_acted >= requested_at else case when r0_is_day then r0_acted::date > r0_start else r0_acted >= r0_at end end then 4
    when operator_hold then 2999
    else 9999 end as r0_state,
  r1_start,
  r1_expires,
  case when (class in ('silent')) is not true then 0
    when not r1_when then 1
    when r1_expires is null then 2
    when r1_expires > today then 3
    when case when requested_on <= today then r1_acted >= requested_at else case when r1_is_day then r1_acted::date > r1_start else r1_acted >= r1_at end end then 4
    when operator_hold then 2999
    else 9999 end as r1_state,
  operator_hold,
  key_text
from (select t.*,
  least(((t.r0_start + interval '1 year')::date), asked.since) as r0_expires,
  least((((date_trunc('month', t.r1_start::timestamp) + interval '1 month' - interval '1 day')::date + interval '6 months')::date), asked.since) as r1_expires,
  null::timestamptz as r0_acted,
  (select m.acted_at from retentiond.marker m where m.policy = 'people' and m.subject_table = 'forum.member' and m.key_columns = 'id' and m.key = t.key_text and m.action = 'anonymize' and not m.again) as r1_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null and h.key = t.pk1::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "member"."id"::text as k1,
  retentiond_class as class,
  (seen
)::timestamptz as r0_at,
  (pg_typeof(seen
) = 'date'::regtype) as r0_is_day,
  retentiond_r0_start as r0_start,
  true as r0_when,
  false as r0_unless,
  (seen
)::timestamptz as r1_at,
  (pg_typeof(seen
) = 'date'::regtype) as r1_is_day,
  retentiond_r1_start as r1_start,
  ((has_posts
) is true) as r1_when,
  false as r1_unless,
  "member"."id"::text as key_text,
  "member"."id" as key1,
  "member"."id" as pk1,
  (select $1::timestamptz::date) as today
from (select "member".*,
  case
    when ((seen is not null
) is true) then 'silent'
  end as retentiond_class,
  nullif(nullif(greatest(least((seen
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r0_start,
  nullif(nullif(greatest(least((seen
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r1_start
from (select s.*,
       f1_1."street" as "street",
       coalesce(f2.v, false) as "has_posts",
       false as basis_valid,
       null::timestamptz as basis_ended,
       $1::timestamptz as as_of
  from (select * from "forum"."member") s
  left join "forum"."place" f1_1 on s."place_id" = f1_1."id"
  left join (select t."member_id" as k1, true as v from "forum"."post" t group by 1) f2 on f2.k1 = s."id" offset 0) as "member" offset 0) as "member") t
left join retentiond_asked asked on asked.k1 = t.key1
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1) p offset 0) s) j offset 0) g
group by class, states;

-- due, parameters: as_of
select k1, (array[0, 1])[1 + min(case verdict when 0 then 0 when 1 then 1 end)] as verdict
from (select k1, verdict
from (with retentiond_asked as materialized (
  select s."id" as k1, min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'forum.member' and q.key_columns = 'id' and q.outcome is null offset 0) q join "forum"."member" s on s."id" = q.key::integer
  group by 1),
retentiond_bound as materialized (
  select k1 from (select o_x."id"::integer from retentiond.hold h join "forum"."place" o on o."id" = h.key::integer join "forum"."member" o_x on o_x."place_id" = o."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.place' and h.removed_at is null)) and h.subject_table = 'forum.place' and h.removed_at is null
  union all select s."id"::integer from retentiond.hold h join "forum"."place" o1 on o1."id" = h.key::integer join "forum"."member" s on s."place_id" = o1."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.place' and h.removed_at is null)) and h.subject_table = 'forum.place' and h.removed_at is null
  union all select x."inviter_id"::integer from retentiond.hold h join "forum"."member" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null)) and h.subject_table = 'forum.member' and h.removed_at is null
  union all select x."member_id"::integer from retentiond.hold h join "forum"."post" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'forum.post' and h.removed_at is null)) and h.subject_table = 'forum.post' and h.removed_at is null
  union all select x1."id"::integer from retentiond.hold h join "forum"."mail" x on x."id" = h.key::integer join "forum"."member" x1 on x."owner" = x1."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.mail' and h.removed_at is null)) and h.subject_table = 'forum.mail' and h.removed_at is null and (x."owner_kind" = 'member')
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."file" x on x."id" = h.key::integer join "forum"."post" x1_ on x."post_id" = x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.file' and h.removed_at is null)) and h.subject_table = 'forum.file' and h.removed_at is null
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."member" owner on owner."id" = h.key::integer join "forum"."post" x on x."member_id" = owner."id" cross join lateral (with recursive up as (select x."id", x."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_ join "forum"."post" x1_ on x1_."id" = up_x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null)) and h.subject_table = 'forum.member' and h.removed_at is null
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."post" x on x."id" = h.key::integer cross join lateral (with recursive up as (select x."id", x."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_ join "forum"."post" x1_ on x1_."id" = up_x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.post' and h.removed_at is null)) and h.subject_table = 'forum.post' and h.removed_at is null
  union all select x1_2_."member_id"::integer from retentiond.hold h join "forum"."file" x on x."id" = h.key::integer join "forum"."post" x1_ on x."post_id" = x1_."id" cross join lateral (with recursive up as (select x1_."id", x1_."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_2_ join "forum"."post" x1_2_ on x1_2_."id" = up_x1_2_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.file' and h.removed_at is null)) and h.subject_table = 'forum.file' and h.removed_at is null) b(k1) where k1 is not null)
select s.*, case when r0_state = 9999 then 0 end as verdict
from (select k1,
  class,
  r0_start,
  r0_expires,
  case when (class in ('silent')) is not true then 0
    when r0_expires is null then 2
    when r0_expires > today then 3
    when case when requested_on <= today then r0_acted >= requested_at else case when r0_is_day then r0_acted::date > r0_start else r0_acted >= r0_at end end then 4
    when operator_hold then 2999
    else 9999 end as r0_state,
  operator_hold
from (select t.*,
  least(((t.r0_start + interval '1 year')::date), asked.since) as r0_expires,
  null::timestamptz as r0_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null and h.key = t.pk1::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "member"."id"::text as k1,
  retentiond_class as class,
  (seen
)::timestamptz as r0_at,
  (pg_typeof(seen
) = 'date'::regtype) as r0_is_day,
  retentiond_r0_start as r0_start,
  true as r0_when,
  false as r0_unless,
  "member"."id"::text as key_text,
  "member"."id" as key1,
  "member"."id" as pk1,
  (select $1::timestamptz::date) as today
from (select "member".*,
  case
    when ((seen is not null
) is true) then 'silent'
  end as retentiond_class,
  nullif(nullif(greatest(least((seen
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r0_start
from (select s.*,
       f1_1."street" as "street",
       coalesce(f2.v, false) as "has_posts",
       false as basis_valid,
       null::timestamptz as basis_ended,
       $1::timestamptz as as_of
  from (select "member".* from "forum"."member" as "member" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ((((((seen is not null
) is true)))
      and (seen
)::date <= (select ($1::timestamptz::date - interval '1 year' + interval '7 days')::date)))) s
  left join "forum"."place" f1_1 on s."place_id" = f1_1."id"
  left join (select t."member_id" as k1, true as v from "forum"."post" t where (t."member_id") in (select "member"."id" from "forum"."member" as "member" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ((((((seen is not null
) is true)))
      and (seen
)::date <= (select ($1::timestamptz::date - interval '1 year' + interval '7 days')::date)))) group by 1) f2 on f2.k1 = s."id" offset 0) as "member" offset 0) as "member") t
left join retentiond_asked asked on asked.k1 = t.key1
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1) p offset 0) s) j
where verdict is not null
union all
select k1, verdict
from (with retentiond_asked as materialized (
  select s."id" as k1, min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'forum.member' and q.key_columns = 'id' and q.outcome is null offset 0) q join "forum"."member" s on s."id" = q.key::integer
  group by 1),
retentiond_bound as materialized (
  select k1 from (select o_x."id"::integer from retentiond.hold h join "forum"."place" o on o."id" = h.key::integer join "forum"."member" o_x on o_x."place_id" = o."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.place' and h.removed_at is null)) and h.subject_table = 'forum.place' and h.removed_at is null
  union all select s."id"::integer from retentiond.hold h join "forum"."place" o1 on o1."id" = h.key::integer join "forum"."member" s on s."place_id" = o1."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.place' and h.removed_at is null)) and h.subject_table = 'forum.place' and h.removed_at is null
  union all select x."inviter_id"::integer from retentiond.hold h join "forum"."member" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null)) and h.subject_table = 'forum.member' and h.removed_at is null
  union all select x."member_id"::integer from retentiond.hold h join "forum"."post" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'forum.post' and h.removed_at is null)) and h.subject_table = 'forum.post' and h.removed_at is null
  union all select x1."id"::integer from retentiond.hold h join "forum"."mail" x on x."id" = h.key::integer join "forum"."member" x1 on x."owner" = x1."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.mail' and h.removed_at is null)) and h.subject_table = 'forum.mail' and h.removed_at is null and (x."owner_kind" = 'member')
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."file" x on x."id" = h.key::integer join "forum"."post" x1_ on x."post_id" = x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.file' and h.removed_at is null)) and h.subject_table = 'forum.file' and h.removed_at is null
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."member" owner on owner."id" = h.key::integer join "forum"."post" x on x."member_id" = owner."id" cross join lateral (with recursive up as (select x."id", x."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_ join "forum"."post" x1_ on x1_."id" = up_x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null)) and h.subject_table = 'forum.member' and h.removed_at is null
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."post" x on x."id" = h.key::integer cross join lateral (with recursive up as (select x."id", x."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_ join "forum"."post" x1_ on x1_."id" = up_x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.post' and h.removed_at is null)) and h.subject_table = 'forum.post' and h.removed_at is null
  union all select x1_2_."member_id"::integer from retentiond.hold h join "forum"."file" x on x."id" = h.key::integer join "forum"."post" x1_ on x."post_id" = x1_."id" cross join lateral (with recursive up as (select x1_."id", x1_."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_2_ join "forum"."post" x1_2_ on x1_2_."id" = up_x1_2_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.file' and h.removed_at is null)) and h.subject_table = 'forum.file' and h.removed_at is null) b(k1) where k1 is not null)
select s.*, case when r1_state = 9999 then 1 end as verdict
from (select k1,
  class,
  r1_start,
  r1_expires,
  case when (class in ('silent')) is not true then 0
    when not r1_when then 1
    when r1_expires is null then 2
    when r1_expires > today then 3
    when case when requested_on <= today then r1_acted >= requested_at else case when r1_is_day then r1_acted::date > r1_start else r1_acted >= r1_at end end then 4
    when operator_hold then 2999
    else 9999 end as r1_state,
  operator_hold
from (select t.*,
  least((((date_trunc('month', t.r1_start::timestamp) + interval '1 month' - interval '1 day')::date + interval '6 months')::date), asked.since) as r1_expires,
  (select m.acted_at from retentiond.marker m where m.policy = 'people' and m.subject_table = 'forum.member' and m.key_columns = 'id' and m.key = t.key_text and m.action = 'anonymize' and not m.again) as r1_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null and h.key = t.pk1::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "member"."id"::text as k1,
  retentiond_class as class,
  (seen
)::timestamptz as r1_at,
  (pg_typeof(seen
) = 'date'::regtype) as r1_is_day,
  retentiond_r1_start as r1_start,
  ((has_posts
) is true) as r1_when,
  false as r1_unless,
  "member"."id"::text as key_text,
  "member"."id" as key1,
  "member"."id" as pk1,
  (select $1::timestamptz::date) as today
from (select "member".*,
  case
    when ((seen is not null
) is true) then 'silent'
  end as retentiond_class,
  nullif(nullif(greatest(least((seen
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r1_start
from (select s.*,
       f1_1."street" as "street",
       coalesce(f2.v, false) as "has_posts",
       false as basis_valid,
       null::timestamptz as basis_ended,
       $1::timestamptz as as_of
  from (select "member".* from "forum"."member" as "member" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ((((((seen is not null
) is true)))
      and (seen
)::date <= (select ($1::timestamptz::date - interval '6 months' + interval '7 days')::date)))) s
  left join "forum"."place" f1_1 on s."place_id" = f1_1."id"
  left join (select t."member_id" as k1, true as v from "forum"."post" t where (t."member_id") in (select "member"."id" from "forum"."member" as "member" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ((((((seen is not null
) is true)))
      and (seen
)::date <= (select ($1::timestamptz::date - interval '6 months' + interval '7 days')::date)))) group by 1) f2 on f2.k1 = s."id" offset 0) as "member" offset 0) as "member") t
left join retentiond_asked asked on asked.k1 = t.key1
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1) p offset 0) s) j
where verdict is not null
union all
select k1, verdict
from (with retentiond_asked as materialized (
  select s."id" as k1, min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'forum.member' and q.key_columns = 'id' and q.outcome is null offset 0) q join "forum"."member" s on s."id" = q.key::integer
  group by 1),
retentiond_bound as materialized (
  select k1 from (select o_x."id"::integer from retentiond.hold h join "forum"."place" o on o."id" = h.key::integer join "forum"."member" o_x on o_x."place_id" = o."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.place' and h.removed_at is null)) and h.subject_table = 'forum.place' and h.removed_at is null
  union all select s."id"::integer from retentiond.hold h join "forum"."place" o1 on o1."id" = h.key::integer join "forum"."member" s on s."place_id" = o1."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.place' and h.removed_at is null)) and h.subject_table = 'forum.place' and h.removed_at is null
  union all select x."inviter_id"::integer from retentiond.hold h join "forum"."member" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null)) and h.subject_table = 'forum.member' and h.removed_at is null
  union all select x."member_id"::integer from retentiond.hold h join "forum"."post" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'forum.post' and h.removed_at is null)) and h.subject_table = 'forum.post' and h.removed_at is null
  union all select x1."id"::integer from retentiond.hold h join "forum"."mail" x on x."id" = h.key::integer join "forum"."member" x1 on x."owner" = x1."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.mail' and h.removed_at is null)) and h.subject_table = 'forum.mail' and h.removed_at is null and (x."owner_kind" = 'member')
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."file" x on x."id" = h.key::integer join "forum"."post" x1_ on x."post_id" = x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.file' and h.removed_at is null)) and h.subject_table = 'forum.file' and h.removed_at is null
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."member" owner on owner."id" = h.key::integer join "forum"."post" x on x."member_id" = owner."id" cross join lateral (with recursive up as (select x."id", x."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_ join "forum"."post" x1_ on x1_."id" = up_x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null)) and h.subject_table = 'forum.member' and h.removed_at is null
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."post" x on x."id" = h.key::integer cross join lateral (with recursive up as (select x."id", x."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_ join "forum"."post" x1_ on x1_."id" = up_x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.post' and h.removed_at is null)) and h.subject_table = 'forum.post' and h.removed_at is null
  union all select x1_2_."member_id"::integer from retentiond.hold h join "forum"."file" x on x."id" = h.key::integer join "forum"."post" x1_ on x."post_id" = x1_."id" cross join lateral (with recursive up as (select x1_."id", x1_."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_2_ join "forum"."post" x1_2_ on x1_2_."id" = up_x1_2_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.file' and h.removed_at is null)) and h.subject_table = 'forum.file' and h.removed_at is null) b(k1) where k1 is not null)
select s.*, case when r0_state = 9999 then 0 when r1_state = 9999 then 1 end as verdict
from (select k1,
  class,
  r0_start,
  r0_expires,
  case when (class in ('silent')) is not true then 0
    when r0_expires is null then 2
    when r0_expires > today then 3
    when case when requested_on <= today then r0_acted >= requested_at else case when r0_is_day then r0_acted::date > r0_start else r0_acted >= r0_at end end then 4
    when operator_hold then 2999
    else 9999 end as r0_state,
  r1_start,
  r1_expires,
  case when (class in ('silent')) is not true then 0
    when not r1_when then 1
    when r1_expires is null then 2
    when r1_expires > today then 3
    when case when requested_on <= today then r1_acted >= requested_at else case when r1_is_day then r1_acted::date > r1_start else r1_acted >= r1_at end end then 4
    when operator_hold then 2999
    else 9999 end as r1_state,
  operator_hold
from (select t.*,
  least(((t.r0_start + interval '1 year')::date), asked.since) as r0_expires,
  least((((date_trunc('month', t.r1_start::timestamp) + interval '1 month' - interval '1 day')::date + interval '6 months')::date), asked.since) as r1_expires,
  null::timestamptz as r0_acted,
  (select m.acted_at from retentiond.marker m where m.policy = 'people' and m.subject_table = 'forum.member' and m.key_columns = 'id' and m.key = t.key_text and m.action = 'anonymize' and not m.again) as r1_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null and h.key = t.pk1::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "member"."id"::text as k1,
  retentiond_class as class,
  (seen
)::timestamptz as r0_at,
  (pg_typeof(seen
) = 'date'::regtype) as r0_is_day,
  retentiond_r0_start as r0_start,
  true as r0_when,
  false as r0_unless,
  (seen
)::timestamptz as r1_at,
  (pg_typeof(seen
) = 'date'::regtype) as r1_is_day,
  retentiond_r1_start as r1_start,
  ((has_posts
) is true) as r1_when,
  false as r1_unless,
  "member"."id"::text as key_text,
  "member"."id" as key1,
  "member"."id" as pk1,
  (select $1::timestamptz::date) as today
from (select "member".*,
  case
    when ((seen is not null
) is true) then 'silent'
  end as retentiond_class,
  nullif(nullif(greatest(least((seen
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r0_start,
  nullif(nullif(greatest(least((seen
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r1_start
from (select s.*,
       f1_1."street" as "street",
       coalesce(f2.v, false) as "has_posts",
       false as basis_valid,
       null::timestamptz as basis_ended,
       $1::timestamptz as as_of
  from (select "member".* from "forum"."member" as "member" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ("member"."id") in (select q.key::integer from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'forum.member' and q.key_columns = 'id' and q.outcome is null offset 0) q)) s
  left join "forum"."place" f1_1 on s."place_id" = f1_1."id"
  left join (select t."member_id" as k1, true as v from "forum"."post" t where (t."member_id") in (select "member"."id" from "forum"."member" as "member" cross join (select $1::timestamptz as as_of) retentiond_instant
  where ("member"."id") in (select q.key::integer from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'forum.member' and q.key_columns = 'id' and q.outcome is null offset 0) q)) group by 1) f2 on f2.k1 = s."id" offset 0) as "member" offset 0) as "member") t
left join retentiond_asked asked on asked.k1 = t.key1
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1) p offset 0) s) j
where verdict is not null) d
group by k1;

-- judge, parameters: as_of keys
select k1, verdict, r0_state, r1_state, (operator_hold or ((false or r0_state = 4 and (r0_unless) or r1_state = 4 and (r1_unless)) and not (false or r0_state = 4 and not (r0_unless) or r1_state = 4 and not (r1_unless)))) as is_held, (class is not null or has_returned) as is_somebody, asked_as
from (with retentiond_asked as materialized (
  select s."id" as k1, min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'forum.member' and q.key_columns = 'id' and q.outcome is null offset 0) q join "forum"."member" s on s."id" = q.key::integer where s."id" = any($2::integer[])
  group by 1),
retentiond_bound as materialized (
  select k1 from (select o_x."id"::integer from retentiond.hold h join "forum"."place" o on o."id" = h.key::integer join "forum"."member" o_x on o_x."place_id" = o."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.place' and h.removed_at is null)) and h.subject_table = 'forum.place' and h.removed_at is null and o_x."id" = any($2::integer[])
  union all select s."id"::integer from retentiond.hold h join "forum"."place" o1 on o1."id" = h.key::integer join "forum"."member" s on s."place_id" = o1."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.place' and h.removed_at is null)) and h.subject_table = 'forum.place' and h.removed_at is null and s."id" = any($2::integer[])
  union all select x."inviter_id"::integer from retentiond.hold h join "forum"."member" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null)) and h.subject_table = 'forum.member' and h.removed_at is null and x."inviter_id" = any($2::integer[])
  union all select x."member_id"::integer from retentiond.hold h join "forum"."post" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'forum.post' and h.removed_at is null)) and h.subject_table = 'forum.post' and h.removed_at is null and x."member_id" = any($2::integer[])
  union all select x1."id"::integer from retentiond.hold h join "forum"."mail" x on x."id" = h.key::integer join "forum"."member" x1 on x."owner" = x1."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.mail' and h.removed_at is null)) and h.subject_table = 'forum.mail' and h.removed_at is null and (x."owner_kind" = 'member') and x1."id" = any($2::integer[])
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."file" x on x."id" = h.key::integer join "forum"."post" x1_ on x."post_id" = x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.file' and h.removed_at is null)) and h.subject_table = 'forum.file' and h.removed_at is null and x1_."member_id" = any($2::integer[])
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."member" owner on owner."id" = h.key::integer join "forum"."post" x on x."member_id" = owner."id" cross join lateral (with recursive up as (select x."id", x."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_ join "forum"."post" x1_ on x1_."id" = up_x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null)) and h.subject_table = 'forum.member' and h.removed_at is null and x1_."member_id" = any($2::integer[])
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."post" x on x."id" = h.key::integer cross join lateral (with recursive up as (select x."id", x."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_ join "forum"."post" x1_ on x1_."id" = up_x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.post' and h.removed_at is null)) and h.subject_table = 'forum.post' and h.removed_at is null and x1_."member_id" = any($2::integer[])
  union all select x1_2_."member_id"::integer from retentiond.hold h join "forum"."file" x on x."id" = h.key::integer join "forum"."post" x1_ on x."post_id" = x1_."id" cross join lateral (with recursive up as (select x1_."id", x1_."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_2_ join "forum"."post" x1_2_ on x1_2_."id" = up_x1_2_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.file' and h.removed_at is null)) and h.subject_table = 'forum.file' and h.removed_at is null and x1_2_."member_id" = any($2::integer[])) b(k1) where k1 is not null)
select s.*, case when r0_state = 9999 then 0 when r1_state = 9999 then 1 end as verdict
from (select k1,
  class,
  r0_start,
  r0_expires,
  case when (class in ('silent')) is not true then 0
    when r0_expires is null then 2
    when r0_expires > today then 3
    when case when requested_on <= today then r0_acted >= requested_at else case when r0_is_day then r0_acted::date > r0_start else r0_acted >= r0_at end end then 4
    when operator_hold then 2999
    else 9999 end as r0_state,
  r1_start,
  r1_expires,
  case when (class in ('silent')) is not true then 0
    when not r1_when then 1
    when r1_expires is null then 2
    when r1_expires > today then 3
    when case when requested_on <= today then r1_acted >= requested_at else case when r1_is_day then r1_acted::date > r1_start else r1_acted >= r1_at end end then 4
    when operator_hold then 2999
    else 9999 end as r1_state,
  operator_hold,
  (false or (r0_start is not null and not case when r0_is_day then r0_once_acted::date > r0_start else r0_once_acted >= r0_at end) is true or (r1_start is not null and not case when r1_is_day then r1_once_acted::date > r1_start else r1_once_acted >= r1_at end) is true) as has_returned,
  asked_as,
  r0_unless,
  r1_unless
from (select t.*,
  least(((t.r0_start + interval '1 year')::date), asked.since) as r0_expires,
  least((((date_trunc('month', t.r1_start::timestamp) + interval '1 month' - interval '1 day')::date + interval '6 months')::date), asked.since) as r1_expires,
  null::timestamptz as r0_acted,
  null::timestamptz as r0_once_acted,
  (select m.acted_at from retentiond.marker m where m.policy = 'people' and m.subject_table = 'forum.member' and m.key_columns = 'id' and m.key = t.key_text and m.action = 'anonymize' and not m.again) as r1_acted,
  (select m.acted_at from retentiond.marker m where m.policy = 'people' and m.subject_table = 'forum.member' and m.key_columns = 'id' and m.key = t.key_text and m.action = 'anonymize') as r1_once_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null and h.key = t.pk1::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "member"."id"::text as k1,
  retentiond_class as class,
  (seen
)::timestamptz as r0_at,
  (pg_typeof(seen
) = 'date'::regtype) as r0_is_day,
  retentiond_r0_start as r0_start,
  true as r0_when,
  false as r0_unless,
  (seen
)::timestamptz as r1_at,
  (pg_typeof(seen
) = 'date'::regtype) as r1_is_day,
  retentiond_r1_start as r1_start,
  ((has_posts
) is true) as r1_when,
  false as r1_unless,
  "member"."id"::text as key_text,
  "member"."id" as key1,
  "member"."id" as pk1,
  (select $1::timestamptz::date) as today
from (select "member".*,
  case
    when ((seen is not null
) is true) then 'silent'
  end as retentiond_class,
  nullif(nullif(greatest(least((seen
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r0_start,
  nullif(nullif(greatest(least((seen
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r1_start
from (select s.*,
       f1_1."street" as "street",
       coalesce(f2.v, false) as "has_posts",
       false as basis_valid,
       null::timestamptz as basis_ended,
       $1::timestamptz as as_of
  from (select * from "forum"."member" where "id" = any($2::integer[])) s
  left join "forum"."place" f1_1 on s."place_id" = f1_1."id"
  left join (select t."member_id" as k1, true as v from "forum"."post" t where t."member_id" = any($2::integer[]) group by 1) f2 on f2.k1 = s."id" offset 0) as "member" offset 0) as "member") t
left join retentiond_asked asked on asked.k1 = t.key1
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1) p offset 0) s) j;

-- lock_subjects, parameters: keys
select s."id"::text as k1 from "forum"."member" s where s."id" = any($1::integer[]) order by s."id" for update of s skip locked;

-- lock_street, parameters: keys
select count(*) from (select 1 from "forum"."member" s join "forum"."place" o1 on s."place_id" = o1."id" where s."id" = any($1::integer[]) for share of o1) x;

-- lock_has_posts, parameters: keys
select count(*) from (select 1 from "forum"."post" t where t."member_id" = any($1::integer[]) for share of t) x;

-- existing, parameters: keys
select s."id"::text as k1 from "forum"."member" s where s."id" = any($1::integer[]);

-- schema_fingerprint, parameters: none
with recursive named as (select c.oid from (values ('forum', 'file'), ('forum', 'mail'), ('forum', 'member'), ('forum', 'place'), ('forum', 'post')) v (schema, name)
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
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'forum.member' and q.key_columns = 'id' and q.outcome is null offset 0) q join "forum"."member" s on s."id" = q.key::integer
  group by 1),
retentiond_bound as materialized (
  select k1 from (select o_x."id"::integer from retentiond.hold h join "forum"."place" o on o."id" = h.key::integer join "forum"."member" o_x on o_x."place_id" = o."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.place' and h.removed_at is null)) and h.subject_table = 'forum.place' and h.removed_at is null
  union all select s."id"::integer from retentiond.hold h join "forum"."place" o1 on o1."id" = h.key::integer join "forum"."member" s on s."place_id" = o1."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.place' and h.removed_at is null)) and h.subject_table = 'forum.place' and h.removed_at is null
  union all select x."inviter_id"::integer from retentiond.hold h join "forum"."member" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null)) and h.subject_table = 'forum.member' and h.removed_at is null
  union all select x."member_id"::integer from retentiond.hold h join "forum"."post" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'forum.post' and h.removed_at is null)) and h.subject_table = 'forum.post' and h.removed_at is null
  union all select x1."id"::integer from retentiond.hold h join "forum"."mail" x on x."id" = h.key::integer join "forum"."member" x1 on x."owner" = x1."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.mail' and h.removed_at is null)) and h.subject_table = 'forum.mail' and h.removed_at is null and (x."owner_kind" = 'member')
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."file" x on x."id" = h.key::integer join "forum"."post" x1_ on x."post_id" = x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.file' and h.removed_at is null)) and h.subject_table = 'forum.file' and h.removed_at is null
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."member" owner on owner."id" = h.key::integer join "forum"."post" x on x."member_id" = owner."id" cross join lateral (with recursive up as (select x."id", x."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_ join "forum"."post" x1_ on x1_."id" = up_x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null)) and h.subject_table = 'forum.member' and h.removed_at is null
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."post" x on x."id" = h.key::integer cross join lateral (with recursive up as (select x."id", x."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_ join "forum"."post" x1_ on x1_."id" = up_x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.post' and h.removed_at is null)) and h.subject_table = 'forum.post' and h.removed_at is null
  union all select x1_2_."member_id"::integer from retentiond.hold h join "forum"."file" x on x."id" = h.key::integer join "forum"."post" x1_ on x."post_id" = x1_."id" cross join lateral (with recursive up as (select x1_."id", x1_."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_2_ join "forum"."post" x1_2_ on x1_2_."id" = up_x1_2_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.file' and h.removed_at is null)) and h.subject_table = 'forum.file' and h.removed_at is null) b(k1) where k1 is not null)
select s.*, case when r0_state = 9999 then 0 when r1_state = 9999 then 1 end as verdict
from (select k1,
  class,
  r0_start,
  r0_expires,
  case when (class in ('silent')) is not true then 0
    when r0_expires is null then 2
    when r0_expires > today then 3
    when case when requested_on <= today then r0_acted >= requested_at else case when r0_is_day then r0_acted::date > r0_start else r0_acted >= r0_at end end then 4
    when operator_hold then 2999
    else 9999 end as r0_state,
  r1_start,
  r1_expires,
  case when (class in ('silent')) is not true then 0
    when not r1_when then 1
    when r1_expires is null then 2
    when r1_expires > today then 3
    when case when requested_on <= today then r1_acted >= requested_at else case when r1_is_day then r1_acted::date > r1_start else r1_acted >= r1_at end end then 4
    when operator_hold then 2999
    else 9999 end as r1_state,
  operator_hold
from (select t.*,
  least(((t.r0_start + interval '1 year')::date), asked.since) as r0_expires,
  least((((date_trunc('month', t.r1_start::timestamp) + interval '1 month' - interval '1 day')::date + interval '6 months')::date), asked.since) as r1_expires,
  null::timestamptz as r0_acted,
  (select m.acted_at from retentiond.marker m where m.policy = 'people' and m.subject_table = 'forum.member' and m.key_columns = 'id' and m.key = t.key_text and m.action = 'anonymize' and not m.again) as r1_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null and h.key = t.pk1::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "member"."id"::text as k1,
  retentiond_class as class,
  (seen
)::timestamptz as r0_at,
  (pg_typeof(seen
) = 'date'::regtype) as r0_is_day,
  retentiond_r0_start as r0_start,
  true as r0_when,
  false as r0_unless,
  (seen
)::timestamptz as r1_at,
  (pg_typeof(seen
) = 'date'::regtype) as r1_is_day,
  retentiond_r1_start as r1_start,
  ((has_posts
) is true) as r1_when,
  false as r1_unless,
  "member"."id"::text as key_text,
  "member"."id" as key1,
  "member"."id" as pk1,
  (select retentiond_month.retentiond_as_of::date) as today
from (select "member".*,
  case
    when ((seen is not null
) is true) then 'silent'
  end as retentiond_class,
  nullif(nullif(greatest(least((seen
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r0_start,
  nullif(nullif(greatest(least((seen
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r1_start
from (select s.*,
       f1_1."street" as "street",
       coalesce(f2.v, false) as "has_posts",
       false as basis_valid,
       null::timestamptz as basis_ended,
       retentiond_month.retentiond_as_of as as_of
  from (select * from "forum"."member") s
  left join "forum"."place" f1_1 on s."place_id" = f1_1."id"
  left join (select t."member_id" as k1, true as v from "forum"."post" t group by 1) f2 on f2.k1 = s."id" offset 0) as "member" offset 0) as "member") t
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
  from (select q.request, q.key, q.requested_at from retentiond.request q where q.policy = 'people' and q.subject_table = 'forum.member' and q.key_columns = 'id' and q.outcome is null offset 0) q join "forum"."member" s on s."id" = q.key::integer
  group by 1),
retentiond_bound as materialized (
  select k1 from (select o_x."id"::integer from retentiond.hold h join "forum"."place" o on o."id" = h.key::integer join "forum"."member" o_x on o_x."place_id" = o."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.place' and h.removed_at is null)) and h.subject_table = 'forum.place' and h.removed_at is null
  union all select s."id"::integer from retentiond.hold h join "forum"."place" o1 on o1."id" = h.key::integer join "forum"."member" s on s."place_id" = o1."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.place' and h.removed_at is null)) and h.subject_table = 'forum.place' and h.removed_at is null
  union all select x."inviter_id"::integer from retentiond.hold h join "forum"."member" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null)) and h.subject_table = 'forum.member' and h.removed_at is null
  union all select x."member_id"::integer from retentiond.hold h join "forum"."post" x on x."id" = h.key::integer where (select exists (select from retentiond.hold h where h.subject_table = 'forum.post' and h.removed_at is null)) and h.subject_table = 'forum.post' and h.removed_at is null
  union all select x1."id"::integer from retentiond.hold h join "forum"."mail" x on x."id" = h.key::integer join "forum"."member" x1 on x."owner" = x1."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.mail' and h.removed_at is null)) and h.subject_table = 'forum.mail' and h.removed_at is null and (x."owner_kind" = 'member')
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."file" x on x."id" = h.key::integer join "forum"."post" x1_ on x."post_id" = x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.file' and h.removed_at is null)) and h.subject_table = 'forum.file' and h.removed_at is null
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."member" owner on owner."id" = h.key::integer join "forum"."post" x on x."member_id" = owner."id" cross join lateral (with recursive up as (select x."id", x."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_ join "forum"."post" x1_ on x1_."id" = up_x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null)) and h.subject_table = 'forum.member' and h.removed_at is null
  union all select x1_."member_id"::integer from retentiond.hold h join "forum"."post" x on x."id" = h.key::integer cross join lateral (with recursive up as (select x."id", x."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_ join "forum"."post" x1_ on x1_."id" = up_x1_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.post' and h.removed_at is null)) and h.subject_table = 'forum.post' and h.removed_at is null
  union all select x1_2_."member_id"::integer from retentiond.hold h join "forum"."file" x on x."id" = h.key::integer join "forum"."post" x1_ on x."post_id" = x1_."id" cross join lateral (with recursive up as (select x1_."id", x1_."reply_to" where h.key is not null
    union select parent."id", parent."reply_to" from up join "forum"."post" parent on up."reply_to" = parent."id") select * from up) up_x1_2_ join "forum"."post" x1_2_ on x1_2_."id" = up_x1_2_."id" where (select exists (select from retentiond.hold h where h.subject_table = 'forum.file' and h.removed_at is null)) and h.subject_table = 'forum.file' and h.removed_at is null) b(k1) where k1 is not null)
select s.*, case when r0_state = 9999 then 0 when r1_state = 9999 then 1 end as verdict
from (select k1,
  class,
  r0_start,
  r0_expires,
  case when (class in ('silent')) is not true then 0
    when r0_expires is null then 2
    when r0_expires > today then 3
    when case when requested_on <= today then r0_acted >= requested_at else case when r0_is_day then r0_acted::date > r0_start else r0_acted >= r0_at end end then 4
    when operator_hold then 2999
    else 9999 end as r0_state,
  r1_start,
  r1_expires,
  case when (class in ('silent')) is not true then 0
    when not r1_when then 1
    when r1_expires is null then 2
    when r1_expires > today then 3
    when case when requested_on <= today then r1_acted >= requested_at else case when r1_is_day then r1_acted::date > r1_start else r1_acted >= r1_at end end then 4
    when operator_hold then 2999
    else 9999 end as r1_state,
  operator_hold
from (select t.*,
  least(((t.r0_start + interval '1 year')::date), asked.since) as r0_expires,
  least((((date_trunc('month', t.r1_start::timestamp) + interval '1 month' - interval '1 day')::date + interval '6 months')::date), asked.since) as r1_expires,
  null::timestamptz as r0_acted,
  (select m.acted_at from retentiond.marker m where m.policy = 'people' and m.subject_table = 'forum.member' and m.key_columns = 'id' and m.key = t.key_text and m.action = 'anonymize' and not m.again) as r1_acted,
  (exists (select from retentiond.hold h where h.subject_table = 'forum.member' and h.removed_at is null and h.key = t.pk1::text) or bound.k1 is not null) as operator_hold,
  asked.since as requested_on,
  asked.at as requested_at,
  asked.asked_as
from (select "member"."id"::text as k1,
  retentiond_class as class,
  (seen
)::timestamptz as r0_at,
  (pg_typeof(seen
) = 'date'::regtype) as r0_is_day,
  retentiond_r0_start as r0_start,
  true as r0_when,
  false as r0_unless,
  (seen
)::timestamptz as r1_at,
  (pg_typeof(seen
) = 'date'::regtype) as r1_is_day,
  retentiond_r1_start as r1_start,
  ((has_posts
) is true) as r1_when,
  false as r1_unless,
  "member"."id"::text as key_text,
  "member"."id" as key1,
  "member"."id" as pk1,
  (select $1::timestamptz::date) as today
from (select "member".*,
  case
    when ((seen is not null
) is true) then 'silent'
  end as retentiond_class,
  nullif(nullif(greatest(least((seen
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r0_start,
  nullif(nullif(greatest(least((seen
)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC') as retentiond_r1_start
from (select s.*,
       f1_1."street" as "street",
       coalesce(f2.v, false) as "has_posts",
       false as basis_valid,
       null::timestamptz as basis_ended,
       $1::timestamptz as as_of
  from (select * from "forum"."member") s
  left join "forum"."place" f1_1 on s."place_id" = f1_1."id"
  left join (select t."member_id" as k1, true as v from "forum"."post" t group by 1) f2 on f2.k1 = s."id" offset 0) as "member" offset 0) as "member") t
left join retentiond_asked asked on asked.k1 = t.key1
left join (select distinct * from retentiond_bound) bound on bound.k1 = t.key1) p offset 0) s) j
  where class is null or class in ('silent') and r0_state <= 2 and r1_state <= 2) f
where place <= $2::int
order by class is null desc, place;

-- action delete, deletes the subject

-- lock forum.post, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1))
select count(*) from (select 1 from "forum"."post" t, k where t."member_id" = k.k1 for update of t) x;

-- lock forum.post, parameters: keys
with recursive k as (select * from unnest($1::integer[]) as u(k1)),
 thread1 as (select t."id", k.k1 from "forum"."post" t, k where t."member_id" = k.k1
  union select reply."id", thread1.k1 from thread1 join "forum"."post" parent on parent."id" = thread1."id" join "forum"."post" reply on reply."reply_to" = parent."id")
select count(*), coalesce(sum(hashtextextended(x.row, 0)), 0)::text from (select t.tableoid::text || t.ctid::text as row from "forum"."post" t, "forum"."post" p1, thread1, k where t."reply_to" = p1."id" and p1."id" = thread1."id" and thread1.k1 = k.k1 for update of t) x;

-- lock forum.place via member.place_id, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1))
select count(*) from (select 1 from "forum"."place" target, ((select t."place_id" from "forum"."member" t, k where t."id" = k.k1 and t."place_id" is not null)) t where t."place_id" = target."id" order by target."id" for update of target) x;

-- remember forum.place via member.place_id, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1))
select set_config('retentiond.outward_6', coalesce((select jsonb_agg(distinct e)::text from ((select jsonb_build_array(t."place_id"::text, k.k1::text) as e from "forum"."member" t, k where t."id" = k.k1 and t."place_id" is not null)) r), '[]'), true) is not null;

-- delete forum.file, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1))
delete from "forum"."file" t using "forum"."post" p1, k where t."post_id" = p1."id" and p1."member_id" = k.k1;

-- verify forum.file, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1))
select count(*) from "forum"."file" t, "forum"."post" p1, k where t."post_id" = p1."id" and p1."member_id" = k.k1;

-- delete forum.file, parameters: keys
with recursive k as (select * from unnest($1::integer[]) as u(k1)),
 thread1 as (select t."id", k.k1 from "forum"."post" t, k where t."member_id" = k.k1
  union select reply."id", thread1.k1 from thread1 join "forum"."post" parent on parent."id" = thread1."id" join "forum"."post" reply on reply."reply_to" = parent."id")
delete from "forum"."file" t using "forum"."post" p1, "forum"."post" p2, thread1, k where t."post_id" = p1."id" and p1."reply_to" = p2."id" and p2."id" = thread1."id" and thread1.k1 = k.k1;

-- verify forum.file, parameters: keys
with recursive k as (select * from unnest($1::integer[]) as u(k1)),
 thread1 as (select t."id", k.k1 from "forum"."post" t, k where t."member_id" = k.k1
  union select reply."id", thread1.k1 from thread1 join "forum"."post" parent on parent."id" = thread1."id" join "forum"."post" reply on reply."reply_to" = parent."id")
select count(*) from "forum"."file" t, "forum"."post" p1, "forum"."post" p2, thread1, k where t."post_id" = p1."id" and p1."reply_to" = p2."id" and p2."id" = thread1."id" and thread1.k1 = k.k1;

-- delete forum.post via reply_to, parameters: keys
with recursive k as (select * from unnest($1::integer[]) as u(k1)),
 thread1 as (select t."id", k.k1 from "forum"."post" t, k where t."member_id" = k.k1
  union select reply."id", thread1.k1 from thread1 join "forum"."post" parent on parent."id" = thread1."id" join "forum"."post" reply on reply."reply_to" = parent."id")
delete from "forum"."post" t using "forum"."post" p1, thread1, k where t."reply_to" = p1."id" and p1."id" = thread1."id" and thread1.k1 = k.k1;

-- verify forum.post via reply_to, parameters: keys
with recursive k as (select * from unnest($1::integer[]) as u(k1)),
 thread1 as (select t."id", k.k1 from "forum"."post" t, k where t."member_id" = k.k1
  union select reply."id", thread1.k1 from thread1 join "forum"."post" parent on parent."id" = thread1."id" join "forum"."post" reply on reply."reply_to" = parent."id")
select count(*) from "forum"."post" t, "forum"."post" p1, thread1, k where t."reply_to" = p1."id" and p1."id" = thread1."id" and thread1.k1 = k.k1;

-- delete forum.post via member_id, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1))
delete from "forum"."post" t using k where t."member_id" = k.k1;

-- verify forum.post via member_id, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1))
select count(*) from "forum"."post" t, k where t."member_id" = k.k1;

-- update forum.member via inviter_id, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1)),
 acted as (update "forum"."member" t set "inviter_id" = cast(null as integer)
  from k where t."inviter_id" = k.k1
  returning ((t."inviter_id" is not distinct from ((cast(null as integer))::integer))) as is_held)
select count(*), count(*) filter (where not is_held) from acted;

-- delete forum.member, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1))
delete from "forum"."member" t using k where t."id" = k.k1;

-- verify forum.member, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1))
select count(*) from "forum"."member" t, k where t."id" = k.k1;

-- delete forum.mail, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1))
delete from "forum"."mail" t using k where (t."owner_kind" = 'member') and t."owner" = k.k1;

-- delete forum.place via member.place_id, parameters: keys
with recursive k as (select * from unnest($1::integer[]) as u(k1)),
 o6 as (select distinct on (1) (e ->> 0)::integer as c1, e ->> 1 as subject from jsonb_array_elements(current_setting('retentiond.outward_6')::jsonb) e order by 1)
delete from "forum"."place" t using o6, k where t."id" = o6.c1 and o6.subject = k.k1::text and not exists (select from "forum"."member" r where r."place_id" = t."id" and not exists (select from k where k.k1 = r."id"));

-- count shared forum.place via member.place_id, parameters: keys
with recursive k as (select * from unnest($1::integer[]) as u(k1)),
 o6 as (select distinct on (1) (e ->> 0)::integer as c1, e ->> 1 as subject from jsonb_array_elements(current_setting('retentiond.outward_6')::jsonb) e order by 1)
select count(*) from "forum"."place" t, o6, k where t."id" = o6.c1 and o6.subject = k.k1::text and not (not exists (select from "forum"."member" r where r."place_id" = t."id" and not exists (select from k where k.k1 = r."id")));

-- verify all, parameters: keys
select (with k as (select * from unnest($1::integer[]) as u(k1))
select count(*) from "forum"."member" t, k where t."inviter_id" = k.k1),
 (with k as (select * from unnest($1::integer[]) as u(k1))
select count(*) from "forum"."mail" t, k where (t."owner_kind" = 'member') and t."owner" = k.k1),
 (with recursive k as (select * from unnest($1::integer[]) as u(k1)),
 o6 as (select distinct on (1) (e ->> 0)::integer as c1, e ->> 1 as subject from jsonb_array_elements(current_setting('retentiond.outward_6')::jsonb) e order by 1)
select count(*) from "forum"."place" t, o6, k where t."id" = o6.c1 and o6.subject = k.k1::text and not exists (select from "forum"."member" r where r."place_id" = t."id" and not exists (select from k where k.k1 = r."id")));

-- action anonymize

-- lock forum.post, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1))
select count(*) from (select 1 from "forum"."post" t, k where t."member_id" = k.k1 for update of t) x;

-- remember_known, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1))
select set_config('retentiond.known', coalesce((select jsonb_object_agg(s."id"::text, to_jsonb(array_remove(array[s."name"::text]::text[], null)))::text from "forum"."member" s join k on k.k1 = s."id"), '{}'), true) is not null;

-- lock forum.place via member.place_id, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1))
select count(*) from (select 1 from "forum"."place" target, ((select t."place_id" from "forum"."member" t, k where t."id" = k.k1 and t."place_id" is not null)) t where t."place_id" = target."id" order by target."id" for update of target) x;

-- remember forum.place via member.place_id, parameters: keys
with k as (select * from unnest($1::integer[]) as u(k1))
select set_config('retentiond.outward_6', coalesce((select jsonb_agg(distinct e)::text from ((select jsonb_build_array(t."place_id"::text, k.k1::text) as e from "forum"."member" t, k where t."id" = k.k1 and t."place_id" is not null)) r), '[]'), true) is not null;

-- update forum.file, parameters: keys
with k as materialized (select u.*, (select E'\\[removed\\]|' || string_agg(case when is_number and length(digits) between 6 and 25 then case when word ~ E'^[^0-9]*\\+' then E'(?:\\+|(?<![[:alnum:]])00)[-[:space:]/().+]*' || regexp_replace(digits, '([0-9])(?=[0-9])', E'\\1[-[:space:]/().+]*', 'g') when digits like '00%' then E'(?:\\+|(?<![[:alnum:]])00)[-[:space:]/().+]*' || regexp_replace(substr(digits, 3), '([0-9])(?=[0-9])', E'\\1[-[:space:]/().+]*', 'g') else '(?<![[:alnum:]])' || regexp_replace(digits, '([0-9])(?=[0-9])', E'\\1[-[:space:]/().+]*', 'g') end || '(?![[:alnum:]])' else case when word ~ '^[[:alnum:]]' then '(?<![[:alnum:]])' else '' end || regexp_replace(regexp_replace(regexp_replace(regexp_replace(word, E'([][\\\\^$.|()*+?{}])', E'\\\\\\1', 'g'), E'\\\\\\[(?=removed\\\\\\]|(r(e(m(o(v(ed?)?)?)?)?)?)?$)', E'\\\\[(?!removed\\\\])', 'gi'), '(?<=[^- ])[- ]+(?=[^- ])', E'[-\\\\s]+', 'g'), '(?<=[[:alnum:]])''(?=[[:alnum:]])', '[^[:alnum:][:space:]]{0,3}', 'g') || case when (word ~ '[[:alnum:]]$' or case when pg_catalog.getdatabaseencoding() = 'UTF8' then word ~ '[[:alnum:]].$' and ascii(right(word, 1)) between 768 and 879 else false end) and not is_cut then '(?![[:alnum:]])' else '' end end, '|' order by length(word) desc, word) from (select word, is_cut, regexp_replace(word, '[^0-9]', '', 'g') as digits, word ~ '^[-0-9 /().+]+$' as is_number, sum(length(word)) over (order by length(word), word) as total from (select distinct left(btrim(regexp_replace(value collate pg_catalog."default", E'\\s+', ' ', 'g')), 250) as word, length(btrim(regexp_replace(value collate pg_catalog."default", E'\\s+', ' ', 'g'))) > 250 as is_cut from (select other from (select name from unnest(array(select jsonb_array_elements_text(kn.value))) as whole(name) union all select part from unnest(array(select jsonb_array_elements_text(kn.value))) as whole(name), regexp_split_to_table(name collate pg_catalog."default", '[]["[:space:],;/(){}<>|]+') as part where name collate pg_catalog."default" ~ '[^]["[:space:],;/(){}<>|][]["[:space:],;/(){}<>|]' and name collate pg_catalog."default" !~ '@|://|^[-0-9 /().+]+$' and regexp_replace(part, '[[:punct:][:space:][:cntrl:]]', '', 'g') ~ '^.{3,}$' and part !~* '^(van|von|vom|zum|zur|der|den|dem|des|del|della|dos|das|los|las|les|the|and|und|bin|ibn|ten|ter)$') as plain(name) cross join lateral (select name union all select other from (values (pg_catalog.normalize(name, 'NFC')), (pg_catalog.normalize(name, 'NFD')), (replace(name, chr(223 + length(left(name, 0))), 'ss')), (replace(name, chr(223 + length(left(name, 0))), chr(7838 + length(left(name, 0)))))) as others(other) where pg_catalog.getdatabaseencoding() = 'UTF8' and octet_length(name) > length(name)) as otherwise(other)) as known(value)) as words where length(word) >= 2 and word ~ '[^[:punct:][:space:][:cntrl:]]') as known_values where total <= 8000) as known from unnest($1::integer[]) as u(k1) left join jsonb_each(current_setting('retentiond.known')::jsonb) kn on kn.key = u.k1::text),
 acted as (update "forum"."file" t set "label" = cast(coalesce(regexp_replace(t."label"::text collate pg_catalog."default", k.known, '[removed]', 'gi'), t."label"::text collate pg_catalog."default") as text)
  from "forum"."post" p1, k where t."post_id" = p1."id" and p1."member_id" = k.k1
  returning ((t."label" is not distinct from ((cast(coalesce(regexp_replace(t."label"::text collate pg_catalog."default", k.known, '[removed]', 'gi'), t."label"::text collate pg_catalog."default") as text))::text))) as is_held)
select count(*), count(*) filter (where not is_held) from acted;

-- verify forum.file, parameters: keys
with k as materialized (select u.*, (select E'\\[removed\\]|' || string_agg(case when is_number and length(digits) between 6 and 25 then case when word ~ E'^[^0-9]*\\+' then E'(?:\\+|(?<![[:alnum:]])00)[-[:space:]/().+]*' || regexp_replace(digits, '([0-9])(?=[0-9])', E'\\1[-[:space:]/().+]*', 'g') when digits like '00%' then E'(?:\\+|(?<![[:alnum:]])00)[-[:space:]/().+]*' || regexp_replace(substr(digits, 3), '([0-9])(?=[0-9])', E'\\1[-[:space:]/().+]*', 'g') else '(?<![[:alnum:]])' || regexp_replace(digits, '([0-9])(?=[0-9])', E'\\1[-[:space:]/().+]*', 'g') end || '(?![[:alnum:]])' else case when word ~ '^[[:alnum:]]' then '(?<![[:alnum:]])' else '' end || regexp_replace(regexp_replace(regexp_replace(regexp_replace(word, E'([][\\\\^$.|()*+?{}])', E'\\\\\\1', 'g'), E'\\\\\\[(?=removed\\\\\\]|(r(e(m(o(v(ed?)?)?)?)?)?)?$)', E'\\\\[(?!removed\\\\])', 'gi'), '(?<=[^- ])[- ]+(?=[^- ])', E'[-\\\\s]+', 'g'), '(?<=[[:alnum:]])''(?=[[:alnum:]])', '[^[:alnum:][:space:]]{0,3}', 'g') || case when (word ~ '[[:alnum:]]$' or case when pg_catalog.getdatabaseencoding() = 'UTF8' then word ~ '[[:alnum:]].$' and ascii(right(word, 1)) between 768 and 879 else false end) and not is_cut then '(?![[:alnum:]])' else '' end end, '|' order by length(word) desc, word) from (select word, is_cut, regexp_replace(word, '[^0-9]', '', 'g') as digits, word ~ '^[-0-9 /().+]+$' as is_number, sum(length(word)) over (order by length(word), word) as total from (select distinct left(btrim(regexp_replace(value collate pg_catalog."default", E'\\s+', ' ', 'g')), 250) as word, length(btrim(regexp_replace(value collate pg_catalog."default", E'\\s+', ' ', 'g'))) > 250 as is_cut from (select other from (select name from unnest(array(select jsonb_array_elements_text(kn.value))) as whole(name) union all select part from unnest(array(select jsonb_array_elements_text(kn.value))) as whole(name), regexp_split_to_table(name collate pg_catalog."default", '[]["[:space:],;/(){}<>|]+') as part where name collate pg_catalog."default" ~ '[^]["[:space:],;/(){}<>|][]["[:space:],;/(){}<>|]' and name collate pg_catalog."default" !~ '@|://|^[-0-9 /().+]+$' and regexp_replace(part, '[[:punct:][:space:][:cntrl:]]', '', 'g') ~ '^.{3,}$' and part !~* '^(van|von|vom|zum|zur|der|den|dem|des|del|della|dos|das|los|las|les|the|and|und|bin|ibn|ten|ter)$') as plain(name) cross join lateral (select name union all select other from (values (pg_catalog.normalize(name, 'NFC')), (pg_catalog.normalize(name, 'NFD')), (replace(name, chr(223 + length(left(name, 0))), 'ss')), (replace(name, chr(223 + length(left(name, 0))), chr(7838 + length(left(name, 0)))))) as others(other) where pg_catalog.getdatabaseencoding() = 'UTF8' and octet_length(name) > length(name)) as otherwise(other)) as known(value)) as words where length(word) >= 2 and word ~ '[^[:punct:][:space:][:cntrl:]]') as known_values where total <= 8000) as known from unnest($1::integer[]) as u(k1) left join jsonb_each(current_setting('retentiond.known')::jsonb) kn on kn.key = u.k1::text)
select count(*) from (select 1 from "forum"."file" t, "forum"."post" p1, k where t."post_id" = p1."id" and p1."member_id" = k.k1 group by t.tableoid, t.ctid having not bool_or((t."label" is not distinct from ((cast(coalesce(regexp_replace(t."label"::text collate pg_catalog."default", k.known, '[removed]', 'gi'), t."label"::text collate pg_catalog."default") as text))::text)))) x;

-- update forum.post via member_id, parameters: keys
with k as materialized (select u.*, (select E'\\[removed\\]|' || string_agg(case when is_number and length(digits) between 6 and 25 then case when word ~ E'^[^0-9]*\\+' then E'(?:\\+|(?<![[:alnum:]])00)[-[:space:]/().+]*' || regexp_replace(digits, '([0-9])(?=[0-9])', E'\\1[-[:space:]/().+]*', 'g') when digits like '00%' then E'(?:\\+|(?<![[:alnum:]])00)[-[:space:]/().+]*' || regexp_replace(substr(digits, 3), '([0-9])(?=[0-9])', E'\\1[-[:space:]/().+]*', 'g') else '(?<![[:alnum:]])' || regexp_replace(digits, '([0-9])(?=[0-9])', E'\\1[-[:space:]/().+]*', 'g') end || '(?![[:alnum:]])' else case when word ~ '^[[:alnum:]]' then '(?<![[:alnum:]])' else '' end || regexp_replace(regexp_replace(regexp_replace(regexp_replace(word, E'([][\\\\^$.|()*+?{}])', E'\\\\\\1', 'g'), E'\\\\\\[(?=removed\\\\\\]|(r(e(m(o(v(ed?)?)?)?)?)?)?$)', E'\\\\[(?!removed\\\\])', 'gi'), '(?<=[^- ])[- ]+(?=[^- ])', E'[-\\\\s]+', 'g'), '(?<=[[:alnum:]])''(?=[[:alnum:]])', '[^[:alnum:][:space:]]{0,3}', 'g') || case when (word ~ '[[:alnum:]]$' or case when pg_catalog.getdatabaseencoding() = 'UTF8' then word ~ '[[:alnum:]].$' and ascii(right(word, 1)) between 768 and 879 else false end) and not is_cut then '(?![[:alnum:]])' else '' end end, '|' order by length(word) desc, word) from (select word, is_cut, regexp_replace(word, '[^0-9]', '', 'g') as digits, word ~ '^[-0-9 /().+]+$' as is_number, sum(length(word)) over (order by length(word), word) as total from (select distinct left(btrim(regexp_replace(value collate pg_catalog."default", E'\\s+', ' ', 'g')), 250) as word, length(btrim(regexp_replace(value collate pg_catalog."default", E'\\s+', ' ', 'g'))) > 250 as is_cut from (select other from (select name from unnest(array(select jsonb_array_elements_text(kn.value))) as whole(name) union all select part from unnest(array(select jsonb_array_elements_text(kn.value))) as whole(name), regexp_split_to_table(name collate pg_catalog."default", '[]["[:space:],;/(){}<>|]+') as part where name collate pg_catalog."default" ~ '[^]["[:space:],;/(){}<>|][]["[:space:],;/(){}<>|]' and name collate pg_catalog."default" !~ '@|://|^[-0-9 /().+]+$' and regexp_replace(part, '[[:punct:][:space:][:cntrl:]]', '', 'g') ~ '^.{3,}$' and part !~* '^(van|von|vom|zum|zur|der|den|dem|des|del|della|dos|das|los|las|les|the|and|und|bin|ibn|ten|ter)$') as plain(name) cross join lateral (select name union all select other from (values (pg_catalog.normalize(name, 'NFC')), (pg_catalog.normalize(name, 'NFD')), (replace(name, chr(223 + length(left(name, 0))), 'ss')), (replace(name, chr(223 + length(left(name, 0))), chr(7838 + length(left(name, 0)))))) as others(other) where pg_catalog.getdatabaseencoding() = 'UTF8' and octet_length(name) > length(name)) as otherwise(other)) as known(value)) as words where length(word) >= 2 and word ~ '[^[:punct:][:space:][:cntrl:]]') as known_values where total <= 8000) as known from unnest($1::integer[]) as u(k1) left join jsonb_each(current_setting('retentiond.known')::jsonb) kn on kn.key = u.k1::text),
 acted as (update "forum"."post" t set "body" = cast(coalesce(regexp_replace(t."body"::text collate pg_catalog."default", k.known, '[removed]', 'gi'), t."body"::text collate pg_catalog."default") as text)
  from k where t."member_id" = k.k1
  returning ((t."body" is not distinct from ((cast(coalesce(regexp_replace(t."body"::text collate pg_catalog."default", k.known, '[removed]', 'gi'), t."body"::text collate pg_catalog."default") as text))::text))) as is_held)
select count(*), count(*) filter (where not is_held) from acted;

-- update forum.member, parameters: keys seeds
with k as (select * from unnest($1::integer[], $2::bytea[]) as u(k1, seed)),
 acted as (update "forum"."member" t set "name" = cast(case when t."name"::text <> '' then (array['Adam', 'Aidan', 'Alan', 'Albert', 'Alexander', 'Alfie', 'Alice', 'Alison', 'Amanda', 'Amber', 'Amelia', 'Amy', 'Andrew', 'Angela', 'Ann', 'Anna', 'Anthony', 'Arthur', 'Audrey', 'Barbara', 'Beatrice', 'Ben', 'Beth', 'Bethany', 'Brenda', 'Brian', 'Bruce', 'Callum', 'Carl', 'Carol', 'Caroline', 'Catherine', 'Charles', 'Charlotte', 'Cheryl', 'Chloe', 'Christine', 'Christopher', 'Claire', 'Clive', 'Colin', 'Connor', 'Craig', 'Daisy', 'Daniel', 'David', 'Dawn', 'Deborah', 'Denise', 'Dennis', 'Derek', 'Diana', 'Donald', 'Donna', 'Dorothy', 'Douglas', 'Duncan', 'Dylan', 'Edith', 'Edward', 'Eleanor', 'Elizabeth', 'Ella', 'Ellen', 'Ellie', 'Emily', 'Emma', 'Eric', 'Erin', 'Esther', 'Ethan', 'Evelyn', 'Fiona', 'Florence', 'Frances', 'Frank', 'Frederick', 'Gareth', 'Gary', 'Gavin', 'Gemma', 'Geoffrey', 'George', 'Georgia', 'Gerald', 'Gillian', 'Gordon', 'Grace', 'Graham', 'Gregory', 'Hannah', 'Harold', 'Harriet', 'Harry', 'Hazel', 'Heather', 'Helen', 'Henry', 'Hilary', 'Holly', 'Howard', 'Hugh', 'Ian', 'Imogen', 'Irene', 'Isabel', 'Isla', 'Ivy', 'Jack', 'Jacob', 'Jacqueline', 'Jade', 'James', 'Jamie', 'Jane', 'Janet', 'Janice', 'Jason', 'Jean', 'Jeffrey', 'Jennifer', 'Jeremy', 'Jessica', 'Jill', 'Joan', 'Joanna', 'Joe', 'John', 'Jonathan', 'Joseph', 'Joshua', 'Joyce', 'Judith', 'Julia', 'Julian', 'Karen', 'Katherine', 'Katie', 'Keith', 'Kelly', 'Kenneth', 'Kerry', 'Kevin', 'Kieran', 'Laura', 'Lauren', 'Leah', 'Lee', 'Leonard', 'Lesley', 'Lewis', 'Liam', 'Lily', 'Linda', 'Lisa', 'Louise', 'Lucy', 'Luke', 'Lynn', 'Malcolm', 'Margaret', 'Marion', 'Mark', 'Martin', 'Mary', 'Matthew', 'Maureen', 'Megan', 'Melanie', 'Michael', 'Michelle', 'Millie', 'Molly', 'Nancy', 'Naomi', 'Natalie', 'Nathan', 'Neil', 'Nicholas', 'Nicola', 'Nigel', 'Norman', 'Oliver', 'Olivia', 'Oscar', 'Owen', 'Pamela', 'Patricia', 'Patrick', 'Paul', 'Paula', 'Pauline', 'Peter', 'Philip', 'Phoebe', 'Polly', 'Rachel', 'Ralph', 'Raymond', 'Rebecca', 'Richard', 'Robert', 'Robin', 'Roger', 'Ronald', 'Rose', 'Rosemary', 'Ruby', 'Russell', 'Ruth', 'Ryan', 'Sally', 'Samantha', 'Samuel', 'Sandra', 'Sarah', 'Scott', 'Sean', 'Sharon', 'Sheila', 'Shirley', 'Simon', 'Sophie', 'Stanley', 'Stella', 'Stephanie', 'Stephen', 'Stuart', 'Susan', 'Suzanne', 'Sylvia', 'Teresa', 'Thomas', 'Timothy', 'Tina', 'Toby', 'Tracy', 'Trevor', 'Valerie', 'Vera', 'Veronica', 'Victor', 'Victoria', 'Vincent', 'Violet', 'Walter', 'Wendy', 'William', 'Yvonne', 'Zoe'])[1 + ('x' || left(encode(sha256(k.seed || 'fake first_name'::bytea), 'hex'), 15))::bit(60)::bigint % 250] else t."name"::text end as text)
  from k where t."id" = k.k1
  returning ((t."name" is not distinct from ((cast(case when t."name"::text <> '' then (array['Adam', 'Aidan', 'Alan', 'Albert', 'Alexander', 'Alfie', 'Alice', 'Alison', 'Amanda', 'Amber', 'Amelia', 'Amy', 'Andrew', 'Angela', 'Ann', 'Anna', 'Anthony', 'Arthur', 'Audrey', 'Barbara', 'Beatrice', 'Ben', 'Beth', 'Bethany', 'Brenda', 'Brian', 'Bruce', 'Callum', 'Carl', 'Carol', 'Caroline', 'Catherine', 'Charles', 'Charlotte', 'Cheryl', 'Chloe', 'Christine', 'Christopher', 'Claire', 'Clive', 'Colin', 'Connor', 'Craig', 'Daisy', 'Daniel', 'David', 'Dawn', 'Deborah', 'Denise', 'Dennis', 'Derek', 'Diana', 'Donald', 'Donna', 'Dorothy', 'Douglas', 'Duncan', 'Dylan', 'Edith', 'Edward', 'Eleanor', 'Elizabeth', 'Ella', 'Ellen', 'Ellie', 'Emily', 'Emma', 'Eric', 'Erin', 'Esther', 'Ethan', 'Evelyn', 'Fiona', 'Florence', 'Frances', 'Frank', 'Frederick', 'Gareth', 'Gary', 'Gavin', 'Gemma', 'Geoffrey', 'George', 'Georgia', 'Gerald', 'Gillian', 'Gordon', 'Grace', 'Graham', 'Gregory', 'Hannah', 'Harold', 'Harriet', 'Harry', 'Hazel', 'Heather', 'Helen', 'Henry', 'Hilary', 'Holly', 'Howard', 'Hugh', 'Ian', 'Imogen', 'Irene', 'Isabel', 'Isla', 'Ivy', 'Jack', 'Jacob', 'Jacqueline', 'Jade', 'James', 'Jamie', 'Jane', 'Janet', 'Janice', 'Jason', 'Jean', 'Jeffrey', 'Jennifer', 'Jeremy', 'Jessica', 'Jill', 'Joan', 'Joanna', 'Joe', 'John', 'Jonathan', 'Joseph', 'Joshua', 'Joyce', 'Judith', 'Julia', 'Julian', 'Karen', 'Katherine', 'Katie', 'Keith', 'Kelly', 'Kenneth', 'Kerry', 'Kevin', 'Kieran', 'Laura', 'Lauren', 'Leah', 'Lee', 'Leonard', 'Lesley', 'Lewis', 'Liam', 'Lily', 'Linda', 'Lisa', 'Louise', 'Lucy', 'Luke', 'Lynn', 'Malcolm', 'Margaret', 'Marion', 'Mark', 'Martin', 'Mary', 'Matthew', 'Maureen', 'Megan', 'Melanie', 'Michael', 'Michelle', 'Millie', 'Molly', 'Nancy', 'Naomi', 'Natalie', 'Nathan', 'Neil', 'Nicholas', 'Nicola', 'Nigel', 'Norman', 'Oliver', 'Olivia', 'Oscar', 'Owen', 'Pamela', 'Patricia', 'Patrick', 'Paul', 'Paula', 'Pauline', 'Peter', 'Philip', 'Phoebe', 'Polly', 'Rachel', 'Ralph', 'Raymond', 'Rebecca', 'Richard', 'Robert', 'Robin', 'Roger', 'Ronald', 'Rose', 'Rosemary', 'Ruby', 'Russell', 'Ruth', 'Ryan', 'Sally', 'Samantha', 'Samuel', 'Sandra', 'Sarah', 'Scott', 'Sean', 'Sharon', 'Sheila', 'Shirley', 'Simon', 'Sophie', 'Stanley', 'Stella', 'Stephanie', 'Stephen', 'Stuart', 'Susan', 'Suzanne', 'Sylvia', 'Teresa', 'Thomas', 'Timothy', 'Tina', 'Toby', 'Tracy', 'Trevor', 'Valerie', 'Vera', 'Veronica', 'Victor', 'Victoria', 'Vincent', 'Violet', 'Walter', 'Wendy', 'William', 'Yvonne', 'Zoe'])[1 + ('x' || left(encode(sha256(k.seed || 'fake first_name'::bytea), 'hex'), 15))::bit(60)::bigint % 250] else t."name"::text end as text))::text))) as is_held)
select count(*), count(*) filter (where not is_held) from acted;

-- update forum.mail, parameters: keys
with k as materialized (select u.*, (select E'\\[removed\\]|' || string_agg(case when is_number and length(digits) between 6 and 25 then case when word ~ E'^[^0-9]*\\+' then E'(?:\\+|(?<![[:alnum:]])00)[-[:space:]/().+]*' || regexp_replace(digits, '([0-9])(?=[0-9])', E'\\1[-[:space:]/().+]*', 'g') when digits like '00%' then E'(?:\\+|(?<![[:alnum:]])00)[-[:space:]/().+]*' || regexp_replace(substr(digits, 3), '([0-9])(?=[0-9])', E'\\1[-[:space:]/().+]*', 'g') else '(?<![[:alnum:]])' || regexp_replace(digits, '([0-9])(?=[0-9])', E'\\1[-[:space:]/().+]*', 'g') end || '(?![[:alnum:]])' else case when word ~ '^[[:alnum:]]' then '(?<![[:alnum:]])' else '' end || regexp_replace(regexp_replace(regexp_replace(regexp_replace(word, E'([][\\\\^$.|()*+?{}])', E'\\\\\\1', 'g'), E'\\\\\\[(?=removed\\\\\\]|(r(e(m(o(v(ed?)?)?)?)?)?)?$)', E'\\\\[(?!removed\\\\])', 'gi'), '(?<=[^- ])[- ]+(?=[^- ])', E'[-\\\\s]+', 'g'), '(?<=[[:alnum:]])''(?=[[:alnum:]])', '[^[:alnum:][:space:]]{0,3}', 'g') || case when (word ~ '[[:alnum:]]$' or case when pg_catalog.getdatabaseencoding() = 'UTF8' then word ~ '[[:alnum:]].$' and ascii(right(word, 1)) between 768 and 879 else false end) and not is_cut then '(?![[:alnum:]])' else '' end end, '|' order by length(word) desc, word) from (select word, is_cut, regexp_replace(word, '[^0-9]', '', 'g') as digits, word ~ '^[-0-9 /().+]+$' as is_number, sum(length(word)) over (order by length(word), word) as total from (select distinct left(btrim(regexp_replace(value collate pg_catalog."default", E'\\s+', ' ', 'g')), 250) as word, length(btrim(regexp_replace(value collate pg_catalog."default", E'\\s+', ' ', 'g'))) > 250 as is_cut from (select other from (select name from unnest(array(select jsonb_array_elements_text(kn.value))) as whole(name) union all select part from unnest(array(select jsonb_array_elements_text(kn.value))) as whole(name), regexp_split_to_table(name collate pg_catalog."default", '[]["[:space:],;/(){}<>|]+') as part where name collate pg_catalog."default" ~ '[^]["[:space:],;/(){}<>|][]["[:space:],;/(){}<>|]' and name collate pg_catalog."default" !~ '@|://|^[-0-9 /().+]+$' and regexp_replace(part, '[[:punct:][:space:][:cntrl:]]', '', 'g') ~ '^.{3,}$' and part !~* '^(van|von|vom|zum|zur|der|den|dem|des|del|della|dos|das|los|las|les|the|and|und|bin|ibn|ten|ter)$') as plain(name) cross join lateral (select name union all select other from (values (pg_catalog.normalize(name, 'NFC')), (pg_catalog.normalize(name, 'NFD')), (replace(name, chr(223 + length(left(name, 0))), 'ss')), (replace(name, chr(223 + length(left(name, 0))), chr(7838 + length(left(name, 0)))))) as others(other) where pg_catalog.getdatabaseencoding() = 'UTF8' and octet_length(name) > length(name)) as otherwise(other)) as known(value)) as words where length(word) >= 2 and word ~ '[^[:punct:][:space:][:cntrl:]]') as known_values where total <= 8000) as known from unnest($1::integer[]) as u(k1) left join jsonb_each(current_setting('retentiond.known')::jsonb) kn on kn.key = u.k1::text),
 acted as (update "forum"."mail" t set "body" = cast(coalesce(regexp_replace(t."body"::text collate pg_catalog."default", k.known, '[removed]', 'gi'), t."body"::text collate pg_catalog."default") as text)
  from k where (t."owner_kind" = 'member') and t."owner" = k.k1
  returning ((t."body" is not distinct from ((cast(coalesce(regexp_replace(t."body"::text collate pg_catalog."default", k.known, '[removed]', 'gi'), t."body"::text collate pg_catalog."default") as text))::text))) as is_held)
select count(*), count(*) filter (where not is_held) from acted;

-- update forum.place via member.place_id, parameters: keys
with recursive k as (select * from unnest($1::integer[]) as u(k1)),
 o6 as (select distinct on (1) (e ->> 0)::integer as c1, e ->> 1 as subject from jsonb_array_elements(current_setting('retentiond.outward_6')::jsonb) e order by 1),
 acted as (update "forum"."place" t set "street" = cast(null as text)
  from o6, k where t."id" = o6.c1 and o6.subject = k.k1::text and not exists (select from "forum"."member" r where r."place_id" = t."id" and not exists (select from (select k1 from k union all select (d ->> 0)::integer as k1 from jsonb_array_elements(coalesce(nullif(current_setting('retentiond.done_holders', true), ''), '[]')::jsonb) d where d ->> 1 in ('anonymize')) k where k.k1 = r."id"))
  returning ((t."street" is not distinct from ((cast(null as text))::text))) as is_held)
select count(*), count(*) filter (where not is_held) from acted;

-- count shared forum.place via member.place_id, parameters: keys
with recursive k as (select * from unnest($1::integer[]) as u(k1)),
 o6 as (select distinct on (1) (e ->> 0)::integer as c1, e ->> 1 as subject from jsonb_array_elements(current_setting('retentiond.outward_6')::jsonb) e order by 1)
select count(*) from "forum"."place" t, o6, k where t."id" = o6.c1 and o6.subject = k.k1::text and not (not exists (select from "forum"."member" r where r."place_id" = t."id" and not exists (select from (select k1 from k union all select (d ->> 0)::integer as k1 from jsonb_array_elements(coalesce(nullif(current_setting('retentiond.done_holders', true), ''), '[]')::jsonb) d where d ->> 1 in ('anonymize')) k where k.k1 = r."id")));

-- verify all, parameters: keys
select (with k as materialized (select u.*, (select E'\\[removed\\]|' || string_agg(case when is_number and length(digits) between 6 and 25 then case when word ~ E'^[^0-9]*\\+' then E'(?:\\+|(?<![[:alnum:]])00)[-[:space:]/().+]*' || regexp_replace(digits, '([0-9])(?=[0-9])', E'\\1[-[:space:]/().+]*', 'g') when digits like '00%' then E'(?:\\+|(?<![[:alnum:]])00)[-[:space:]/().+]*' || regexp_replace(substr(digits, 3), '([0-9])(?=[0-9])', E'\\1[-[:space:]/().+]*', 'g') else '(?<![[:alnum:]])' || regexp_replace(digits, '([0-9])(?=[0-9])', E'\\1[-[:space:]/().+]*', 'g') end || '(?![[:alnum:]])' else case when word ~ '^[[:alnum:]]' then '(?<![[:alnum:]])' else '' end || regexp_replace(regexp_replace(regexp_replace(regexp_replace(word, E'([][\\\\^$.|()*+?{}])', E'\\\\\\1', 'g'), E'\\\\\\[(?=removed\\\\\\]|(r(e(m(o(v(ed?)?)?)?)?)?)?$)', E'\\\\[(?!removed\\\\])', 'gi'), '(?<=[^- ])[- ]+(?=[^- ])', E'[-\\\\s]+', 'g'), '(?<=[[:alnum:]])''(?=[[:alnum:]])', '[^[:alnum:][:space:]]{0,3}', 'g') || case when (word ~ '[[:alnum:]]$' or case when pg_catalog.getdatabaseencoding() = 'UTF8' then word ~ '[[:alnum:]].$' and ascii(right(word, 1)) between 768 and 879 else false end) and not is_cut then '(?![[:alnum:]])' else '' end end, '|' order by length(word) desc, word) from (select word, is_cut, regexp_replace(word, '[^0-9]', '', 'g') as digits, word ~ '^[-0-9 /().+]+$' as is_number, sum(length(word)) over (order by length(word), word) as total from (select distinct left(btrim(regexp_replace(value collate pg_catalog."default", E'\\s+', ' ', 'g')), 250) as word, length(btrim(regexp_replace(value collate pg_catalog."default", E'\\s+', ' ', 'g'))) > 250 as is_cut from (select other from (select name from unnest(array(select jsonb_array_elements_text(kn.value))) as whole(name) union all select part from unnest(array(select jsonb_array_elements_text(kn.value))) as whole(name), regexp_split_to_table(name collate pg_catalog."default", '[]["[:space:],;/(){}<>|]+') as part where name collate pg_catalog."default" ~ '[^]["[:space:],;/(){}<>|][]["[:space:],;/(){}<>|]' and name collate pg_catalog."default" !~ '@|://|^[-0-9 /().+]+$' and regexp_replace(part, '[[:punct:][:space:][:cntrl:]]', '', 'g') ~ '^.{3,}$' and part !~* '^(van|von|vom|zum|zur|der|den|dem|des|del|della|dos|das|los|las|les|the|and|und|bin|ibn|ten|ter)$') as plain(name) cross join lateral (select name union all select other from (values (pg_catalog.normalize(name, 'NFC')), (pg_catalog.normalize(name, 'NFD')), (replace(name, chr(223 + length(left(name, 0))), 'ss')), (replace(name, chr(223 + length(left(name, 0))), chr(7838 + length(left(name, 0)))))) as others(other) where pg_catalog.getdatabaseencoding() = 'UTF8' and octet_length(name) > length(name)) as otherwise(other)) as known(value)) as words where length(word) >= 2 and word ~ '[^[:punct:][:space:][:cntrl:]]') as known_values where total <= 8000) as known from unnest($1::integer[]) as u(k1) left join jsonb_each(current_setting('retentiond.known')::jsonb) kn on kn.key = u.k1::text)
select count(*) from "forum"."mail" t, k where (t."owner_kind" = 'member') and t."owner" = k.k1 and not ((t."body" is not distinct from ((cast(coalesce(regexp_replace(t."body"::text collate pg_catalog."default", k.known, '[removed]', 'gi'), t."body"::text collate pg_catalog."default") as text))::text)))),
 (with recursive k as (select * from unnest($1::integer[]) as u(k1)),
 o6 as (select distinct on (1) (e ->> 0)::integer as c1, e ->> 1 as subject from jsonb_array_elements(current_setting('retentiond.outward_6')::jsonb) e order by 1)
select count(*) from "forum"."place" t, o6, k where t."id" = o6.c1 and o6.subject = k.k1::text and not exists (select from "forum"."member" r where r."place_id" = t."id" and not exists (select from (select k1 from k union all select (d ->> 0)::integer as k1 from jsonb_array_elements(coalesce(nullif(current_setting('retentiond.done_holders', true), ''), '[]')::jsonb) d where d ->> 1 in ('anonymize')) k where k.k1 = r."id")) and not ((t."street" is not distinct from ((cast(null as text))::text))));
