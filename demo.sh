#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Shows retentiond at work on a sample CRM, in a private PostgreSQL that it removes afterwards. ./demo.sh --help
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=tests/support/packages.sh
source tests/support/packages.sh
# shellcheck source=tests/support/build.sh
source tests/support/build.sh
# shellcheck source=tests/support/cluster.sh
source tests/support/cluster.sh

persons=${PERSONS:-20000}
keep=no
only_crm=
folder=
daemon=

usage() {
    cat <<'TEXT'
Usage: ./demo.sh [--keep | --crm FOLDER]

Installs the packages that are missing, builds, loads a sample CRM into a private PostgreSQL in a temporary folder, and
lets retentiond work on it: plan, explain, approve, run, outcome, and kill -9 in the middle. Removes everything afterwards.

  --keep         leave the database and the daemon running at the end, and say how to talk to them
  --crm FOLDER   only make that folder, with the sample CRM in a private PostgreSQL and settings without a policy: the place to
                 follow docs/first-policy.md in
  --help         this text

Environment: PERSONS (default 20000), BUILD_DIR (default build), CMAKE_ARGS.
TEXT
}

# --- What is said on the terminal ---------------------------------------------------------------------------------------

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
    bold=$'\e[1m' dim=$'\e[2m' blue=$'\e[34m' plain=$'\e[0m'
else
    bold='' dim='' blue='' plain=''
fi

heading() { printf '\n%s== %s ==%s\n' "$bold$blue" "$1" "$plain"; }
say() { printf '%s\n' "$*"; }
show_command() { printf '\n%s$ %s%s\n' "$dim" "$*" "$plain"; }
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# --- The daemon and its database ----------------------------------------------------------------------------------------

sql() { cluster_psql "$folder/postgresql" crm "$@"; }
sql_value() { sql --tuples-only --no-align --command "$1"; }

# Runs retentionctl without a word; exit status 3 (something is overdue, or waits for a person) is an answer too.
ask() {
    local status=0
    "$programs/retentionctl" --socket "$folder/control.sock" "$@" || status=$?
    ((status == 0 || status == 3))
}

# The same, shown as the user would type it.
ctl() {
    show_command "retentionctl $*"
    ask "$@"
}

load_crm() {
    cluster_psql "$folder/postgresql" postgres --command 'create role retentiond login' --command 'create database crm'
    sql --output=/dev/null --set=as_of="$today" --set=persons="$persons" --file=tests/crm/crm.sql
    sql --file=tests/crm/expected.sql
    # What hand-written SQL expects, and a fingerprint of each person, to compare with afterwards.
    sql <<'SQL'
grant usage on schema crm to retentiond;
grant select, update, delete on all tables in schema crm to retentiond;
create table expected.before as
    select o.id, o.class, o.due_rule, o.action, o.stopped_by, md5(p::text) as fingerprint
    from crm.person as p left join expected.outcome(now()) as o on o.id = p.id where not p.is_team
    union all
    select p.id, null, null, null, null, md5(p::text) from crm.person as p where p.is_team;
create unique index on expected.before (id);
SQL
    cluster_psql "$folder/postgresql" postgres --command 'create database crm_untouched template crm'
    grant_own_schema
}

# The daemon makes its own schema; rights on a database do not come with a copy.
grant_own_schema() {
    cluster_psql "$folder/postgresql" postgres --command 'grant create on database crm to retentiond'
}

reset_crm() {
    cluster_psql "$folder/postgresql" postgres --command 'drop database crm with (force)' \
        --command 'create database crm template crm_untouched'
    grant_own_schema
}

write_configuration() {
    mkdir -p "$folder/etc/policies.d" "$folder/state"
    cat >"$folder/etc/retentiond.yaml" <<YAML
databases:
  crm: "host=$folder/postgresql port=5432 dbname=crm user=retentiond"
policies: policies.d
state: $folder/state
socket: $folder/control.sock
pace: { rows_per_second: 10000 }   # slowly, so that there is something to see
access: { administrator: ["uid:$EUID"] }
YAML
    # The shipped example, enforcing, and without its nightly window.
    sed -e 's/^mode:.*/mode: enforce/' -e '/^ *window:/d' config/examples/policies.d/contacts.yaml \
        >"$folder/etc/policies.d/contacts.yaml"
}

# start_daemon [NAME=VALUE...]: in the background and in a session of its own, with further environment.
start_daemon() {
    setsid env "$@" "$programs/retentiond" --config "$folder/etc/retentiond.yaml" >>"$folder/retentiond.log" 2>&1 &
    daemon=$!
    local attempt
    for ((attempt = 0; attempt < 200; ++attempt)); do
        if [[ -S $folder/control.sock ]] && ask status >/dev/null 2>&1; then
            return 0
        fi
        kill -0 "$daemon" 2>/dev/null || break
        sleep 0.05
    done
    fail "retentiond did not start"
}

# end_daemon SIGNAL: and wait until it is gone. The shell's own remark about the kill is not part of the show.
end_daemon() {
    [[ -n $daemon ]] || return 0
    {
        kill "-$1" "$daemon" || true
        wait "$daemon" || true
    } 2>/dev/null
    daemon=
}

clean_up() {
    local status=$?
    trap - EXIT INT TERM
    if ((status != 0)) && [[ -s $folder/retentiond.log ]]; then
        printf '\nThe last lines of the daemon:\n' >&2
        tail -n 20 "$folder/retentiond.log" >&2
    fi
    end_daemon KILL
    if [[ -n $folder ]]; then
        cluster_stop "$folder/postgresql" || true
        rm -rf "$folder"
    fi
    exit "$status"
}

# --- Runs ---------------------------------------------------------------------------------------------------------------

# Starts a run and leaves its number in $run.
begin_run() {
    run=$(ask run contacts --json | jq --raw-output .run)
    [[ $run =~ ^[0-9]+$ ]] || fail "no run was started"
}

run_state() { ask run show "$run" --json | jq --raw-output .state; }

is_over() { [[ $1 =~ ^(finished|failed|cancelled|superseded)$ ]]; }

# Shows the progress bar until the run in $run is over.
watch_run() {
    local state watcher attempt
    show_command "retentionctl watch"
    "$programs/retentionctl" --socket "$folder/control.sock" watch &
    watcher=$!
    for ((attempt = 0; attempt < 300; ++attempt)); do
        state=$(run_state)
        ! is_over "$state" || break
        sleep 0.2
    done
    sleep 0.5
    {
        kill "$watcher" || true
        wait "$watcher" || true
    } 2>/dev/null
    printf '\n'
    [[ $state == finished ]] || fail "run $run is $state"
}

# The oracle's list against the tables: who was due and is gone or changed, and who else was touched.
show_proof() {
    sql <<'SQL'
\pset footer off
with compared as (
    select coalesce(b.action, 'keep') as expected,
           case when p.id is null then 'gone' when md5(p::text) <> b.fingerprint then 'changed' else 'untouched' end as found
    from expected.before as b left join crm.person as p using (id)
)
select expected, count(*) as persons, count(*) filter (where found = 'gone') as gone,
       count(*) filter (where found = 'changed') as changed, count(*) filter (where found = 'untouched') as untouched
from compared group by expected order by 1;
SQL
}

# Fails unless each person is as the oracle says.
require_proof() {
    local wrong
    wrong=$(sql_value "select count(*) from expected.before as b left join crm.person as p using (id)
        where case b.action when 'delete' then p.id is not null
                            when 'anonymize' then p.id is null or md5(p::text) = b.fingerprint
                            else p.id is null or md5(p::text) <> b.fingerprint end")
    [[ $wrong == 0 ]] || fail "$wrong persons are not as expected"
    say "As hand-written SQL expected: nobody wrong, nobody missed."
}

# The person as the database knows it.
show_person() {
    sql --expanded <<SQL
\pset footer off
select p.id, first_name, last_name, email, phone, birth_date, postcode,
       (select count(*) from crm.activity as a where a.person_id = p.id) as activities,
       (select subject || ': ' || body from crm.activity as a where a.person_id = p.id
        order by position(p.first_name in coalesce(subject, '') || body) > 0 desc, id limit 1) as an_activity,
       (select count(*) from crm.mail_log as m where m.person_id = p.id) as mails
from crm.person as p where p.id = $1;
SQL
}

# person_where CONDITION: a person with mail, phone and activities, by the oracle's list.
person_where() {
    sql_value "select b.id from expected.before as b join crm.person as p using (id)
        where $1 and p.email is not null and p.phone is not null
        order by not exists (select 1 from crm.activity as a
                             where a.person_id = b.id and position(p.first_name in coalesce(a.subject, '')) > 0), b.id
        limit 1"
}

# --- The show -----------------------------------------------------------------------------------------------------------

prepare() {
    heading "Packages and build"
    install_packages
    build_tree retentiond retentionctl
    programs=$(cd "${BUILD_DIR:-build}/bin" && pwd)

    heading "A private PostgreSQL with $persons persons"
    folder=$(mktemp --directory --tmpdir retentiond-demo-XXXXXX)
    chmod 755 "$folder"
    today=$(TZ=Europe/Amsterdam date +%F)
    say "In $folder, on a unix socket only."
    cluster_start "$folder/postgresql"
    load_crm
    write_configuration
    sql <<'SQL'
\pset footer off
select status, count(*) as persons, count(*) filter (where legal_hold) as on_hold from crm.person
where not is_team group by status order by 2 desc;
SQL

    heading "The daemon starts"
    show_command "retentiond --config $folder/etc/retentiond.yaml &"
    start_daemon
    say "Process $daemon; its policy is the shipped example, config/examples/policies.d/contacts.yaml."
}

show_plan() {
    heading "Who is here, who is due, and why the others are not"
    ctl plan contacts

    heading "The months to come, and what if prospects were kept for one year only"
    ctl forecast contacts --months 12
    ctl forecast contacts --months 12 --set rules.silent-prospects.keep=P1Y

    heading "One person who is due"
    deleted=$(person_where "b.due_rule = 'silent-prospects'")
    anonymized=$(person_where "b.due_rule = 'lost-customers'")
    ctl explain contacts "$deleted"
    heading "One whom a hold keeps"
    ctl explain contacts "$(person_where "b.stopped_by = 'hold'")"
    heading "One whom the law keeps: bookkeeping"
    ctl explain contacts "$(person_where "b.stopped_by = 'floor'")"
}

show_run() {
    heading "A run waits for approval"
    begin_run
    say "Run $run is planned and frozen. Nothing has changed yet: it is the first that would, and larger than the limits."
    ctl status
    heading "Before"
    show_person "$deleted"
    show_person "$anonymized"
    heading "Approved"
    ctl approve "$run"
    watch_run
    heading "The outcome, table by table"
    ctl run show "$run"
    show_proof
    require_proof

    heading "After"
    say "Person $deleted, who was due for deletion: $(sql_value "select count(*) from crm.person where id = $deleted") rows."
    show_person "$anonymized"

    heading "A second run finds nothing"
    ctl run contacts --wait
}

is_stopped() { [[ $(sed 's/.*) //' "/proc/$daemon/stat" 2>/dev/null) == T* ]]; }

show_kill() {
    heading "kill -9 in the middle of a run"
    # Few people are done in one batch.
    local batch=$((persons < 5000 ? 1 : 3)) attempt
    say "The same people again, from a copy. The daemon halts inside batch $batch, its rows deleted but not committed;"
    say "then it is killed."
    end_daemon TERM
    reset_crm
    start_daemon "RETENTIOND_FAILPOINT=batch_after_action:$batch:stop"
    begin_run
    ctl approve "$run"
    for ((attempt = 0; attempt < 600; ++attempt)); do
        ! is_stopped || break
        sleep 0.05
    done
    is_stopped || fail "the run did not get as far as batch $batch"
    show_command "kill -9 $daemon"
    end_daemon KILL
    show_proof

    heading "The next start goes on where the last one was killed"
    start_daemon
    "$programs/retentionctl" --socket "$folder/control.sock" await checked --timeout 60 >/dev/null
    watch_run
    ctl run show "$run"
    show_proof
    require_proof
}

finish() {
    if [[ $keep == no ]]; then
        heading "Done; everything is stopped and removed"
        return 0
    fi
    heading "Left running, as asked"
    cat <<TEXT
Talk to it:
  $programs/retentionctl --socket $folder/control.sock status
  psql -h $folder/postgresql -U postgres crm
Its files: $folder/etc, its log: $folder/retentiond.log
Stop and remove it:
  kill $daemon; kill -INT $(head -n 1 "$folder/postgresql/data/postmaster.pid"); sleep 2; rm -rf $folder
TEXT
    trap - EXIT INT TERM
    disown "$daemon"
}

# The CRM alone, for somebody who wants to write the policy himself.
offer_crm() {
    [[ ! -e $only_crm ]] || fail "$only_crm exists already; name a folder to be made"
    heading "Packages and build"
    install_packages
    build_tree retentiond retentionctl
    programs=$(cd "${BUILD_DIR:-build}/bin" && pwd)

    heading "A private PostgreSQL with $persons persons"
    mkdir -p "$only_crm/policies.d" "$only_crm/state"
    folder=$(cd "$only_crm" && pwd)
    chmod 755 "$folder"
    cluster_start "$folder/postgresql"
    cluster_psql "$folder/postgresql" postgres --command 'create role retentiond login' --command 'create database crm'
    sql --output=/dev/null --set=persons="$persons" --file=tests/crm/crm.sql
    sql --command 'grant usage on schema crm to retentiond' \
        --command 'grant select, update, delete on all tables in schema crm to retentiond'
    grant_own_schema
    cat >"$folder/retentiond.yaml" <<YAML
databases:
  crm: "host='$folder/postgresql' port=5432 dbname=crm user=retentiond"
policies: policies.d
state: state
socket: control.sock
YAML
    heading "Ready"
    cat <<TEXT
Go on with docs/first-policy.md:
  cd $(printf %q "$folder")
  export PATH=$(printf %q "$programs"):\$PATH RETENTIOND_SOCKET=\$PWD/control.sock CRM="host='\$PWD/postgresql' dbname=crm user=postgres"
Stop and remove it, after the daemon ("kill %1" in the shell that started it):
  kill -INT $(head -n 1 "$folder/postgresql/data/postmaster.pid"); sleep 2; rm -rf $(printf %q "$folder")
TEXT
    trap - EXIT INT TERM
}

while (($#)); do
    case $1 in
    --keep) keep=yes ;;
    --crm)
        [[ -n ${2:-} ]] || fail "--crm needs a folder"
        only_crm=$2
        shift
        ;;
    --help)
        usage
        exit 0
        ;;
    *)
        printf 'error: there is no option %q\n\n' "$1" >&2
        usage >&2
        exit 2
        ;;
    esac
    shift
done
[[ $persons =~ ^[1-9][0-9]*$ ]] || fail "PERSONS must be a number above 0"

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
if [[ -n $only_crm ]]; then
    offer_crm
    exit
fi
prepare
show_plan
show_run
show_kill
finish
