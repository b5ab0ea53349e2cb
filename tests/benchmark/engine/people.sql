-- SPDX-License-Identifier: Apache-2.0
--
-- A CRM for measuring: :persons people over fifteen years, with consents, activities, sales and subscriptions, the same at each run.
-- Children lie in order of time, not of person, as they would after years of use. A person has 2.5 consents, 4 activities, a
-- subscription and half a sale on average; a seventh is a prospect to be deleted, a thirteenth a lost customer to be anonymized.
set synchronous_commit = off;
set maintenance_work_mem = '512MB';

-- A number in [0, 1) that depends on its arguments only.
create function chance(id bigint, about bigint) returns float8 language sql immutable parallel safe
    as $$ select (hashint8extended(id, about) & 1048575)::float8 / 1048576 $$;

create table company (id bigint, name text not null);
create table person (
    id bigint, company_id bigint, first_name text not null, last_name text not null, email text, phone text, born_on date, postcode text,
    street text, status text not null, ended_at timestamptz, active_at timestamptz not null, created_at timestamptz not null, note text);
create table consent (
    id bigint, person_id bigint not null, purpose text not null, basis text not null, granted_at timestamptz not null,
    expires_at timestamptz, withdrawn_at timestamptz);
create table activity (id bigint, person_id bigint not null, happened_at timestamptz not null, subject text, body text);
create table sale (id bigint, person_id bigint not null, amount numeric(12, 2) not null, sold_on date not null, billed_to text, billed_at text);
create table subscription (id bigint, person_id bigint not null, list text not null, since timestamptz not null);

insert into company select i, 'Company ' || i from generate_series(1, greatest(:persons / 20, 1)) i;

insert into person
select i, 1 + (chance(i, 1) * greatest(:persons / 20 - 1, 0))::bigint, 'Given' || (chance(i, 2) * 4000)::int, 'Family' || (chance(i, 3) * 60000)::int,
       'person' || i || '@mail' || i % 50 || '.example', '+31 20 ' || (1000000 + chance(i, 4) * 8999999)::int,
       date '1940-01-01' + (chance(i, 5) * 24000)::int, lpad(((chance(i, 6) * 99999)::int)::text, 5, '0'),
       'Long Street ' || (chance(i, 7) * 20000)::int, status,
       case status when 'former' then :'as_of'::timestamptz - age * (0.5 + chance(i, 8) / 2) end,
       :'as_of'::timestamptz - age * chance(i, 9), :'as_of'::timestamptz - age,
       case when i % 2 = 0 then 'Met at the fair, prefers to be called in the morning ' || md5(i::text) end
from (select i, interval '15 years' * (1 - i::float8 / :persons) as age,
             case when chance(i, 10) < 0.42 then 'prospect' when chance(i, 10) < 0.68 then 'customer' when chance(i, 10) < 0.94 then 'former'
                  else 'partner' end as status
      from generate_series(1::bigint, :persons) i offset 0) p;

insert into consent
select row_number() over (order by granted_at), person_id, purpose, 'consent', granted_at, expires_at, withdrawn_at
from (select p.id as person_id, (array['news', 'profile', 'phone', 'post', 'partners'])[k] as purpose,
             created_at + (:'as_of'::timestamptz - created_at) * chance(p.id * 8 + k, 11) * 0.8 as granted_at,
             case when is_valid then null else :'as_of'::timestamptz - interval '200 days' * chance(p.id * 8 + k, 12) end as expires_at,
             case when not is_valid and k % 2 = 0 then :'as_of'::timestamptz - interval '90 days' * chance(p.id * 8 + k, 13) end as withdrawn_at
      from person p cross join lateral generate_series(1, floor(chance(p.id, 14) * 6)::int) k
      cross join lateral (select chance(p.id * 8 + k, 15) < case status when 'former' then 0.08 else 0.25 end as is_valid) v) c;

insert into activity
select row_number() over (order by happened_at), person_id, happened_at, 'Call ' || nth % 1000,
       'Asked about delivery times and a renewal of the contract; ' || repeat('a written offer follows. ', 5 + nth::int % 4)
from (select p.id as person_id, p.id * 16 + k as nth,
             created_at + (:'as_of'::timestamptz - created_at) * chance(p.id * 16 + k, 16) as happened_at
      from person p cross join lateral generate_series(1, floor(chance(p.id, 17) * 9)::int) k) a;

insert into sale
select id * 4 + k, id, round((20 + chance(id * 4 + k, 18) * 5000)::numeric, 2),
       (created_at + (:'as_of'::timestamptz - created_at) * chance(id * 4 + k, 19))::date, first_name || ' ' || last_name, street || ', ' || postcode
from person cross join lateral generate_series(1, floor(chance(id, 20) * 3)::int) k where status in ('customer', 'former');

insert into subscription
select id * 4 + k, id, (array['monthly', 'product', 'events'])[k], created_at
from person cross join lateral generate_series(1, floor(chance(id, 21) * 3)::int) k;

alter table company add primary key (id);
alter table person add primary key (id), add unique (email), add foreign key (company_id) references company;
create index on person (company_id);
create index on person (last_name);
alter table consent add primary key (id), add foreign key (person_id) references person;
alter table activity add primary key (id), add foreign key (person_id) references person;
alter table sale add primary key (id), add foreign key (person_id) references person;
alter table subscription add primary key (id), add foreign key (person_id) references person;
create index on consent (person_id);
create index on activity (person_id);
create index on sale (person_id);
create index on subscription (person_id);

-- Who is due, typed by hand. Consent that is unlimited, or ends later, is valid.
create table due (person_id bigint primary key, action text not null);
insert into due
select id, case status when 'prospect' then 'delete' else 'anonymize' end from person p
where (status = 'prospect' and active_at::date + interval '2 years' <= :'as_of'::date
       or status = 'former' and ended_at::date + interval '7 years' <= :'as_of'::date)
  and not exists (select from consent c where c.person_id = p.id and (withdrawn_at is null or withdrawn_at > :'as_of'::timestamptz)
                                              and (expires_at is null or expires_at > :'as_of'::timestamptz))
order by id;
vacuum (analyze, freeze);
