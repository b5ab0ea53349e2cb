#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What docs/performance.md tells, measured anew on a private PostgreSQL and the sample CRM: classification against the same typed by
# hand, start, memory, and how fast status answers while a run goes on. Takes some minutes; prints, and asserts nothing.
#   PERSONS     how many people; default 200000
#   ROUNDS      of each query; default 5
#   BATCH_ROWS  people in a batch; default 250. Small ones make runs of many batches
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
CMAKE_ARGS="${CMAKE_ARGS:-} -DRETENTIOND_BENCHMARKS=ON"
build_tree retentiond retentionctl benchmark_classification >/dev/null
programs=$(cd "${BUILD_DIR:-build}/bin" && pwd)
folder=$(mktemp --directory)
daemon=
clean_up() {
    [[ -z $daemon ]] || kill "$daemon" 2>/dev/null || true
    cluster_stop "$folder/postgresql" || true
    rm -rf "$folder"
}
trap clean_up EXIT
chmod 755 "$folder"

persons=${PERSONS:-200000}
echo "== $persons persons, $(nproc) cores =="
cluster_start "$folder/postgresql"
cluster_psql "$folder/postgresql" postgres --command 'create database crm'
cluster_psql "$folder/postgresql" crm --set="persons=$persons" --set="as_of=$(date +%F)" --file=- <tests/crm/crm.sql >/dev/null
cluster_psql "$folder/postgresql" crm --command 'vacuum analyze'

mkdir "$folder/policies.d"
sed '/^ *window:/d' config/examples/policies.d/contacts.yaml >"$folder/policies.d/contacts.yaml"
dsn="host=$folder/postgresql port=5432 dbname=crm user=postgres"
cat >"$folder/retentiond.yaml" <<YAML
databases: { crm: "$dsn" }
policies: policies.d
state: $folder
socket: $folder/control.sock
pace: { batch_rows: ${BATCH_ROWS:-250} }
YAML
ctl() { "$programs/retentionctl" --socket "$folder/control.sock" "$@"; }
nanoseconds() { date +%s%N; }

begin=$(nanoseconds)
"$programs/retentiond" --config "$folder/retentiond.yaml" 2>"$folder/log" &
daemon=$!
until grep -q DAEMON_READY "$folder/log" 2>/dev/null; do sleep 0.001; done
echo "start to READY: $((($(nanoseconds) - begin) / 1000000)) ms"
until ctl status --json | grep -q '"state": "ok"'; do sleep 0.1; done

echo
echo "== Classification =="
"$programs/benchmark_classification" "$dsn" "$folder/policies.d/contacts.yaml" tests/benchmark/census_by_hand.sql \
    tests/benchmark/due_by_hand.sql "${ROUNDS:-5}"

echo
echo "== A run, and status meanwhile =="
begin=$(nanoseconds)
run=$(ctl run contacts --json | jq .run)
echo "plan: $((($(nanoseconds) - begin) / 1000000)) ms"
begin=$(nanoseconds)
ctl approve "$run" >/dev/null
: >"$folder/latencies"
while [[ $(ctl run show "$run" --json | jq --raw-output .state) == running ]]; do
    for ((i = 0; i < 10; ++i)); do
        before=$(nanoseconds)
        ctl status >/dev/null || true
        echo $((($(nanoseconds) - before) / 1000)) >>"$folder/latencies"
        sleep 0.05
    done
done
elapsed=$((($(nanoseconds) - begin) / 1000000))
ctl run show "$run" --json | jq --raw-output --argjson ms "$elapsed" \
    '"\(.done) of \(.planned) persons in \(.batches.done) batches, \(.done * 1000 / $ms | floor) a second"'
sort -n "$folder/latencies" | awk '{ v[NR] = $1 / 1000 } END { printf "retentionctl status, start of the program included: median %.1f ms, p95 %.1f ms, longest %.1f ms (%d times)\n", v[int((NR + 1) / 2)], v[int(NR * 0.95 + 0.5)], v[NR], NR }'
awk '/VmHWM/ { print "memory of the daemon, resident, at most: " int($2 / 1024) " MiB" }' "/proc/$daemon/status"
