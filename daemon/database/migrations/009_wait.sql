-- SPDX-License-Identifier: Apache-2.0
--
-- Why a run took as long as it did: an auditor who is told that somebody's data was kept for a week too long asks what it
-- waited for.

create table retentiond.wait (
    wait      bigint generated always as identity primary key,
    run       bigint not null references retentiond.run,
    reason    text not null,
    detail    text not null,
    began_at  timestamptz not null,
    until_at  timestamptz not null,
    waited_ms bigint not null check (waited_ms >= 0)
);
create index wait_run on retentiond.wait (run);
comment on table retentiond.wait is 'Times in which a run got no further, and why; each daemon that works on the run writes its own';
comment on column retentiond.wait.reason is
    'A stable word: paused, stop_file, window, replica_lag, wal_mb_per_second, active_sessions, dead_rows, rows_per_second, retry, unreachable';
comment on column retentiond.wait.detail is 'The same for people, as last seen; without personal data';
comment on column retentiond.wait.until_at is 'When it was last seen waiting, to within some seconds';
comment on column retentiond.wait.waited_ms is 'Milliseconds of that: short waits that follow each other closely are one row';
