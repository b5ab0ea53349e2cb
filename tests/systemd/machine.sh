# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# A machine for tests: the running one, once more, with a real systemd as its first process. Its disk is an overlay of ours in
# memory, so that every package that is installed here is there, and nothing it does is left. Sourced by boot.sh, which has given
# us namespaces of our own for mounts and processes: however we end, the kernel takes both away.
#
# machine_prepare; then files below $machine_root; machine_boot; in_machine COMMAND...; machine_stop.

machine_root=
machine_leader=
machine_supervisor=
machine_group=retentiond-test   # the name of its control group

# Prints why this machine can't do it; nothing when it can.
machine_obstacle() {
    if ((EUID != 0)); then
        echo "it needs root"
    elif ! command -v systemd-nspawn >/dev/null; then
        echo "systemd-nspawn is missing (package systemd-container)"
    elif [[ ! -d /sys/fs/cgroup ]]; then
        echo "there are no control groups"
    elif ! unshare --mount --pid --fork true 2>/dev/null; then
        echo "namespaces are not allowed"
    fi
}

# Fails where the kernel allows no such mounts.
machine_prepare() {
    local memory=$1
    mount -t tmpfs -o mode=755 retentiond-test "$memory" || return
    mkdir "$memory/upper" "$memory/work" "$memory/machine"
    mount -t overlay -o "lowerdir=/,upperdir=$memory/upper,workdir=$memory/work" retentiond-test "$memory/machine" || return
    machine_root=$memory/machine
    # Without one of its own, the first boot is taken for an installation.
    tr -d - </proc/sys/kernel/random/uuid >"$machine_root/etc/machine-id"
    # It must not start what runs here, nor be kept from starting anything.
    rm -rf "$machine_root"/etc/postgresql/* "$machine_root"/var/lib/postgresql/* "$machine_root/usr/sbin/policy-rc.d"
    rm -rf "$machine_root"/var/log/journal
}

# One control group for all that is booted, wherever the hierarchies are, so that we know what to remove.
machine_groups() {
    local hierarchy
    for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/systemd; do
        [[ -e $hierarchy/cgroup.procs ]] && echo "$hierarchy/$machine_group"
    done
    return 0
}

machine_remove_groups() {
    local group
    for group in $(machine_groups); do
        [[ -d $group ]] && find "$group" -depth -type d -exec rmdir {} \; 2>/dev/null
    done
    return 0
}

machine_boot() {
    local group
    machine_remove_groups
    for group in $(machine_groups); do
        mkdir -p "$group"
    done
    (
        for group in $(machine_groups); do
            echo 0 >"$group/cgroup.procs"
        done
        exec systemd-nspawn --quiet --directory="$machine_root" --boot --register=no --keep-unit --console=pipe \
            --private-network </dev/null
    ) >"$machine_root/../console" 2>&1 &
    machine_supervisor=$!
    until_true 20 machine_has_leader || return 1
    until_true 60 machine_is_up
}

machine_has_leader() {
    machine_leader=$(pgrep -P "$machine_supervisor" -x systemd)
}

machine_is_up() {
    local state
    state=$(in_machine systemctl is-system-running 2>/dev/null)
    [[ $state == running || $state == degraded ]]
}

in_machine() {
    nsenter --target "$machine_leader" --mount --uts --ipc --net --pid --cgroup -- "$@" </dev/null
}

# Any other signal would end the supervisor alone.
machine_stop() {
    [[ -n $machine_supervisor ]] || return 0
    kill -TERM "$machine_supervisor" 2>/dev/null
    wait "$machine_supervisor" 2>/dev/null
    machine_remove_groups
}

# until_true SECONDS COMMAND...: asks every tenth of a second; fails when it still does not hold at the end.
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < end)) || return 1
        sleep 0.1
    done
}
