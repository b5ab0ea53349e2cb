#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Feeds everything that parses with damaged input, under address and undefined behaviour sanitizers, and tells what breaks.
# Needs clang with its compiler-rt (Debian: clang).
#   tests/fuzz/run.sh [TARGET|all] [SECONDS]   default: all, 60 each
#   FUZZ_DIR    build and corpora; default build-fuzz. Corpora stay there and grow from run to run
# Input that breaks something is kept as FUZZ_DIR/found/TARGET-…; run the target with that file to see it again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

targets=(policy policy_tests settings names period cron sql paths template protocol)
wanted=${1:-all}
seconds=${2:-60}
folder=${FUZZ_DIR:-build-fuzz}
[[ $wanted == all ]] || targets=("$wanted")
[[ -f tests/fuzz/${targets[0]}.cpp ]] || { echo "error: there is no target $wanted; see tests/fuzz/*.cpp" >&2; exit 2; }
command -v clang++ >/dev/null || { echo "error: clang++ is missing: apt-get install clang" >&2; exit 1; }

cmake -S . -B "$folder" -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DRETENTIOND_FUZZ=ON -DRETENTIOND_TESTS=OFF ${CMAKE_ARGS:-} >/dev/null
cmake --build "$folder" --target "${targets[@]/#/fuzz_}"

# What a target starts from: files of the corpora that the tests have, a line or a value each where that is its unit.
seed() {
    local corpus=$1
    case $(basename "$corpus") in
    policy) files config/examples/*/*.yaml tests/config/broken/*.yaml && rm -f "$corpus"/*-settings-* "$corpus"/*.test.yaml ;;
    policy_tests) files config/examples/*/*.test.yaml tests/daemon/proving/golden/*.test.yaml ;;
    settings) files config/examples/retentiond.yaml tests/config/broken/*-settings-*.yaml ;;
    names) lines crm.person 'reporter.*' 'crm.task via (a, b)' '"a""b"."c.d"' user:dpo 22:00-06:00 'host=a dbname=b' 'postgresql://u@h/d' ;;
    period) lines P2Y P1Y6M P4W P30D '2 years' 50ms 10000h ;;
    cron) lines '15 2 * * *' '@daily' '*/5 0-6/2 1,15 jan-mar mon' '0 0 30 2 *' ;;
    sql) lines "status = 'a'" 'a > $1' "\$x\$ ; \$x\$" '"a""b" -- c' "E'\\\\''" 'coalesce(a, (b))' "U&'d\\0061t' /* /* */ */" ;;
    paths) lines '$.employer."job title"' '$.tags[*]' '$..email' '$["a"][0].*' person/@email ;;
    template) lines '{token}@anonymized.invalid' 'P-{pseudonym}' 'x' '{{token}}' '\{token}' 12 first_name ;;
    protocol) lines '{"jsonrpc":"2.0","id":1,"method":"status"}' '{"jsonrpc":"2.0","id":"a","method":"plan","params":{"policy":"b"}}' \
        '{"jsonrpc":"2.0","id":1,"result":{}}' '{"jsonrpc":"2.0","id":1,"error":{"code":-32001,"message":"m","data":{"hint":"h"}}}' ;;
    esac
}

# The words of the language, which a fuzzer would hardly guess: out of the JSON Schema, which is made from the readers' tables.
dictionary() {
    jq --raw-output '[.. | objects | (.properties // {} | keys[]), (.enum // [] | .[] | strings), (.const | strings)]
        | unique[] | @json' "$@" | grep -v '[^ -~]'
}

# Copies of files, some of which have one name in different folders.
files() {
    local file
    for file in "$@"; do
        cp "$file" "$corpus/${file//\//-}"
    done
}

# Each argument becomes a file of `corpus`.
lines() {
    local number=0 line
    for line in "$@"; do
        number=$((number + 1))
        printf '%s' "$line" >"$corpus/seed-$number"
    done
}

declare -A schemas=([policy]=policy [policy_tests]=test [settings]=settings)
mkdir -p "$folder/found"
status=0
for target in "${targets[@]}"; do
    corpus=$folder/corpus/$target
    mkdir -p "$corpus"
    seed "$corpus"
    echo "== $target, $seconds s"
    log=$folder/found/$target.log
    words=()
    schema=config/schema/${schemas[$target]:-}.schema.json
    if [[ -n ${schemas[$target]:-} ]]; then
        dictionary "$schema" >"$folder/$target.dict"
        words=(-dict="$folder/$target.dict")
    fi
    if "$folder/bin/fuzz_$target" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=1024 -print_final_stats=1 \
        "${words[@]}" -artifact_prefix="$folder/found/$target-" "$corpus" >"$log" 2>&1; then
        grep -E 'number_of_executed_units|^Done' "$log" || true
    else
        status=1
        grep -E 'does not hold|SUMMARY|Test unit written' "$log" || tail -n 20 "$log"
    fi
done
exit "$status"
