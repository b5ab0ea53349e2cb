-- SPDX-License-Identifier: Apache-2.0
--
-- Who is due in the library as of 2026-06-01 by evergreen_borrowers.yaml, and which rows that concerns. Written from
-- the policy's prose: whoever never borrowed goes, whoever did stays unknown, an address goes unless somebody uses it.
insert into oracle.due
select u.id, case when exists (select from money.billable_xact as x where x.usr = u.id) then 'blur' else 'forget' end
from actor.usr as u join permission.grp_tree as g on g.id = u.profile
where g.name like 'Patron%' and u.expire_date < '2025-06-02' and not u.super_user
  and not exists (select from action.hold_request as x
                  where x.usr = u.id and x.fulfillment_time is null and x.cancel_time is null);

create view oracle.gone as select key from oracle.due where action = 'forget';
create view oracle.blurred as select key from oracle.due where action = 'blur';

create procedure oracle.expect(tab regclass, fate text, column_name text, keys text) language plpgsql as $$
begin
    execute format('insert into oracle.expected select %L::regclass, t::text, %L from only %s as t where t.%I in (%s)',
                   tab, fate, tab, column_name, keys);
end
$$;

-- Addresses of theirs that some account uses which is not due itself.
create view oracle.used_address as
select a.id from actor.usr_address as a join actor.usr as u on a.id in (u.mailing_address, u.billing_address)
where a.usr in (select key from oracle.due) and u.id not in (select key from oracle.due);

do $$
declare
    gone constant text := 'select key from oracle.gone';
    blurred constant text := 'select key from oracle.blurred';
    anybody constant text := 'select key from oracle.due';
    transactions constant text := 'select id from money.billable_xact where usr in (' || blurred || ')';
    holds constant text := 'select id from action.hold_request where usr in (' || anybody || ')';
    place record;
begin
    call oracle.expect('actor.usr', 'deleted', 'id', gone);
    call oracle.expect('actor.usr', 'changed', 'id', blurred);
    call oracle.expect('actor.usr_address', 'deleted', 'id',
                       'select id from actor.usr_address where usr in (' || anybody || ') except '
                       'select id from oracle.used_address');
    call oracle.expect('actor.usr_address', 'changed', 'id', 'select id from oracle.used_address');
    for place in
        select * from (values
            ('actor.card', 'usr', 'deleted', 'deleted'), ('actor.passwd', 'usr', 'deleted', 'deleted'),
            ('actor.usr_setting', 'usr', 'deleted', 'deleted'),
            ('actor.stat_cat_entry_usr_map', 'target_usr', 'deleted', 'deleted'),
            ('actor.usr_activity', 'usr', 'deleted', 'changed'), ('actor.usr_delta_history', 'usr_id', 'deleted', 'changed'),
            ('actor.usr_message', 'usr', 'deleted', 'changed'), ('actor.usr_standing_penalty', 'usr', 'deleted', null),
            ('permission.usr_work_ou_map', 'usr', 'deleted', null), ('permission.usr_perm_map', 'usr', 'deleted', null),
            ('money.materialized_billable_xact_summary', 'usr', 'deleted', 'deleted'),
            ('action.circulation', 'usr', null, 'changed'), ('money.grocery', 'usr', null, 'changed'),
            ('booking.reservation', 'usr', null, 'changed'), ('action.hold_request', 'usr', 'deleted', 'changed'),
            ('action.survey_response', 'usr', 'changed', 'changed'), ('container.user_bucket', 'owner', 'deleted', null),
            ('container.user_bucket_item', 'target_user', 'deleted', null)) as own(tab, column_name, of_gone, of_blurred)
    loop
        if place.of_gone is not null then
            call oracle.expect(place.tab::regclass, place.of_gone, place.column_name, gone);
        end if;
        if place.of_blurred is not null then
            call oracle.expect(place.tab::regclass, place.of_blurred, place.column_name, blurred);
        end if;
    end loop;
    call oracle.expect('action.hold_request_note', 'deleted', 'hold', holds);
    call oracle.expect('money.billing', 'changed', 'xact', transactions);
    for place in select tab from oracle.tables() as tab where oracle.family(tab) = 'money.payment'::regclass loop
        call oracle.expect(place.tab, 'changed', 'xact', transactions);
    end loop;
end
$$;

insert into oracle.trace
select word from (
select unnest(array[usrname, email, photo_url, ident_value, ident_value2, first_given_name, second_given_name,
                    family_name, guardian, guardian_email, alias, pref_first_given_name, name_keywords, day_phone,
                    evening_phone, other_phone, passwd]) as word
from actor.usr where id in (select key from oracle.due)
union
select 'other-' || key || '@elsewhere.example' from oracle.due
union
select street1 from actor.usr_address where usr in (select key from oracle.due)
    and id not in (select id from oracle.used_address)
union
select barcode from actor.card where usr in (select key from oracle.due)
union
select passwd from actor.passwd where usr in (select key from oracle.due)
union
select unnest(array[cc_number, approval_code, cc_order_number]) from money.credit_card_payment as p
join money.billable_xact as x on x.id = p.xact where x.usr in (select key from oracle.due)
) as known where word is not null;

-- What was billed, paid and lent, of everybody: the books stay.
create view oracle.takings as
select 'billed' as what, count(*), sum(amount) from money.billing
union all
select 'paid', count(*), sum(amount) from money.payment
union all
select 'lent', count(*), sum(target_copy) from action.circulation;
create table oracle.takings_before as table oracle.takings;
