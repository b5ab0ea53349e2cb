-- SPDX-License-Identifier: Apache-2.0
--
-- Who is due in the library as of 2025-01-01, and which rows that concerns. Written from the policy's prose, not from its YAML.
insert into oracle.due
select u.id, case when g.name like 'Patron%' then 'delete' else 'anonymize' end
from actor.usr as u join permission.grp_tree as g on g.id = u.profile
where u.expire_date < '2024-01-02' and not u.super_user and not u.barred
  and not exists (select from action.circulation as x where x.usr = u.id and x.checkin_time is null)
  and not exists (select from action.hold_request as x
                  where x.usr = u.id and x.fulfillment_time is null and x.cancel_time is null)
  and not exists (select from money.grocery as x where x.usr = u.id and x.xact_finish is null)
  and not exists (select from booking.reservation as x
                  where x.usr = u.id and x.cancel_time is null and x.return_time is null);

create view oracle.deleted as select key from oracle.due where action = 'delete';
create view oracle.anonymized as select key from oracle.due where action = 'anonymize';

create procedure oracle.expect(tab regclass, fate text, condition text) language plpgsql as $$
begin
    execute format('insert into oracle.expected select %L::regclass, t::text, %L from only %s as t where %s',
                   tab, fate, tab, condition);
end
$$;
create procedure oracle.expect_by_key(tab regclass, fate text, column_name text, keys text) language plpgsql as $$
begin
    call oracle.expect(tab, fate, format('t.%I in (%s)', column_name, keys));
end
$$;

-- What is deleted below another deleted row, and what only loses the way to it.
do $$
declare
    gone constant text := 'select key from oracle.deleted';
    renamed constant text := 'select key from oracle.anonymized';
    loans constant text := 'select id from action.circulation where usr in (' || gone || ')';
    reservations constant text := 'select id from booking.reservation where usr in (' || gone || ')';
    transactions constant text := 'select id from money.billable_xact where usr in (' || gone || ')';
    holds constant text := 'select id from action.hold_request where usr in (' || gone || ')';
    buckets constant text := 'select id from container.user_bucket where owner in (' || gone || ')';
    bucket_items constant text :=
        'select id from container.user_bucket_item where target_user in (' || gone || ') or bucket in (' || buckets || ')';
    bucket_holds constant text := 'select id from action.batch_hold_event where bucket in (' || buckets || ')';
    addresses constant text := 'select id from actor.usr_address where usr in (select key from oracle.due)';
    messages constant text := 'select id from actor.usr_message where usr in (' || gone || ')';
    place record;
begin
    -- Rows that are a patron's own.
    for place in
        select * from (values
            ('actor.usr', 'id'), ('actor.usr_address', 'usr'), ('actor.card', 'usr'), ('actor.passwd', 'usr'),
            ('actor.stat_cat_entry_usr_map', 'target_usr'), ('actor.usr_activity', 'usr'), ('actor.usr_delta_history', 'usr_id'),
            ('actor.usr_message', 'usr'), ('actor.usr_mfa_exception', 'usr'), ('actor.usr_mfa_factor_map', 'usr'),
            ('actor.usr_org_unit_opt_in', 'usr'), ('actor.usr_password_reset', 'usr'), ('actor.usr_privacy_waiver', 'usr'),
            ('actor.usr_saved_search', 'owner'), ('actor.usr_setting', 'usr'), ('actor.usr_standing_penalty', 'usr'),
            ('permission.usr_grp_map', 'usr'), ('permission.usr_object_perm_map', 'usr'), ('permission.usr_perm_map', 'usr'),
            ('permission.usr_work_ou_map', 'usr'), ('action.circulation', 'usr'), ('booking.reservation', 'usr'),
            ('money.grocery', 'usr'), ('money.billable_xact', 'usr'), ('money.materialized_billable_xact_summary', 'usr'),
            ('money.collections_tracker', 'usr'), ('action.usr_circ_history', 'usr'),
            ('action.non_cataloged_circulation', 'patron'), ('action.curbside', 'patron'), ('action.hold_request', 'usr'),
            ('action.survey_response', 'usr'), ('container.user_bucket', 'owner')) as own(tab, column_name)
    loop
        call oracle.expect_by_key(place.tab::regclass, 'deleted', place.column_name, gone);
    end loop;
    -- Rows below those.
    for place in
        select * from (values
            ('action.circulation_limit_group_map', 'circ', loans), ('action.emergency_closing_circulation', 'circulation', loans),
            ('action.emergency_closing_reservation', 'reservation', reservations),
            ('booking.reservation_attr_value_map', 'reservation', reservations), ('action.hold_request_note', 'hold', holds),
            ('action.hold_notification', 'hold', holds), ('action.hold_request_reset_reason_entry', 'hold', holds),
            ('action.emergency_closing_hold', 'hold', holds), ('action.batch_hold_event_map', 'hold', holds),
            ('action.batch_hold_event', 'bucket', buckets), ('action.batch_hold_event_map', 'batch_hold_event', bucket_holds),
            ('container.user_bucket_note', 'bucket', buckets), ('container.user_bucket_item', 'id', bucket_items),
            ('container.user_bucket_item_note', 'item', bucket_items)) as below(tab, column_name, keys)
    loop
        call oracle.expect_by_key(place.tab::regclass, 'deleted', place.column_name, place.keys);
    end loop;
    -- Rows that stay, and only name the patron no longer.
    for place in
        select * from (values
            ('action.batch_hold_event', 'staff', gone), ('action.curbside', 'delivery_staff', gone),
            ('action.curbside', 'stage_staff', gone), ('action.emergency_closing', 'creator', gone),
            ('action.fieldset', 'owner', gone), ('action.fieldset_group', 'creator', gone),
            ('action.hold_notification', 'notify_staff', gone), ('action.hold_request', 'canceled_by', gone),
            ('action.hold_request', 'fulfillment_staff', gone), ('action.hold_request', 'requestor', gone),
            ('action.hold_request_reset_reason_entry', 'requestor', gone), ('action.in_house_use', 'staff', gone),
            ('action.ingest_queue', 'who', gone), ('action.non_cat_in_house_use', 'staff', gone),
            ('action.non_cataloged_circulation', 'staff', gone), ('actor.usr_delta_history', 'eg_user', gone),
            ('actor.usr_message', 'editor', gone), ('actor.usr_org_unit_opt_in', 'staff', gone),
            ('actor.usr_standing_penalty', 'staff', gone), ('actor.usr_standing_penalty', 'usr_message', messages),
            ('booking.reservation', 'capture_staff', gone), ('money.collections_tracker', 'collector', gone),
            ('action.circulation', 'parent_circ', loans), ('action.usr_circ_history', 'source_circ', loans),
            ('action.hold_transit_copy', 'hold', holds), ('action.reservation_transit_copy', 'reservation', reservations),
            ('actor.usr', 'mailing_address', addresses), ('actor.usr', 'billing_address', addresses),
            ('actor.usr_address', 'replaces', addresses)) as other(tab, column_name, keys)
    loop
        call oracle.expect_by_key(place.tab::regclass, 'changed', place.column_name, place.keys);
    end loop;
    -- The books: what was billed and paid, without a word on whom.
    call oracle.expect('money.billing', 'changed', 't.note is not null and t.xact in (' || transactions || ')');
    for place in
        with recursive payment as (
            select 'money.payment'::regclass::oid as oid
            union all
            select inhrelid from payment join pg_inherits on inhparent = payment.oid
        )
        select oid::regclass as tab from payment
    loop
        call oracle.expect(place.tab, 'changed', 't.note is not null and t.xact in (' || transactions || ')');
    end loop;
    -- Employees.
    call oracle.expect_by_key('actor.usr', 'changed', 'id', renamed);
    for place in
        select * from (values
            ('actor.usr_address', 'usr'), ('actor.card', 'usr'), ('actor.passwd', 'usr'), ('actor.stat_cat_entry_usr_map', 'target_usr'),
            ('actor.usr_activity', 'usr'), ('actor.usr_delta_history', 'usr_id'), ('actor.usr_mfa_exception', 'usr'),
            ('actor.usr_mfa_factor_map', 'usr'), ('actor.usr_password_reset', 'usr'), ('actor.usr_privacy_waiver', 'usr'),
            ('actor.usr_saved_search', 'owner'), ('actor.usr_setting', 'usr')) as own(tab, column_name)
    loop
        call oracle.expect_by_key(place.tab::regclass, 'deleted', place.column_name, renamed);
    end loop;
    call oracle.expect('action.hold_request', 'changed',
                       't.usr in (' || renamed || ') and coalesce(t.phone_notify, t.sms_notify) is not null');
    call oracle.expect('actor.usr_message', 'changed',
                       'exists (select from actor.usr as u where u.id = t.usr and u.id in (' || renamed || ') '
                       'and position(u.email in concat(t.title, t.message)) > 0)');
end
$$;
-- A row that is deleted is not changed as well.
delete from oracle.expected as e where fate = 'changed'
    and exists (select from oracle.expected as d where d.tab = e.tab and d.row = e.row and d.fate = 'deleted');

insert into oracle.trace
select word from (
    select barcode from actor.card where usr in (select key from oracle.due)
    union
    select unnest(array[email, day_phone, usrname, substring(family_name from '.*-.*')])
    from actor.usr where id in (select key from oracle.due)
    union
    select passwd from actor.passwd where usr in (select key from oracle.due)
) as known(word) where length(word) > 6;

-- What was billed and paid in each month, of everybody.
create view oracle.takings as
select 'billed' as what, date_trunc('month', billing_ts)::date as month, count(*), sum(amount) from money.billing group by 2
union all
select 'paid', date_trunc('month', payment_ts)::date, count(*), sum(amount) from money.payment group by 2;
create table oracle.takings_before as table oracle.takings;
