-- SPDX-License-Identifier: Apache-2.0
begin;
update activity x set subject = null, body = null from due where due.action = 'anonymize' and x.person_id = due.person_id;
update sale x set billed_to = 'anonymized', billed_at = null from due where due.action = 'anonymize' and x.person_id = due.person_id;
delete from subscription x using due where due.action = 'anonymize' and x.person_id = due.person_id;
update person x set first_name = 'anonymized', last_name = 'p' || left(encode(sha256(convert_to('secret' || x.id, 'UTF8')), 'hex'), 16),
       email = left(encode(sha256(convert_to('secret' || x.id, 'UTF8')), 'hex'), 32) || '@anonymized.invalid', phone = null,
       born_on = date_trunc('year', born_on)::date, postcode = left(postcode, 2), street = null, note = null, status = 'anonymized'
from due where due.action = 'anonymize' and x.id = due.person_id;
commit;
