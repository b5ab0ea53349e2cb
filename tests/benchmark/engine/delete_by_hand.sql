-- SPDX-License-Identifier: Apache-2.0
--
-- All at once: no lock, no second look, no proof, no journal. Whoever is waiting for one of these rows waits for all of it.
begin;
delete from consent x using due where due.action = 'delete' and x.person_id = due.person_id;
delete from activity x using due where due.action = 'delete' and x.person_id = due.person_id;
delete from sale x using due where due.action = 'delete' and x.person_id = due.person_id;
delete from subscription x using due where due.action = 'delete' and x.person_id = due.person_id;
delete from person x using due where due.action = 'delete' and x.id = due.person_id;
commit;
