#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Checks the model of a run's life (tests/model/run.pml) in every interleaving: nothing done twice, nobody left out, no end missed.
# Needs spin and a C compiler (Debian: spin). Some seconds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
command -v spin >/dev/null || { echo "error: spin is missing: apt-get install spin" >&2; exit 1; }
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
cp run.pml "$folder"
cd "$folder"
spin -a run.pml >/dev/null
gcc -O2 -w -DNFAIR=8 -o pan pan.c
status=0
for property in once whole nobody_left_out ends; do
    ./pan -a -f -m1000000 -N "$property" >"$property.txt" 2>&1 || true
    states=$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' "$property.txt")
    if grep -q "errors: 0" "$property.txt" && ! grep -q "max search depth too small" "$property.txt"; then
        echo "$property: holds (${states:-?} states)"
    else
        echo "$property: FAILS" >&2
        grep -E "errors|assertion|acceptance|depth" "$property.txt" >&2 || true
        spin -t -p -k run.pml.trail run.pml 2>/dev/null | tail -60 >&2 || true
        status=1
    fi
done
# Deadlocks and assertions, without a property.
./pan -m1000000 -noclaim >safety.txt 2>&1 || ./pan -m1000000 >safety.txt 2>&1 || true
grep -q "errors: 0" safety.txt && echo "no step is blocked for ever" || { echo "blocked or an assertion fails" >&2; cat safety.txt >&2; status=1; }
exit $status
