-- SPDX-License-Identifier: Apache-2.0
--
-- The sample patrons who are due hardly did anything. Here one of them (:due) leaves a row behind every foreign key, also as
-- others' partner or as if employed, beside a patron who stays (:stays) and an employee who is anonymized (:employee).
-- Free text mentions them; every person gets a name and a mail address that nobody else has.
update actor.usr set family_name = 'Quill-' || id || '-', email = 'reader-' || id || '@library.example', day_phone = '0181-77' || id || '-0';

-- Money: a returned loan, a paid bill, a cancelled reservation, and what was paid for them.
insert into action.circulation (id, usr, target_copy, circ_lib, circ_staff, renewal_remaining, grace_period, duration_rule,
                                recurring_fine_rule, max_fine_rule, xact_start, xact_finish, checkin_time)
values (900001, :due, 1, 1, 1, 0, '1 day', 'default', 'default', 'default', '2022-03-01', '2022-03-20', '2022-03-20'),
       (900002, :stays, 1, 1, 1, 0, '1 day', 'default', 'default', 'default', '2022-03-20', '2022-04-01', '2022-04-01'),
       (900003, :due, 2, 1, 1, 0, '1 day', 'default', 'default', 'default', '2022-05-01', '2022-05-20', '2022-05-20');
update action.circulation set parent_circ = 900001 where id in (900002, 900003);
insert into money.grocery (id, usr, billing_location, note, xact_start, xact_finish)
values (900011, :due, 1, 'for reader-' || :due || '@library.example', '2022-03-01', '2022-03-05');
insert into money.billable_xact (id, usr, xact_finish) values (900031, :due, '2022-03-05');
insert into booking.reservation (id, usr, target_resource_type, request_lib, start_time, cancel_time)
values (900021, :due, 1, 1, '2022-03-01', '2022-03-02'), (900022, :stays, 1, 1, '2022-03-01', '2022-03-02');
update booking.reservation set capture_staff = :due where id in (900021, 900022);
insert into booking.reservation_attr_value_map (reservation, attr_value) values (900021, 1);
insert into money.billing (id, xact, billing_ts, amount, billing_type, btype, note)
values (900001, 900001, '2022-03-10', 1.50, 'Overdue', 1, 'asked reader-' || :due || '@library.example'),
       (900002, 900011, '2022-04-10', 2.00, 'Misc', 1, null), (900003, 900002, '2022-04-11', 9.00, 'Misc', 1, 'another''s');
insert into money.cash_payment (id, xact, payment_ts, amount, amount_collected, accepting_usr, note)
values (900001, 900001, '2022-03-11', 1.50, 2.00, 1, 'Quill-' || :due || '- paid'), (900002, 900002, '2022-04-11', 9.00, 9.00, 1, 'stays');
insert into money.forgive_payment (id, xact, payment_ts, amount, amount_collected, accepting_usr, note)
values (900003, 900011, '2022-04-11', 2.00, 2.00, 1, '0181-77' || :due || '-0');
insert into money.account_adjustment (id, xact, payment_ts, amount, amount_collected, accepting_usr, billing)
values (900004, 900001, '2022-03-12', 0, 0, 1, 900001);
insert into money.materialized_billable_xact_summary (id, usr, last_payment_note)
values (900001, :due, 'Quill-' || :due || '- paid'), (900002, :stays, null);
insert into money.collections_tracker (usr, collector, location) values (:due, 1, 1), (:stays, :due, 1);

-- Loans and holds, and what hangs on them.
insert into action.usr_circ_history (usr, target_copy, due_date, source_circ)
values (:due, 1, '2022-03-15', 900001), (:stays, 1, '2022-03-15', 900001), (:stays, 1, '2022-03-15', 900002);
insert into action.hold_request (id, target, request_lib, requestor, usr, selection_ou, pickup_lib, fulfillment_time, phone_notify)
values (900001, 1, 1, :stays, :due, 1, 1, '2022-03-01', '0181-77' || :due || '-0'),
       (900002, 1, 1, :due, :stays, 1, 1, '2022-03-01', null), (900003, 1, 1, :due, :due, 1, 1, '2022-03-01', null),
       (900004, 1, 1, :employee, :employee, 1, 1, '2022-03-01', '0181-77' || :employee || '-0');
update action.hold_request set canceled_by = :due, fulfillment_staff = :due where id = 900002;
insert into action.hold_request_note (hold, title, body) values (900001, 'Pick-up', 'by Quill-' || :due || '-');
insert into action.hold_notification (hold, method, notify_staff) values (900001, 'phone', 1), (900002, 'phone', :due);
insert into action.hold_request_reset_reason_entry (hold, requestor) values (900001, 1), (900002, :due);
insert into action.hold_transit_copy (target_copy, source, dest, copy_status, hold) values (1, 1, 1, 1, 900001);
insert into action.reservation_transit_copy (target_copy, source, dest, copy_status, reservation) values (1, 1, 1, 1, 900021);
insert into action.non_cataloged_circulation (patron, staff, circ_lib, item_type) values (:due, 1, 1, 1), (:stays, :due, 1, 1);
insert into action.curbside (patron, org, stage_staff, delivery_staff, notes)
values (:due, 1, 1, 1, 'Quill-' || :due || '- waits in a red car'), (:stays, 1, :due, :due, 'blue car');

-- Work that names the person.
insert into action.in_house_use (item, staff, org_unit) values (1, :due, 1);
insert into action.non_cat_in_house_use (item_type, staff, org_unit) values (1, :due, 1);
insert into action.ingest_queue (who) values (:due);
insert into action.fieldset_group (id, name, creator, owning_lib) values (900001, 'group', :due, 1);
insert into action.fieldset (owner, owning_lib, status, classname, name, pkey_value, fieldset_group)
values (:due, 1, 'PENDING', 'acp', 'set', '1', 900001);
insert into action.emergency_closing (id, creator) values (900001, :due);
insert into action.emergency_closing_circulation (emergency_closing, circulation) values (900001, 900001), (900001, 900002);
insert into action.emergency_closing_hold (emergency_closing, hold) values (900001, 900001);
insert into action.emergency_closing_reservation (emergency_closing, reservation) values (900001, 900021);
insert into container.user_bucket (id, owner, name, description)
values (900001, :due, 'mine', 'list of Quill-' || :due || '-'), (900002, :stays, 'theirs', null);
insert into container.user_bucket_note (bucket, note) values (900001, 'reader-' || :due || '@library.example');
insert into container.user_bucket_item (id, bucket, target_user) values (900001, 900001, :stays), (900002, 900002, :due), (900003, 900002, :stays);
insert into container.user_bucket_item_note (item, note) values (900001, 'a friend'), (900002, 'Quill-' || :due || '-');
insert into action.batch_hold_event (id, staff, bucket, target) values (900001, :stays, 900001, 1), (900002, :due, 900002, 1);
insert into action.batch_hold_event_map (batch_hold_event, hold) values (900001, 900002), (900002, 900001), (900002, 900002);

-- The account.
insert into actor.usr_message (id, usr, title, message, sending_lib, editor)
values (900001, :due, 'Hello', 'Dear Quill-' || :due || '-', 1, :employee), (900002, :stays, 'Hello', 'come by', 1, :due),
       (900003, :employee, 'Reach me', 'at reader-' || :employee || '@library.example, please', 1, 1);
insert into actor.usr_standing_penalty (org_unit, usr, standing_penalty, staff, usr_message)
values (1, :due, 1, 1, 900001), (1, :stays, 1, :due, 900001);
insert into actor.usr_delta_history (usr_id, eg_user, delta)
values (:due, 1, jsonb_build_object('email', jsonb_build_array('reader-' || :due || '@library.example', null))), (:stays, :due, '{}');
insert into actor.usr_activity (usr, etype, event_data) select :due, min(id), '0181-77' || :due || '-0' from config.usr_activity_type;
insert into actor.stat_cat_entry_usr_map (stat_cat_entry, stat_cat, target_usr) select 'blue', min(id), :due from actor.stat_cat;
insert into actor.usr_setting (usr, name, value) select :due, min(name), '"0181-77' || :due || '-0"' from config.usr_setting_type;
insert into actor.usr_mfa_exception (usr) values (:due);
insert into actor.usr_mfa_factor_map (usr, factor) select :due, min(name) from config.mfa_factor;
insert into actor.usr_org_unit_opt_in (org_unit, usr, staff, opt_in_ws)
select o.id, x.usr, x.staff, (select min(id) from actor.workstation)
from (values (:due, 1), (:stays, :due)) as x(usr, staff), (select min(id) as id from actor.org_unit) as o;
insert into actor.usr_password_reset (uuid, usr) values ('reset-' || :due, :due);
insert into actor.usr_privacy_waiver (usr, name) values (:due, 'Quill-' || :due || '- senior');
insert into actor.usr_saved_search (owner, name, query_text, target) values (:due, 'mine', 'Quill-' || :due || '-', 'record');
insert into actor.usr_address (id, usr, street1, city, country, post_code, replaces)
select 900001, :stays, '1 Main Street', 'Springfield', 'US', '12345', min(id) from actor.usr_address where usr = :due;
update actor.usr set mailing_address = a.id, billing_address = a.id
from (select min(id) as id from actor.usr_address where usr = :due) as a where usr.id = :stays;
insert into permission.usr_grp_map (usr, grp) values (:due, 2);
insert into permission.usr_object_perm_map (usr, perm, object_type, object_id) values (:due, 1, 'aou', '1');
insert into permission.usr_perm_map (usr, perm, depth) values (:due, 1, 0);
insert into permission.usr_work_ou_map (usr, work_ou) values (:due, 1);
