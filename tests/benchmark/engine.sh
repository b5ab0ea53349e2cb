#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs of the daemon against one statement a table over all people at once, side by side in one run: the same people, on fresh copies of
# one database. Prints what docs/performance.md tells, and asserts nothing but that both have done the same people.
#   PERSONS     how many people; default 200000
#   ROUNDS      of each; default 3, medians are printed
#   WORKERS     for which numbers of workers; default "1 2"
#   BATCH_ROWS  people in a batch at most; default the daemon's
#   FOLDER      for the server; default a temporary one. On a RAM disk (/dev/shm/NAME) the disk's stalls are left out
#   BUILD_DIR, CMAKE_ARGS   as for test.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/benchmark/engine/bench.sh
source tests/benchmark/engine/bench.sh

rounds=${ROUNDS:-3}
bench_begin

# Seconds of processor time that the server and the daemon have used.
processor() {
    local server
    server=$(head -n 1 "$folder/postgresql/data/postmaster.pid")
    { cat /proc/[0-9]*/stat 2>/dev/null || true; } | awk -v server="$server" -v daemon="${daemon:-0}" -v hertz="$(getconf CLK_TCK)" '
        { pid = $1; sub(/^.*\) /, ""); if ($2 == server) sum += $12 + $13; if (pid == server) sum += $14 + $15; if (pid == daemon) sum += $12 + $13 }
        END { printf "%.2f", sum / hertz }'
}

# measure NAME ARM: one line of results: name, arm, persons, seconds, processor seconds, WAL bytes, and of batches median and 99 %.
begin_measuring() {
    wal=$(number 'select pg_current_wal_insert_lsn()')
    used=$(processor)
}
end_measuring() {
    sleep 0.3   # until what ended is counted with the server
    local name=$1 arm=$2 done=$3 seconds=$4 batches=$5
    echo "$name $arm $done $seconds $(bc <<<"$(processor) - $used") $(number "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '$wal')") $batches" \
        >>"$folder/results"
}

by_hand() {
    local arm=$1 due before
    fresh_copy
    due=$(number "select count(*) from due where action = '$arm'")
    begin_measuring
    before=$(date +%s.%N)
    sql work --file="tests/benchmark/engine/${arm}_by_hand.sql"
    end_measuring by_hand "$arm" "$due" "$(bc <<<"$(date +%s.%N) - $before")" "0 0"
}

by_daemon() {
    local arm=$1 workers=$2 result due
    fresh_copy
    start_daemon "$arm" "$workers"
    begin_measuring
    carry_out
    due=$(number "select count(*) from due where action = '$arm'")
    result=$(number "select sum((outcomes ->> 'done')::bigint) || ' ' || extract(epoch from max(b.finished_at) - max(r.started_at))
        from retentiond.batch b join retentiond.run r using (run) where run = $run")
    [[ $result == "$due "* ]] || echo "NOT THE SAME: $due were due by hand, the daemon's are $result" >&2
    # shellcheck disable=SC2086 # two words
    end_measuring "${workers}_workers" "$arm" $result "$(number "select string_agg(v::text, ' ') from (
        select unnest(percentile_cont(array[0.5, 0.99]) within group (order by duration_ms)) v from retentiond.batch where run = $run and duration_ms is not null) b")"
    stop_daemon
}

for ((round = 1; round <= rounds; ++round)); do
    for arm in delete anonymize; do
        by_hand "$arm"
        for workers in ${WORKERS:-1 2}; do
            by_daemon "$arm" "$workers"
        done
    done
done

echo "== $persons persons, $(nproc) cores, medians of $rounds =="
printf '%-10s %-10s %9s %10s %7s %14s %10s %8s %8s\n' action by persons persons/s ratio 'processor us' 'WAL bytes' p50 p99
for arm in delete anonymize; do
    for name in by_hand $(printf '%s_workers ' ${WORKERS:-1 2}); do
        grep "^$name $arm " "$folder/results" | sort -k 4 -n | sed -n "$(((rounds + 1) / 2))p"
    done | awk '{ speed = $3 / $4; if (NR == 1) first = speed
        printf "%-10s %-10s %9d %10d %7.2f %14.0f %10d %8.0f %8.0f\n", $2, $1, $3, speed, speed / first, $5 / $3 * 1e6, $6 / $3, $7, $8 }'
done
echo "processor us and WAL bytes are per person; p50 and p99 are milliseconds of a batch"
