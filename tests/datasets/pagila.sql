-- SPDX-License-Identifier: Apache-2.0
--
-- Who is due in Pagila as of 2024-08-19, and which rows that concerns. Written from the policy's prose, not from its YAML.
create view oracle.standing as
select c.customer_id, c.active, coalesce(max(r.rental_date), c.create_date)::date as silent_since,
       count(*) filter (where r.rental_id is not null and r.return_date is null) as open_rentals
from customer as c left join rental as r using (customer_id)
group by c.customer_id;

insert into oracle.due
select customer_id, case active when 1 then 'delete' when 0 then 'anonymize' end
from oracle.standing
where open_rentals = 0 and (active = 1 and silent_since <= '2022-08-19' or active = 0 and silent_since <= '2023-08-19');

create view oracle.deleted as select key from oracle.due where action = 'delete';
create view oracle.anonymized as select key from oracle.due where action = 'anonymize';

-- Addresses at which nobody else is: neither a customer who is not due for the same, nor an employee, nor a shop.
create view oracle.lonely_address as
select a.address_id, d.action
from address as a join customer as c using (address_id) join oracle.due as d on d.key = c.customer_id
where not exists (select from customer as other left join oracle.due as o on o.key = other.customer_id
                  where other.address_id = a.address_id and o.action is distinct from d.action)
  and not exists (select from staff where staff.address_id = a.address_id)
  and not exists (select from store where store.address_id = a.address_id);

insert into oracle.expected
select 'customer'::regclass, c::text, 'deleted' from customer as c where customer_id in (select key from oracle.deleted)
union all
select 'rental', r::text, 'deleted' from rental as r where customer_id in (select key from oracle.deleted)
union all
select p.tableoid, p::text, 'deleted' from payment as p
where customer_id in (select key from oracle.deleted)
   or rental_id in (select rental_id from rental where customer_id in (select key from oracle.deleted))
union all
select 'address', a::text, 'deleted' from address as a
where address_id in (select address_id from oracle.lonely_address where action = 'delete')
union all
select 'customer', c::text, 'changed' from customer as c where customer_id in (select key from oracle.anonymized)
union all
select 'address', a::text, 'changed' from address as a
where address_id in (select address_id from oracle.lonely_address where action = 'anonymize');

insert into oracle.trace
select unnest(array[email, lower(email)]) from customer where customer_id in (select key from oracle.due)
union
select format('%s,%s', first_name, last_name) from customer where customer_id in (select key from oracle.due)
union
select format('"%s"', a.address) from address as a join oracle.lonely_address using (address_id);

-- The takings per month, but for those whose payments go.
create view oracle.takings as
select date_trunc('month', payment_date)::date as month, count(*), sum(amount)
from payment as p join rental as r using (rental_id)
where p.customer_id not in (select key from oracle.deleted) and r.customer_id not in (select key from oracle.deleted)
group by 1;
create table oracle.takings_before as table oracle.takings;
