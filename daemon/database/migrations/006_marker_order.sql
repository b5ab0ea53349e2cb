-- SPDX-License-Identifier: Apache-2.0
--
-- One index instead of two: whoever looks for a marker knows whose it is, and whoever forgets a subject's markers does not know of which
-- policies they are.

alter table retentiond.marker drop constraint marker_pkey;
drop index retentiond.marker_subject;
alter table retentiond.marker add primary key (subject_table, key_columns, key, action, policy);
