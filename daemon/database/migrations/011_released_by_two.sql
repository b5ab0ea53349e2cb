-- SPDX-License-Identifier: Apache-2.0
--
-- Where four eyes hold, a run may only be worked on once another person has released it: so says the table itself. Until now it
-- compared the two persons where both were named, and a statement that named no second one released the run.

-- Of an older journal: such a run waits again, and its batches with it.
update retentiond.run set state = 'awaiting_approval'
where four_eyes and state in ('running', 'paused') and coalesce(cardinality(array_remove(approved_uids, null)), 0) = 0;

alter table retentiond.run add constraint run_released
    check (not four_eyes or state not in ('running', 'paused')
           or coalesce(cardinality(array_remove(approved_uids, null)), 0) > 0);

-- A constraint sees one row as it becomes; what was asked for, and by whom, must also stay as it was.
create function retentiond.keep_four_eyes() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
    if new.four_eyes is distinct from old.four_eyes or new.requested_uids is distinct from old.requested_uids then
        raise exception using errcode = 'check_violation', schema = 'retentiond', table = 'run', constraint = 'run_four_eyes_kept',
            message = 'who started a run, and that another person must release it, stays as it was';
    end if;
    if new.approved_uids is distinct from old.approved_uids and old.state not in ('planning', 'awaiting_approval') then
        raise exception using errcode = 'check_violation', schema = 'retentiond', table = 'run', constraint = 'run_four_eyes_kept',
            message = 'who released a run stays as it was';
    end if;
    return new;
end $$;
comment on function retentiond.keep_four_eyes() is 'Refuses to change afterwards who started and who released a run that takes two persons';

create trigger keep_four_eyes before update on retentiond.run
    for each row when (old.four_eyes) execute function retentiond.keep_four_eyes();
