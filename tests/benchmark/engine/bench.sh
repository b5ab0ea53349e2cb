# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# What the benchmarks of the engine share: a private server with PERSONS people in `people`, fresh copies of it in `work`, and the daemon
# on such a copy. To be sourced from the top of the tree; what it makes goes when the script ends.

# shellcheck source=tests/support/packages.sh
source tests/support/packages.sh
# shellcheck source=tests/support/build.sh
source tests/support/build.sh
# shellcheck source=tests/support/cluster.sh
source tests/support/cluster.sh

persons=${PERSONS:-200000}
daemon=
background=()

bench_clean_up() {
    local process
    for process in $daemon "${background[@]}"; do
        kill "$process" 2>/dev/null || true
    done
    cluster_stop "$folder/postgresql" || true
    rm -rf "$folder"
}

bench_begin() {
    install_packages
    build_tree retentiond retentionctl >/dev/null
    programs=$(cd "${BUILD_DIR:-build}/bin" && pwd)
    folder=$(mktemp --directory ${FOLDER:+--tmpdir="$FOLDER"})
    trap bench_clean_up EXIT
    chmod 755 "$folder"

    cluster_start "$folder/postgresql"
    # Enough memory for the tables, and no autovacuum, so that runs compare.
    local setting
    for setting in "shared_buffers = '2GB'" "max_wal_size = '8GB'" "checkpoint_timeout = '30min'" "autovacuum = off" "jit = off"; do
        sql postgres --command "alter system set $setting"
    done
    cluster_stop "$folder/postgresql"
    as_cluster_owner "$(postgres_binaries)/pg_ctl" --pgdata="$folder/postgresql/data" --log="$folder/postgresql/server.log" --wait --silent start

    sql postgres --command 'create database people'
    sql people --set="persons=$persons" --set="as_of=$(date --utc +%F)" --file=tests/benchmark/engine/people.sql
}

sql() { cluster_psql "$folder/postgresql" "$@"; }
number() { sql work --tuples-only --no-align --command "$1"; }

fresh_copy() {
    sql postgres --command 'drop database if exists work (force)' --command 'create database work template people strategy file_copy' \
        --command checkpoint 2>/dev/null
}

ctl() { "$programs/retentionctl" --socket "$folder/control.sock" "$@"; }

# start_daemon POLICY WORKERS: on the copy, with a run that waits for approval; sets `run`.
start_daemon() {
    rm -rf "$folder/policies.d" && mkdir "$folder/policies.d"
    cp "tests/benchmark/engine/$1.yaml" "$folder/policies.d"
    cat >"$folder/retentiond.yaml" <<YAML
databases: { crm: "host=$folder/postgresql port=5432 dbname=work user=postgres" }
policies: policies.d
state: $folder
socket: $folder/control.sock
workers: $2
pace: { dead_rows: null${BATCH_ROWS:+, batch_rows: $BATCH_ROWS} }
YAML
    "$programs/retentiond" --config "$folder/retentiond.yaml" 2>"$folder/log" &
    daemon=$!
    until ctl status --json 2>/dev/null | grep -q '"state": "ok"'; do sleep 0.1; done
    run=$(ctl run "$1" --json | jq .run)
}

# Starts the run and returns when it is over.
carry_out() {
    local state
    ctl approve "$run" >/dev/null
    until state=$(number "select state from retentiond.run where run = $run") && [[ $state != running ]]; do sleep 0.2; done
}

stop_daemon() {
    kill "$daemon"
    wait "$daemon" || true
    daemon=
}
