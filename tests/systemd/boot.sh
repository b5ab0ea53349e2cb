#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The package on a machine that systemd runs: boots it once and does what an administrator does in a year.
#   tests/systemd/boot.sh BUILD           all checks
#   tests/systemd/boot.sh BUILD WORD...   only those whose name has one of the words (and the installation)
# BUILD is the build folder. Exit status 77: this machine does not allow it. Nothing is left at the end; what a SIGKILL leaves,
# empty control groups and the folder BUILD/boot, the next one clears away.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source_tree=$(cd "$here/../.." && pwd)
# shellcheck source=tests/systemd/machine.sh
source "$here/machine.sh"
# shellcheck source=tests/systemd/checks.sh
source "$here/checks.sh"

build=$(cd "${1:?the build folder is missing}" && pwd) || exit 1
shift
machine_group=retentiond-test-$(cksum <<<"$build" | cut --delimiter=' ' --fields=1)

if [[ ${RETENTIOND_BOOT_INSIDE:-} != yes ]]; then
    obstacle=$(machine_obstacle)
    if [[ -n $obstacle ]]; then
        echo "skipped: no machine can be booted here: $obstacle"
        exit 77
    fi
    exec 9>"$build/boot.lock"
    flock --nonblock 9 || {
        echo "a machine is being booted from this build folder already"
        exit 1
    }
    rm -rf "${build:?}/boot"
    mkdir "$build/boot" "$build/boot/memory"
    trap 'rm -rf "${build:?}/boot"; machine_remove_groups' EXIT
    trap 'kill -KILL "$child" 2>/dev/null; wait "$child"; exit 130' INT TERM
    # What we mount is nobody else's, and our last breath is the machine's.
    RETENTIOND_BOOT_INSIDE=yes setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --mount-proc \
        bash "${BASH_SOURCE[0]}" "$build" "$@" 9>&- &
    child=$!
    wait "$child"
    exit
fi

memory=$build/boot/memory
packages=$build/boot/packages
mkdir "$packages"
trap machine_stop EXIT
trap 'exit 130' INT TERM

package=$("$source_tree/systemd/package.sh" --prebuilt "$build" --output "$packages" | tail -n 1)
[[ -f $package ]] || {
    echo "the package could not be made"
    exit 1
}

machine_prepare "$memory" || {
    echo "skipped: no machine can be booted here: an overlay of the running root can't be mounted"
    exit 77
}
mkdir -p "$machine_root/srv/retentiond-test"
cp "$package" "$machine_root/srv/retentiond-test/retentiond.deb"
cp "$source_tree"/tests/crm/{crm,expected}.sql "$source_tree/tests/crash/proof.sql" "$machine_root/srv/retentiond-test"
chmod 755 "$machine_root/srv/retentiond-test"
machine_boot || {
    echo "the machine does not come up:"
    tail -n 20 "$memory/console"
    exit 1
}

run_checks "$@"
