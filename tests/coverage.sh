#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Which lines and branches the tests reach: builds with coverage, runs the suite, prints a table by file and the sums, and leaves a page
# in build-coverage/coverage.html. Needs gcovr (Debian: gcovr). Takes as long as a build without cache and the suite.
#   tests/coverage.sh [ctest's options]   for example -L postgres, or -R policies
# Processes that are killed write nothing down, so that tests/crash counts for less than it does.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
command -v gcovr >/dev/null || { echo "error: gcovr is missing: apt-get install gcovr" >&2; exit 1; }

folder=build-coverage
cmake -S . -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS="--coverage -fprofile-update=atomic" ${CMAKE_ARGS:-} >/dev/null
cmake --build "$folder" >/dev/null
find "$folder" -name '*.gcda' -delete
status=0
ctest --test-dir "$folder" --output-on-failure "$@" || status=$?
gcovr --root . --object-directory "$folder" --exclude 'tests/' --exclude "$folder/" --exclude-throw-branches --exclude-unreachable-branches \
    --print-summary --html-details "$folder/coverage.html" --txt -
exit $status
