-- SPDX-License-Identifier: Apache-2.0
--
-- The sample accounts are bare. Here every person has something in each column that could tell who that is, which
-- nobody else has, and is mentioned in free text.
update actor.usr set
    usrname = 'login-' || id || '-', email = 'reader-' || id || '@mail.example',
    photo_url = 'https://photo.example/face-' || id || '-',
    passwd = 'pass-' || id || '-', ident_value = 'ident-' || id || '-', ident_value2 = 'doc-' || id || '-', prefix = 'Mr',
    first_given_name = 'Ada-' || id || '-', second_given_name = 'Bea-' || id || '-', family_name = 'Quill-' || id || '-',
    guardian = 'Guard-' || id || '-', guardian_email = 'guard-' || id || '@mail.example', alias = 'Alias-' || id || '-',
    pref_first_given_name = 'Pet-' || id || '-', name_keywords = 'Known-' || id || '-',
    day_phone = '0181-77' || id || '-0', evening_phone = '0182-77' || id || '-0', other_phone = '0183-77' || id || '-0',
    dob = date '1950-01-01' + 20 * id, credit_forward_balance = 5000 + id, claims_returned_count = id % 20,
    create_date = timestamptz '2015-06-17 10:11:12+00' + id * interval '1 day';
update actor.usr set name_kw_tsvector = to_tsvector('simple', first_given_name || ' ' || family_name);
update actor.usr_address set street1 = 'Lane-' || id || '-';
update actor.card set barcode = 'card-' || id || '-';
update actor.passwd set passwd = 'secret-' || id || '-';

insert into actor.usr_message (id, usr, title, message, sending_lib)
select 900000 + id, id, 'Message for ' || family_name,
       format('Dear %s %s, tell other-%s@elsewhere.example, or pay NL91ABNA0417164300; we rang %s.',
              first_given_name, family_name, id, day_phone), 1 from actor.usr;
insert into actor.usr_delta_history (usr_id, delta, keylist)
select id, jsonb_build_object('email', jsonb_build_array(email, null), 'guardian', guardian, 'count', id,
                              'name', jsonb_build_object('family_name', family_name)),
       array['email', family_name] from actor.usr;
insert into actor.usr_activity (usr, etype, event_data)
select u.id, (select min(id) from config.usr_activity_type), u.day_phone from actor.usr as u;
update action.hold_request as h set phone_notify = u.day_phone, cancel_note = 'told ' || u.email
from actor.usr as u where u.id = h.usr;
update action.survey_response set answer_date = timestamptz '2020-10-27 14:26:51+00' + id * interval '1 hour';

update money.grocery as g set note = 'for ' || u.email from actor.usr as u where u.id = g.usr;
insert into money.billing (id, xact, billing_ts, amount, billing_type, btype, note)
select 900000 + x.id, x.id, x.xact_start, 1.50, 'Overdue', 1, 'asked ' || u.email || ' and 192.0.2.17'
from money.billable_xact as x join actor.usr as u on u.id = x.usr where x.id % 3 = 0;
update money.payment as p set note = format('%s paid, mail other-%s@elsewhere.example', u.family_name, u.id)
from money.billable_xact as x join actor.usr as u on u.id = x.usr where x.id = p.xact;
update money.credit_card_payment as p set cc_number = '41111111111' || (10000 + u.id),
    approval_code = 'ok-' || u.id || '-', cc_order_number = 'order-' || u.id || '-'
from money.billable_xact as x join actor.usr as u on u.id = x.usr where x.id = p.xact;

-- Whoever is due has no open hold, and in the sample no other hold and hardly a loan that came back.
insert into action.hold_request (id, target, request_lib, requestor, usr, selection_ou, pickup_lib, fulfillment_time,
                                 cancel_note, phone_notify, sms_notify, sms_carrier)
select 900000 + id, 1, 1, 1, id, 1, 1, '2022-03-01', 'told ' || email, day_phone, day_phone,
       (select min(id) from config.sms_carrier)
from actor.usr where id % 3 = 0;
insert into action.hold_request_note (hold, title, body)
select 900000 + id, 'Pick-up', 'by ' || family_name from actor.usr where id % 3 = 0;
insert into action.circulation (id, usr, target_copy, circ_lib, circ_staff, renewal_remaining, grace_period, duration_rule,
                                recurring_fine_rule, max_fine_rule, xact_start, xact_finish, checkin_time)
select 900000 + usr, usr, 1, 1, 1, 0, '1 day', 'default', 'default', 'default',
       '2022-03-01 09:30:00+00', '2022-03-20 12:00:00+00', '2022-03-20 12:00:00+00'
from (select distinct usr from money.grocery) as borrower;
insert into permission.usr_work_ou_map (usr, work_ou) select id, 1 from actor.usr where id % 5 = 0 on conflict do nothing;
insert into container.user_bucket (id, owner, name) select 900000 + id, id, 'list ' || id from actor.usr where id % 7 = 0;
