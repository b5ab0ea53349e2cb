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
# shellcheck source=tests/support/packages.sh
source tests/support/packages.sh
# shellcheck source=tests/support/build.sh
source tests/support/build.sh
# shellcheck source=tests/support/cluster.sh
source tests/support/cluster.sh

install_packages
build_tree retentiond retentionctl >/dev/null
programs=$(cd "${BUILD_DIR:-build}/bin" && pwd)
folder=$(mktemp --directory ${FOLDER:+--tmpdir="$FOLDER"})
daemon=
clean_up() {
    [[ -z $daemon ]] || kill "$daemon" 2>/dev/null || true
    cluster_stop "$folder/postgresql" || true
    rm -rf "$folder"
}
trap clean_up EXIT
chmod 755 "$folder"

persons=${PERSONS:-200000} rounds=${ROUNDS:-3}
cluster_start "$folder/postgresql"
# Enough memory for the tables, and no autovacuum, so that runs compare.
for setting in "shared_buffers = '2GB'" "max_wal_size = '8GB'" "checkpoint_timeout = '30min'" "autovacuum = off" "jit = off"; do
    cluster_psql "$folder/postgresql" postgres --command "alter system set $setting"
done
cluster_stop "$folder/postgresql"
as_cluster_owner "$(postgres_binaries)/pg_ctl" --pgdata="$folder/postgresql/data" --log="$folder/postgresql/server.log" --wait --silent start

sql() { cluster_psql "$folder/postgresql" "$@"; }
sql postgres --command 'create database people'
sql people --set="persons=$persons" --set="as_of=$(date --utc +%F)" --file=tests/benchmark/engine/people.sql
fresh_copy() {
    sql postgres --command 'drop database if exists work (force)' --command 'create database work template people strategy file_copy' \
        --command checkpoint 2>/dev/null
}
number() { sql work --tuples-only --no-align --command "$1"; }

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

ctl() { "$programs/retentionctl" --socket "$folder/control.sock" "$@"; }

by_daemon() {
    local arm=$1 workers=$2 run result due
    fresh_copy
    rm -rf "$folder/policies.d" && mkdir "$folder/policies.d"
    cp "tests/benchmark/engine/$arm.yaml" "$folder/policies.d"
    cat >"$folder/retentiond.yaml" <<YAML
databases: { crm: "host=$folder/postgresql port=5432 dbname=work user=postgres" }
policies: policies.d
state: $folder
socket: $folder/control.sock
workers: $workers
pace: { dead_rows: null${BATCH_ROWS:+, batch_rows: $BATCH_ROWS} }
YAML
    "$programs/retentiond" --config "$folder/retentiond.yaml" 2>"$folder/log" &
    daemon=$!
    until ctl status --json 2>/dev/null | grep -q '"state": "ok"'; do sleep 0.1; done
    run=$(ctl run "$arm" --json | jq .run)
    begin_measuring
    ctl approve "$run" >/dev/null
    until result=$(number "select state from retentiond.run where run = $run") && [[ $result != running ]]; do sleep 0.2; done
    due=$(number "select count(*) from due where action = '$arm'")
    result=$(number "select sum((outcomes ->> 'done')::bigint) || ' ' || extract(epoch from max(b.finished_at) - max(r.started_at))
        from retentiond.batch b join retentiond.run r using (run) where run = $run")
    [[ $result == "$due "* ]] || echo "NOT THE SAME: $due were due by hand, the daemon's are $result" >&2
    # shellcheck disable=SC2086 # two words
    end_measuring "${workers}_workers" "$arm" $result "$(number "select string_agg(v::text, ' ') from (
        select unnest(percentile_cont(array[0.5, 0.99]) within group (order by duration_ms)) v from retentiond.batch where run = $run and duration_ms is not null) b")"
    kill "$daemon" && wait "$daemon" || true
    daemon=
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
