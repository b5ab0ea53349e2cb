# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# What is checked on the machine, in this order: each function check_* is a claim. Sourced by boot.sh, which says where things
# are: $source_tree, $memory (a folder for what is printed), $machine_root.
# shellcheck disable=SC2154

service=retentiond.service
drop_ins=/etc/systemd/system/retentiond.service.d

# ---- what the checks are written in

complaint=

# fails WHAT: ends the check that calls it (as `... || fails "..." || return`).
fails() {
    complaint=$1
    return 1
}

# expect EXPECTED ACTUAL WHAT
expect() { [[ $1 == "$2" ]] || fails "$3: \"$2\" instead of \"$1\""; }

expect_has() { [[ $2 == *"$1"* ]] || fails "$3: \"$1\" is not in \"$2\""; }

sql() { in_machine runuser -u postgres -- psql --no-psqlrc -At --quiet --set=ON_ERROR_STOP=1 --dbname=crm --command="$1"; }

postgres_file() { in_machine runuser -u postgres -- psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --set=persons=600 --dbname=crm --file="$1" >/dev/null; }

systemctl_in() { in_machine systemctl "$@"; }

property() { systemctl_in show --property="$1" --value "${2:-$service}"; }

# status FIELDS: of `retentionctl status`, by jq.
status() { in_machine retentionctl --json status 2>/dev/null | jq --raw-output "$1"; }

is_database_ok() { [[ $(status '.databases[0].state') == ok ]]; }

# State of the policy's last run.
run_state() { in_machine retentionctl --json runs contacts --last 1 | jq --raw-output '.runs[0].state'; }

has_run_ended() { [[ $(run_state) == finished ]]; }

# is_logged ID [UNIT]: since the check began.
is_logged() {
    in_machine journalctl --unit="${2:-$service}" --since="@$began" --output=json --no-pager |
        jq --slurp --exit-status --arg id "$1" \
            'any(.[]; (.RETENTIOND_EVENT == $id) or ((.MESSAGE | type == "string") and (.MESSAGE | contains($id))))' >/dev/null
}

write_file() {
    mkdir -p "$machine_root$(dirname "$1")"
    cat >"$machine_root$1"
}

# drop_in NAME: from standard input, for the daemon's unit.
drop_in() {
    write_file "$drop_ins/$1.conf"
    systemctl_in daemon-reload
}

no_drop_ins() {
    rm -rf "${machine_root:?}$drop_ins"
    systemctl_in daemon-reload
}

# settings DATABASE: with the value of `databases.crm`.
settings() {
    write_file /etc/retentiond/retentiond.yaml <<SETTINGS
databases:
  crm: $1
access: { viewer: ["group:retentiond"], operator: ["user:dpo"], administrator: ["user:root"] }
pace: { batch_rows: 5, batch_time: 200ms }
SETTINGS
}

policy() {
    sed -e '/^ *window:/d' -e 's/persons: 5000/persons: null/; s/share: 5%/share: null/; s/growth: 10 /growth: null /' \
        "$source_tree/config/examples/policies.d/contacts.yaml" | write_file /etc/retentiond/policies.d/contacts.yaml
}

sample_database() {
    in_machine runuser -u postgres -- psql --quiet --command="set client_min_messages = warning" \
        --command="drop database if exists crm with (force)" --command="create database crm" && postgres_file /srv/retentiond-test/crm.sql
}

# The commands of a section of docs/install.md, as a reader types them.
follow() {
    local command
    while IFS= read -r command; do
        in_machine bash -c "cd /srv/retentiond-test && $command" >"$memory/printed" 2>&1 ||
            fails "\"$command\" ends with $?: $(tail -n 5 "$memory/printed")" || return
    done < <(awk -v section="## $1" '/^## /{inside = $0 == section} inside && /^\$ /{print substr($0, 3)}' "$source_tree/docs/install.md")
}

# As on the first day.
fresh_database() {
    sample_database || return
    for file in expected proof; do
        postgres_file "/srv/retentiond-test/$file.sql" || return
    done
    sql "create schema retentiond authorization retentiond;
         grant usage on schema crm, proof to retentiond;
         grant select, update, delete on all tables in schema crm to retentiond;
         grant insert on proof.change to retentiond;
         create table proof.pace as select 0.05::float8 as seconds;
         grant select on proof.pace to retentiond;
         create function proof.dawdle() returns trigger language plpgsql as
             \$\$ begin perform pg_sleep(seconds) from proof.pace; return coalesce(new, old); end \$\$;
         create trigger dawdle before update or delete on crm.person for each row execute function proof.dawdle()"
}

# Every person takes a twentieth of a second, so that a run can be met in its middle; from here on no longer.
no_dawdling() { sql "update proof.pace set seconds = 0"; }

start() {
    systemctl_in reset-failed "$service" 2>/dev/null
    systemctl_in start "$service" || fails "it does not start" || return
    until_true 15 is_database_ok || fails "the database is not reached: $(status .)"
}

# From then on its times count as missed.
is_policy_seen() { [[ $(sql "select count(*) from retentiond.event where what = 'policy_seen'") == 1 ]]; }

start_run() {
    in_machine retentionctl run contacts >/dev/null
    local run
    run=$(in_machine retentionctl --json runs contacts --last 1 | jq '.runs[0].run')
    in_machine retentionctl approve "$run" >/dev/null || fails "run $run is not approved"
}

batches_done() { sql "select count(*) from retentiond.batch where state = 'done'"; }

has_done_batches() { (($(batches_done) >= ${1:-2})); }

# Whatever happened: nobody half erased, nobody wrong, and the journal tells what the rows tell.
expect_sound() {
    local function
    for function in wrong_among_others half_erased journal_differs; do
        expect "" "$(sql "select * from proof.$function()")" "$function" || return
    done
}

expect_all_done() {
    until_true 60 has_run_ended || fails "the run does not end: $(run_state)" || return
    expect_sound && expect "" "$(sql "select * from proof.wrong_among_due()")" wrong_among_due
}

# ---- the checks

check_package_installs_and_starts_nothing() {
    follow "The package" || return
    expect retentiond "$(in_machine id --user --name retentiond)" "the user" || return
    expect disabled "$(systemctl_in is-enabled "$service")" "enabled" || return
    expect inactive "$(systemctl_in is-active "$service")" "active" || return
    expect "755 root" "$(in_machine stat --format='%a %U' /etc/retentiond)" "the settings' folder"
}

check_package_guide_leads_to_a_daemon_at_work() {
    in_machine pg_createcluster 15 main --start >/dev/null && sample_database || fails "no PostgreSQL" || return
    local section
    for section in "The role in PostgreSQL" Settings "A policy" "The first start"; do
        follow "$section" || return
    done
    expect enabled "$(systemctl_in is-enabled "$service")" "enabled" || return
    expect "ok enforce" "$(status '.policies[0] | .state + " " + .mode')" "the policy" || return
    in_machine useradd --groups retentiond looker && in_machine useradd stranger &&
        in_machine runuser -u postgres -- psql --quiet --command="alter role retentiond password 'a secret of the test'"
}

check_start_is_told_ready_and_what_it_does() {
    systemctl_in stop "$service"
    fresh_database && policy && settings '"dbname=crm"' && start || return
    expect active "$(systemctl_in is-active "$service")" "state" || return
    until_true 10 status_line_has idle || fails "STATUS=: $(property StatusText)" || return
    expect_has "next run 20" "$(property StatusText)" "STATUS=" || return
    expect_has "(contacts)" "$(property StatusText)" "STATUS=" || return
    is_logged DAEMON_READY || fails "DAEMON_READY is not in the journal"
}

status_line_has() { [[ $(property StatusText) == *"$1"* ]]; }

check_sandbox_is_on() {
    local facts
    facts=$(in_machine cat "/proc/$(property MainPID)/status")
    expect_has $'NoNewPrivs:\t1' "$facts" "no new privileges" &&
        expect_has $'Seccomp:\t2' "$facts" "system calls are filtered" &&
        expect_has $'CapBnd:\t0000000000000000' "$facts" "capabilities" &&
        expect_has $'CapEff:\t0000000000000000' "$facts" "capabilities" || return
    expect "700 retentiond" "$(in_machine stat --format='%a %U' /var/lib/retentiond)" "its folder" &&
        expect "660 retentiond" "$(in_machine stat --format='%a %G' /run/retentiond/control.sock)" "its socket" || return
    # From inside its own namespaces.
    in_machine nsenter --target "$(property MainPID)" --mount -- touch /etc/written /usr/written 2>/dev/null &&
        fails "it could write to /etc or /usr"
    return 0
}

check_journal_has_fields() {
    local line
    line=$(in_machine journalctl --unit="$service" --output=json --no-pager |
        jq --compact-output 'select((.MESSAGE | contains("CONTROL_LISTENING")) or .RETENTIOND_EVENT == "CONTROL_LISTENING")' |
        tail -n 1)
    expect 6 "$(jq --raw-output .PRIORITY <<<"$line")" "PRIORITY of an info" &&
        expect retentiond "$(jq --raw-output .SYSLOG_IDENTIFIER <<<"$line")" "SYSLOG_IDENTIFIER" &&
        expect "$service" "$(jq --raw-output ._SYSTEMD_UNIT <<<"$line")" "_SYSTEMD_UNIT"
}

check_roles_are_the_kernels_word() {
    in_machine runuser -u dpo -- retentionctl status >/dev/null
    (($? == 0 || $? == 3)) || fails "the operator may not look" || return
    in_machine runuser -u dpo -- retentionctl pause >/dev/null && in_machine runuser -u dpo -- retentionctl resume >/dev/null ||
        fails "the operator may not pause" || return
    in_machine runuser -u looker -- retentionctl --json runs >/dev/null || fails "the viewer may not look" || return
    expect_has "needs the role operator" "$(in_machine runuser -u looker -- retentionctl pause 2>&1)" "the viewer" || return
    expect_has "Permission denied" "$(in_machine runuser -u stranger -- retentionctl status 2>&1)" "the stranger"
}

check_good_reload_is_in_force() {
    echo '# changed' >>"$machine_root/etc/retentiond/policies.d/contacts.yaml"
    sed -i 's/^description: .*/description: Another text/' "$machine_root/etc/retentiond/policies.d/contacts.yaml"
    systemctl_in reload "$service" || fails "the reload fails" || return
    is_logged CONFIGURATION_LOADED || fails "CONFIGURATION_LOADED is not in the journal" || return
    expect active "$(systemctl_in is-active "$service")" "state"
}

check_bad_reload_fails_and_changes_nothing() {
    local before
    before=$(property MainPID)
    echo 'nonsense: 1' >>"$machine_root/etc/retentiond/policies.d/contacts.yaml"
    systemctl_in reload "$service" 2>/dev/null && { fails "the reload succeeds" || return; }
    is_logged RELOAD_REFUSED || fails "RELOAD_REFUSED is not in the journal" || return
    expect_has nonsense "$(in_machine journalctl --unit=$service --since="@$began" --no-pager)" "the journal" || return
    expect active "$(systemctl_in is-active "$service")" "state" || return
    expect ok "$(status '.policies[0].state')" "the old policy" || return
    expect "$before" "$(property MainPID)" "the process" || return
    policy && systemctl_in reload "$service"
}

check_killed_daemon_is_back_and_goes_on() {
    local before began_at
    start_run || return
    until_true 20 has_done_batches || fails "no batch is done" || return
    until_true 10 status_line_has "batches of contacts done" || fails "STATUS=: $(property StatusText)" || return
    before=$(property MainPID)
    began_at=$SECONDS
    in_machine kill -KILL "$before"
    until_true 10 is_another_process "$before" || fails "it is not back" || return
    ((SECONDS - began_at <= 6)) || fails "it took $((SECONDS - began_at)) s" || return
    until_true 10 is_database_ok || fails "the database is not reached" || return
    no_dawdling
    expect_all_done
}

is_another_process() {
    local now
    now=$(property MainPID)
    [[ $now != 0 && $now != "$1" && $(systemctl_in is-active "$service") == active ]]
}

check_stop_in_a_batch_is_quick_and_sound() {
    local began_at
    systemctl_in stop "$service"
    fresh_database && start && start_run || return
    until_true 20 has_done_batches || fails "no batch is done" || return
    began_at=$(date +%s%3N)
    systemctl_in stop "$service" || fails "the stop fails" || return
    (($(date +%s%3N) - began_at < 5000)) || fails "the stop took $(($(date +%s%3N) - began_at)) ms" || return
    expect success "$(property Result)" "result" || return
    expect_sound || return
    (($(sql "select count(*) from retentiond.batch where state = 'pending'") > 0)) ||
        fails "nothing was left to do: it was not the middle" || return
    expect 0 "$(sql "select count(*) from pg_stat_activity where usename = 'retentiond'")" "sessions that are left" || return
    no_dawdling
    start && expect_all_done
}

check_frozen_daemon_is_restarted() {
    local before
    drop_in watchdog <<<$'[Service]\nWatchdogSec=2s'
    systemctl_in restart "$service"
    before=$(property MainPID)
    in_machine kill -STOP "$before"
    until_true 15 is_another_process "$before" || fails "it is not restarted" || return
    expect_has "Watchdog timeout" "$(in_machine journalctl --unit=$service --since="@$began" --no-pager)" "the journal"
}

check_hanging_worker_is_restarted() {
    local before
    systemctl_in stop "$service"
    fresh_database
    drop_in watchdog <<<$'[Service]\nWatchdogSec=4s\nEnvironment=RETENTIOND_FAILPOINT=batch_after_lock:3:hang'
    start || return
    before=$(property MainPID)
    # The next process is to be a sound one.
    no_drop_ins
    no_dawdling
    start_run || return
    until_true 30 is_another_process "$before" || fails "it is not restarted" || return
    is_logged WATCHDOG_WITHHELD || fails "WATCHDOG_WITHHELD is not in the journal" || return
    until_true 10 is_database_ok && expect_all_done
}

check_credentials_are_found() {
    systemctl_in stop "$service"
    settings '{ dsn: "host=127.0.0.1 dbname=crm user=retentiond", passfile: crm.pgpass }'
    echo 'pseudonym_key: pseudonym.key' >>"$machine_root/etc/retentiond/retentiond.yaml"
    echo '127.0.0.1:*:*:retentiond:a secret of the test' | write_file /etc/retentiond/credentials/crm.pgpass
    head -c 32 /dev/urandom | write_file /etc/retentiond/credentials/pseudonym.key
    chmod 600 "$machine_root"/etc/retentiond/credentials/*
    chmod 700 "$machine_root/etc/retentiond/credentials"
    systemctl_in start "$service" 2>/dev/null && { fails "it starts without its key" || return; }
    mkdir -p "$machine_root$drop_ins"
    in_machine ln -s /usr/share/retentiond/drop-ins/credentials.conf /usr/share/retentiond/drop-ins/local-tcp.conf "$drop_ins"
    systemctl_in daemon-reload
    start || return
    [[ $(in_machine cat "/proc/$(property MainPID)/environ" | tr '\0' '\n') != *"a secret"* ]] || fails "the secret is in the environment" || return
    # As docs/operations.md tells: the check with the daemon's credentials.
    local command
    command=$(awk '/^    systemd-run --pipe/{inside = 1} inside && /^$/{exit} inside' "$source_tree/docs/operations.md")
    in_machine bash -c "$command" >"$memory/printed" 2>&1 || fails "the check with credentials: $(cat "$memory/printed")" || return
    expect_has "0 errors" "$(cat "$memory/printed")" "the check with credentials"
}

# There the daemon's user reads them by an access list, which shows as a group that may read.
check_credentials_of_newer_systemd_are_taken() {
    systemctl_in stop "$service"
    no_drop_ins
    local folder=/etc/retentiond/handed-over file
    install -d -m 750 "$machine_root$folder"
    cp "$machine_root"/etc/retentiond/credentials/* "$machine_root$folder"
    chmod 440 "$machine_root$folder"/*
    in_machine chgrp -R retentiond "$folder"
    drop_in credentials <<<$'[Service]\nEnvironment=CREDENTIALS_DIRECTORY='$folder
    start
}

check_without_a_network_it_works() {
    systemctl_in stop "$service"
    no_drop_ins
    settings '"dbname=crm"'
    mkdir -p "$machine_root$drop_ins"
    in_machine ln -s /usr/share/retentiond/drop-ins/unix-socket-only.conf "$drop_ins"
    systemctl_in daemon-reload
    fresh_database && no_dawdling && start && start_run && expect_all_done || return
    [[ $(in_machine readlink "/proc/$(property MainPID)/ns/net") != "$(in_machine readlink /proc/1/ns/net)" ]] ||
        fails "it has the machine's network"
    no_drop_ins
}

check_checked_waits_for_the_database() {
    systemctl_in stop "$service" && systemctl_in stop postgresql@15-main
    systemctl_in start --no-block retentiond-checked.service
    until_true 10 is_logged "waiting:" retentiond-checked.service || fails "it does not say what it waits for" || return
    expect activating "$(systemctl_in is-active retentiond-checked.service)" "before" || return
    systemctl_in start postgresql@15-main
    until_true 20 systemctl_in is-active --quiet retentiond-checked.service || fails "it does not become active" || return
    systemctl_in stop retentiond-checked.service
}

# A backup of two days ago: whoever has been erased since is in it, and due.
check_application_waits_until_a_restored_database_is_caught_up() {
    local unit=retentiond-checked.service run
    systemctl_in stop "$service"
    fresh_database && no_dawdling && start || return
    until_true 60 is_policy_seen || fails "the policy is not checked" || return
    systemctl_in stop "$service" || return
    sql "update retentiond.event set at = at - interval '2 days'"
    mkdir -p "$machine_root/etc/systemd/system/$unit.d"
    in_machine ln -s /usr/share/retentiond/drop-ins/caught-up.conf "/etc/systemd/system/$unit.d"
    write_file /etc/systemd/system/application.service <<<$'[Unit]\nRequires='$unit$'\nAfter='$unit$'\n[Service]\nExecStart=sleep infinity'
    systemctl_in daemon-reload
    systemctl_in start --no-block application.service
    until_true 60 is_logged "waits for approval" "$unit" || fails "nobody is asked to approve" || return
    expect inactive "$(systemctl_in is-active application.service)" "the application before" || return
    run=$(in_machine retentionctl --json runs contacts --last 1 | jq '.runs[0].run')
    in_machine retentionctl approve "$run" >/dev/null || fails "the run is not approved" || return
    until_true 30 systemctl_in is-active --quiet application.service || fails "the application does not start" || return
    expect "" "$(sql "select * from proof.wrong_among_due()")" "people it would see" || return
    systemctl_in restart "$service" || return
    expect active "$(systemctl_in is-active application.service)" "the application after a restart of the daemon"
    systemctl_in stop application.service "$unit"
}

check_socket_activation_serves() {
    systemctl_in stop "$service"
    systemctl_in start retentiond.socket || fails "the socket does not start" || return
    expect "660 retentiond" "$(in_machine stat --format='%a %G' /run/retentiond/control.sock)" "the socket" || return
    expect inactive "$(systemctl_in is-active "$service")" "before" || return
    until_true 15 is_database_ok || fails "no answer" || return
    expect active "$(systemctl_in is-active "$service")" "after" || return
    # Who asks in between waits, and is answered.
    systemctl_in stop "$service"
    in_machine test -S /run/retentiond/control.sock || fails "the socket is gone with the daemon" || return
    in_machine retentionctl --json runs >/dev/null || fails "who asks is not answered" || return
    systemctl_in stop retentiond.socket "$service"
    in_machine test -e /run/retentiond/control.sock && fails "the socket is left"
    return 0
}

check_timer_unit_does_what_is_due() {
    fresh_database && no_dawdling
    # Also keeps systemd from forgetting how the service ended.
    systemctl_in start retentiond-once.timer && expect_has retentiond-once.timer "$(systemctl_in list-timers)" "timers" || return
    systemctl_in start retentiond-once.service || fails "it fails" || return
    expect success "$(property Result retentiond-once.service)" "result" || return
    # The first run waits for a person, which is no failure.
    expect 3 "$(property ExecMainStatus retentiond-once.service)" "exit status" || return
    expect awaiting_approval "$(sql "select state from retentiond.run")" "the run" || return
    sql "update retentiond.run set state = 'running', approved_by = 'test', approved_at = now(), started_at = now()"
    systemctl_in start retentiond-once.service || fails "it fails" || return
    expect 0 "$(property ExecMainStatus retentiond-once.service)" "exit status" || return
    expect finished "$(sql "select state from retentiond.run order by run limit 1")" "the run" || return
    expect_sound && expect "" "$(sql "select * from proof.wrong_among_due()")" wrong_among_due || return
    systemctl_in stop retentiond-once.timer
}

# another_package VERSION: the same one again, under another version.
another_package() {
    in_machine bash -c "cd /srv/retentiond-test && rm -rf again && dpkg-deb --raw-extract retentiond.deb again &&
        sed -i 's/^Version: .*/Version: $1/' again/DEBIAN/control && dpkg-deb -Zgzip -z1 --build again upgrade.deb" >/dev/null
}

check_upgrade_goes_on_and_keeps_settings() {
    local before
    systemctl_in start "$service"
    before=$(property MainPID)
    another_package 0.1.1-1 && in_machine dpkg --install /srv/retentiond-test/upgrade.deb >/dev/null 2>&1 || fails "dpkg" || return
    is_another_process "$before" || fails "the daemon that ran is not restarted" || return
    expect_has 'operator: ["user:dpo"]' "$(in_machine cat /etc/retentiond/retentiond.yaml)" "the settings" || return
    until_true 10 is_database_ok || fails "no answer" || return
    systemctl_in stop "$service"
    another_package 0.1.2-1 && in_machine dpkg --install /srv/retentiond-test/upgrade.deb >/dev/null 2>&1 || fails "dpkg" || return
    expect inactive "$(systemctl_in is-active "$service")" "a daemon that did not run"
}

check_removal_stops_and_keeps() {
    systemctl_in start "$service" && touch "$machine_root/var/lib/retentiond/kept"
    in_machine dpkg --remove retentiond >/dev/null 2>&1 || fails "dpkg" || return
    in_machine pgrep -x retentiond >/dev/null && { fails "it still runs" || return; }
    in_machine test -e /etc/retentiond/retentiond.yaml || fails "the settings are gone" || return
    in_machine test -e /var/lib/retentiond/kept || fails "its folder is gone" || return
    in_machine test ! -e /usr/bin/retentiond || fails "the program is left"
}

check_purge_spares_proof_and_policies() {
    in_machine dpkg --purge retentiond >/dev/null 2>&1 || fails "dpkg" || return
    in_machine test ! -e /etc/retentiond/retentiond.yaml || fails "the settings are left" || return
    in_machine test ! -e /var/lib/retentiond || fails "its folder is left" || return
    in_machine test -e /etc/retentiond/policies.d/contacts.yaml || fails "the administrator's policy is gone" || return
    (($(sql "select count(*) from retentiond.migration") > 0)) || fails "the journal is gone" || return
    in_machine id retentiond >/dev/null || fails "the user is gone"
}

# ---- one after the other

is_wanted() {
    local name=$1 word
    shift
    (($#)) || return 0
    [[ $name == check_package_* ]] && return 0
    for word in "$@"; do
        [[ $name == *"$word"* ]] && return 0
    done
    return 1
}

checks_in_order() { sed -n 's/^\(check_[a-z_]*\)() {$/\1/p' "${BASH_SOURCE[0]}"; }

run_checks() {
    local check failed=0 began_at
    for check in $(checks_in_order); do
        is_wanted "$check" "$@" || continue
        complaint="(no reason given)"
        began=$(date +%s)
        began_at=$(date +%s%3N)
        if "$check"; then
            printf 'ok      %6d ms  %s\n' $(($(date +%s%3N) - began_at)) "${check#check_}"
        else
            printf 'FAILED  %6d ms  %s: %s\n' $(($(date +%s%3N) - began_at)) "${check#check_}" "$complaint"
            in_machine journalctl --since="@$began" --no-pager --lines=40 | sed 's/^/    /'
            failed=1
        fi
    done
    return "$failed"
}
