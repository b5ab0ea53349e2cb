#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What an application notices: it asks at a fixed rate (four of five read a person and the consents, one changes a person) while nobody
# else is there, while a run goes on, and while one statement a table does the same people. How long a request takes counts from when
# it was due, so that one that waits in the application's own queue counts as slow. Prints what docs/performance.md tells, and asserts nothing.
#   RATE        requests a second; default 400
#   PERSONS, ROUNDS, WORKERS, BATCH_ROWS, FOLDER, BUILD_DIR, CMAKE_ARGS   as for engine.sh. FOLDER on a RAM disk leaves out the disk's stalls
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/benchmark/engine/bench.sh
source tests/benchmark/engine/bench.sh

rounds=${ROUNDS:-3}
bench_begin
pgbench=$(postgres_binaries)/pgbench
mkdir "$folder/requests"
chmod 777 "$folder/requests"

begin_requests() {
    rm -f "$folder/requests/"*
    (cd "$folder/requests" && exec "$pgbench" --no-vacuum --protocol=prepared --client=8 --jobs=1 --rate="${RATE:-400}" --time=100000 \
        --define="persons=$persons" --log --log-prefix=log --host="$folder/postgresql" --username=postgres \
        --file="$OLDPWD/tests/benchmark/engine/application_reads.sql@4" --file="$OLDPWD/tests/benchmark/engine/application_writes.sql@1" work \
        >"$folder/requests/out" 2>&1) &
    requests=$!
    background+=("$requests")
    # How long transactions that are not the application's lie idle, looked at 50 times a second.
    psql --no-psqlrc --quiet --tuples-only --no-align --host="$folder/postgresql" --username=postgres work >"$folder/idle" <<<"select coalesce(max(extract(epoch from clock_timestamp() - state_change) * 1000), 0)
        from pg_stat_activity where datname = 'work' and state like 'idle in transaction%' and application_name <> 'pgbench' \\watch 0.02" &
    looking=$!
    background+=("$looking")
    sleep 3   # connections are made and statements prepared
}

# end_requests ARM NAME PERSONS BEGAN ENDED: a line of results from the requests that were due in that time.
end_requests() {
    sleep 0.5
    kill "$requests" "$looking"
    wait "$requests" "$looking" 2>/dev/null || true
    background=()
    awk -v began="$4" -v ended="$5" '{ end = $5 + $6 / 1e6; due = end - $3 / 1e6; if (end >= began && due <= ended) print $3 / 1000 }' "$folder/requests/log"* |
        sort -n | awk -v head="$1 $2 $3 $(bc <<<"$5 - $4")" -v idle="$(sort -n "$folder/idle" | tail -n 1)" '
            function at(share) { i = int(share * NR) + 1; return v[i > NR ? NR : i] }
            { v[NR] = $1 }
            END { print head, NR, at(0.5), at(0.95), at(0.99), at(0.999), v[NR], idle }' >>"$folder/results"
}

undisturbed() {
    local arm=$1 began
    fresh_copy
    begin_requests
    began=$(date +%s.%N)
    sleep 15
    end_requests "$arm" nobody 0 "$began" "$(date +%s.%N)"
}

beside_statement() {
    local arm=$1 began ended
    fresh_copy
    begin_requests
    began=$(date +%s.%N)
    sql work --file="tests/benchmark/engine/${arm}_by_hand.sql"
    ended=$(date +%s.%N)
    end_requests "$arm" by_hand "$(number "select count(*) from due where action = '$arm'")" "$began" "$ended"
}

beside_run() {
    local arm=$1 workers=$2 began ended
    fresh_copy
    start_daemon "$arm" "$workers"
    begin_requests
    began=$(date +%s.%N)
    carry_out
    ended=$(date +%s.%N)
    end_requests "$arm" "${workers}_workers" "$(number "select sum((outcomes ->> 'done')::bigint) from retentiond.batch where run = $run")" "$began" "$ended"
    stop_daemon
}

for ((round = 1; round <= rounds; ++round)); do
    for arm in delete anonymize; do
        undisturbed "$arm"
        beside_statement "$arm"
        for workers in ${WORKERS:-1 2}; do
            beside_run "$arm" "$workers"
        done
    done
done

echo "== $persons persons, ${RATE:-400} requests a second, $(nproc) cores, each of $rounds rounds =="
printf '%-10s %-10s %9s %10s %9s %8s %8s %8s %8s %9s %9s\n' action beside persons persons/s requests p50 p95 p99 p99.9 longest idle
sort -k 1,1r -k 2,2 -s "$folder/results" | awk '
    { printf "%-10s %-10s %9d %10d %9d %8.2f %8.2f %8.2f %8.1f %9.1f %9.1f\n", $1, $2, $3, $3 / $4, $5, $6, $7, $8, $9, $10, $11 }'
echo "times of the application's requests in milliseconds; idle: the longest that a transaction of the other side was seen without a statement"
