#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs what is missing, builds, and runs all tests.
#   ./test.sh             everything
#   ./test.sh deps        only install the missing packages
#   ./test.sh ARGUMENT... hands the arguments to ctest, for example -L postgres or -R policies
# Environment: BUILD_DIR, CMAKE_ARGS (tests/support/build.sh), TMPDIR.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=tests/support/packages.sh
source tests/support/packages.sh
# shellcheck source=tests/support/build.sh
source tests/support/build.sh

retentiond_packages+=("${retentiond_test_packages[@]}")
install_packages
if [[ ${1:-} == deps ]]; then
    exit 0
fi
# Hundreds of databases are made and dropped: in memory, where there is room, that takes two thirds of the time.
if [[ -z ${TMPDIR:-} && -w /dev/shm ]] && (($(df --output=avail --block-size=G /dev/shm | tail -n 1 | tr -dc 0-9) >= 6)); then
    export TMPDIR=/dev/shm
fi
fetch_promtool "${BUILD_DIR:-build}/promtool"
CMAKE_ARGS="-DRETENTIOND_TESTS_TOGETHER=ON ${CMAKE_ARGS:-}" build_tree all
exec ctest --test-dir "${BUILD_DIR:-build}" --output-on-failure -j3 "$@"
