-- SPDX-License-Identifier: Apache-2.0
--
-- Who is due in Pagila as of 2024-08-19 by pagila_closed.yaml, and which rows that concerns. Written from the policy's
-- prose: closed accounts go, members who fell silent are blurred, an address or a city goes unless somebody is left.
insert into oracle.due
select c.customer_id, case c.active when 0 then 'remove' when 1 then 'blur' end
from customer as c left join rental as r using (customer_id)
group by c.customer_id
having count(*) filter (where r.rental_id is not null and r.return_date is null) = 0
   and coalesce(max(r.rental_date), c.create_date)::date <=
       case c.active when 0 then date '2023-08-19' when 1 then date '2022-08-19' end;

create view oracle.gone as select key from oracle.due where action = 'remove';
create view oracle.blurred as select key from oracle.due where action = 'blur';

-- Addresses of theirs, by what happens to all who live there; nothing happens where anybody else does, or a shop is.
create view oracle.empty_address as
select a.address_id, a.city_id, min(d.action) as action
from address as a join customer as c using (address_id) left join oracle.due as d on d.key = c.customer_id
where a.address_id not in (select address_id from staff) and a.address_id not in (select address_id from store)
group by a.address_id, a.city_id
having count(*) = count(d.key) and count(distinct d.action) = 1;
create view oracle.empty_city as
select city_id from oracle.empty_address where action = 'remove'
except
select city_id from address
where address_id not in (select address_id from oracle.empty_address where action = 'remove');

create table oracle.payment_of as
select p.payment_id, p.payment_date, p.amount, p.customer_id, r.customer_id as renter
from payment as p join rental as r using (rental_id);

insert into oracle.expected
select 'customer'::regclass, c::text, 'deleted' from customer as c where customer_id in (select key from oracle.gone)
union all
select 'rental', r::text, 'deleted' from rental as r where customer_id in (select key from oracle.gone)
union all
select p.tableoid, p::text, 'deleted' from payment as p join oracle.payment_of as o using (payment_id, payment_date)
where o.customer_id in (select key from oracle.gone) or o.renter in (select key from oracle.gone)
union all
select 'address', a::text, 'deleted' from address as a
where address_id in (select address_id from oracle.empty_address where action = 'remove')
union all
select 'city', c::text, 'deleted' from city as c where city_id in (select city_id from oracle.empty_city)
union all
select 'customer', c::text, 'changed' from customer as c where customer_id in (select key from oracle.blurred)
union all
select 'rental', r::text, 'changed' from rental as r where customer_id in (select key from oracle.blurred)
union all
select 'address', a::text, 'changed' from address as a
where address_id in (select address_id from oracle.empty_address where action = 'blur');

insert into oracle.trace
select email from customer where customer_id in (select key from oracle.due)
union
select format('%s,%s', first_name, last_name) from customer where customer_id in (select key from oracle.due)
union
select unnest(array[format('"%s"', address), phone]) from address
where address_id in (select address_id from oracle.empty_address);

-- The definitions of the views, and how many rentals there are of those who stay.
create view oracle.takings as
select viewname::text as what, md5(definition) as value from pg_views where schemaname = 'public'
union all
select 'rentals', count(*)::text from rental where customer_id not in (select key from oracle.gone);
create table oracle.takings_before as table oracle.takings;
