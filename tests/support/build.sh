# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# Configures and builds the tree. Sourced by test.sh and demo.sh.
#   BUILD_DIR    where to; default build
#   CMAKE_ARGS   further words for cmake's configuration, for example "-DCMAKE_BUILD_TYPE=Debug"

# build_tree TARGET...
build_tree() {
    local folder=${BUILD_DIR:-build} launcher=() words=()
    if command -v ccache >/dev/null; then
        launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    fi
    read -r -a words <<<"${CMAKE_ARGS:-}"
    cmake -S . -B "$folder" -G Ninja "${launcher[@]}" "${words[@]}"
    cmake --build "$folder" --target "$@"
}
