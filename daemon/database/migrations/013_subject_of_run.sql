-- SPDX-License-Identifier: Apache-2.0
--
-- A policy that keeps its name and speaks of other people by now is a new one: its first enforcing run waits for an approval.

alter table retentiond.run add column subject_table text;
comment on column retentiond.run.subject_table is 'Schema-qualified name of the subject table; null for runs of versions that did not note it';
