#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A primary that is killed in the middle of a run, and its standby that takes over: the daemon, whose connection string names both,
# goes on there by itself, and what the journal tells is what the rows tell. docs/operations.md, "Failover".
#   tests/crash/failover.sh BUILD
set -euo pipefail
source_tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
programs=$(cd "${1:?the build folder is missing}/bin" && pwd)
# shellcheck source=tests/support/cluster.sh
source "$source_tree/tests/support/cluster.sh"

folder=$(mktemp --directory /tmp/retentiond-failover.XXXXXX)
chmod 755 "$folder"
primary=$folder/primary
standby=$folder/standby
daemon=

finish() {
    if [[ -n $daemon ]]; then
        kill -KILL "$daemon" 2>/dev/null || true
        wait "$daemon" 2>/dev/null || true
    fi
    cluster_stop "$primary" || true
    cluster_stop "$standby" || true
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM

wrong() {
    echo "FAILED: $1"
    tail -n 20 "$folder/log"
    exit 1
}

ctl() { "$programs/retentionctl" --socket "$folder/control.sock" "$@"; }

value() { cluster_psql "$1" crm --tuples-only --no-align --command="$2"; }

batches_done() { value "$1" "select count(*) from retentiond.batch where state = 'done'"; }

until_batches_done() {
    local end=$((SECONDS + 60))
    until (($(batches_done "$1") >= $2)); do
        ((SECONDS < end)) || wrong "no batch is done"
        sleep 0.1
    done
}

make_primary() {
    cluster_start "$primary"
    cluster_psql "$primary" postgres --command="create database crm"
    local file
    for file in tests/crm/crm.sql tests/crm/expected.sql tests/crash/proof.sql; do
        cluster_psql "$primary" crm --set=persons=600 --file="$source_tree/$file" >/dev/null
    done
    value "$primary" "create function proof.dawdle() returns trigger language plpgsql as
                          \$\$ begin perform pg_sleep(0.02); return coalesce(new, old); end \$\$;
                      create trigger dawdle before update or delete on crm.person
                          for each row execute function proof.dawdle()"
}

make_standby() {
    mkdir "$standby"
    if ((EUID == 0)); then
        chown postgres: "$standby"
    fi
    as_cluster_owner "$(postgres_binaries)/pg_basebackup" --host="$primary" --username=postgres --pgdata="$standby/data" \
        --write-recovery-conf --wal-method=stream --checkpoint=fast
    sed -i "s|^unix_socket_directories = .*|unix_socket_directories = '$standby'|" "$standby/data/postgresql.conf"
    as_cluster_owner "$(postgres_binaries)/pg_ctl" --pgdata="$standby/data" --log="$standby/server.log" --wait --silent start
}

start_daemon() {
    mkdir "$folder/policies.d"
    sed -e '/^ *window:/d' -e 's/persons: 5000/persons: null/; s/share: 5%/share: null/; s/growth: 10 /growth: null /' \
        "$source_tree/config/examples/policies.d/contacts.yaml" >"$folder/policies.d/contacts.yaml"
    cat >"$folder/retentiond.yaml" <<SETTINGS
databases:
  crm: "host=$primary,$standby dbname=crm user=postgres target_session_attrs=read-write"
state: .
socket: control.sock
pace: { batch_rows: 5 }
SETTINGS
    "$programs/retentiond" --config "$folder/retentiond.yaml" 2>"$folder/log" &
    daemon=$!
}

make_primary
make_standby
start_daemon
ctl await checked --timeout 60 >/dev/null || wrong "the primary is not reached"
ctl run contacts >/dev/null || wrong "no run"
ctl approve 1 >/dev/null || wrong "not approved"
until_batches_done "$primary" 3

cluster_stop "$primary"
as_cluster_owner "$(postgres_binaries)/pg_ctl" --pgdata="$standby/data" --wait --silent promote
carried_over=$(batches_done "$standby")
pending=$(value "$standby" "select count(*) from retentiond.batch where state = 'pending'")
((carried_over >= 1 && pending >= 1)) || wrong "it was not the middle: $carried_over done, $pending pending"
for function in half_erased journal_differs wrong_among_others; do
    complaint=$(value "$standby" "select * from proof.$function()")
    [[ -z $complaint ]] || wrong "as it was taken over, $function: $complaint"
done

ctl await "done" --timeout 300 >/dev/null || wrong "the run does not end on the standby"
for function in half_erased journal_differs wrong_among_others wrong_among_due; do
    complaint=$(value "$standby" "select * from proof.$function()")
    [[ -z $complaint ]] || wrong "$function: $complaint"
done
[[ $(value "$standby" "select sum((outcomes ->> 'done')::bigint) from retentiond.batch") == $(value "$standby" "select count(*) from proof.due") ]] ||
    wrong "not each once"
echo "ok: $carried_over batches were taken over, the rest was done by the new primary"
