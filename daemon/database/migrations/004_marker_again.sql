-- SPDX-License-Identifier: Apache-2.0
--
-- Rows that several people have a part in are left alone while the turn of one of them has not come. When that one goes for good, an
-- earlier person's action has to be taken once more, on what it left.

alter table retentiond.marker add column again boolean not null default false;
comment on column retentiond.marker.again is 'The action is to be taken once more: what it left because of somebody else waits for it';
