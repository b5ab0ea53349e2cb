-- SPDX-License-Identifier: Apache-2.0
\set id random(1, :persons)
select first_name, last_name, email, status from person where id = :id;
select purpose, expires_at from consent where person_id = :id;
