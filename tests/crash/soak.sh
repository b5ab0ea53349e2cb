#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What the suite does in small, for as long as you like: random kills, the server lost at each failpoint, random histories.
#   tests/crash/soak.sh [COUNT]   kills, and a hundredth as many histories; default 2000, some hours
#   BUILD_DIR, CMAKE_ARGS         as for test.sh
# Each part prints its seed; RETENTIOND_TEST_SEED=… with the same COUNT repeats it. Ends at the first thing that is wrong.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/support/packages.sh
source tests/support/packages.sh
# shellcheck source=tests/support/build.sh
source tests/support/build.sh

count=${1:-2000}
[[ $count =~ ^[1-9][0-9]*$ ]] || { echo "usage: tests/crash/soak.sh [COUNT]" >&2; exit 2; }
install_packages
build_tree retentiond retentionctl test_random_kills test_failpoints test_faults >/dev/null
programs=${BUILD_DIR:-build}/bin

run() {
    echo "== $2"
    "$programs/$1" --gtest_brief=1 --gtest_fail_fast --gtest_filter="$2"
}

export RETENTIOND_TEST_SERVER_KILLS=1
run test_failpoints '*'
export RETENTIOND_TEST_RANDOM_KILLS=$count
run test_random_kills '*'
export RETENTIOND_TEST_HISTORIES=$(((count + 99) / 100))
run test_faults 'HistoryTest.*'
echo "nobody lost, nobody done twice, nothing stuck"
