#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes the Debian package. Everything happens in a folder below the build folder; the tree itself is left alone.
#   systemd/package.sh                      builds from source, as for a release
#   systemd/package.sh --prebuilt BUILD     packs what was built in the folder BUILD
#   systemd/package.sh --output FOLDER      where the package is put; build/package without it
# Prints the path of the package.
set -euo pipefail
source_tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
output=$source_tree/${BUILD_DIR:-build}/package
prebuilt=

while (($#)); do
    case $1 in
    --prebuilt) prebuilt=$(cd "$2" && pwd) && shift 2 ;;
    --output) output=$2 && shift 2 ;;
    *) echo "usage: $0 [--prebuilt BUILD] [--output FOLDER]" >&2 && exit 2 ;;
    esac
done

# debhelper wants debian/ at the top of the source, where ours does not stand.
stage=$output/source
rm -rf "$stage"
mkdir -p "$stage"
cp -a "$source_tree"/{CMakeLists.txt,README.md,LICENSE,anonymizers,policies,config,daemon,systemd,docs} "$stage"
cp -a "$source_tree/systemd/debian" "$stage/debian"

# Packages do not depend on when they were made, but on what they were made of.
cd "$stage"
options=(--build=binary --no-sign)
if [[ -n $prebuilt ]]; then
    options+=(--no-check-builddeps)
    export RETENTIOND_PREBUILT=$prebuilt
    export DEB_BUILD_OPTIONS="noautodbgsym nocheck ${DEB_BUILD_OPTIONS:-}"
fi
dpkg-buildpackage "${options[@]}" >"$output/build.log" 2>&1 || {
    tail -n 40 "$output/build.log" >&2
    exit 1
}
find "$output" -maxdepth 1 -name "retentiond_*.deb" -newer "$stage/debian/control" | sort | tail -n 1
