# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# The packages of Debian 12 and 13 that building and testing need, and how they are installed. Sourced by test.sh and demo.sh.

# Boost 1.81 or later. Debian 12 has it beside an older one that is its default; whatever is newer has nothing older.
boost_package=libboost-dev
if [[ $(. /etc/os-release 2>/dev/null && echo "${ID:-} ${VERSION_ID:-}") == "debian 12" ]]; then
    boost_package=libboost1.81-dev
fi

retentiond_packages=(
    build-essential cmake ninja-build pkg-config
    libpq-dev libpqxx-dev libyaml-cpp-dev libspdlog-dev libsystemd-dev libcli11-dev nlohmann-json3-dev
    libhowardhinnant-date-dev libsodium-dev libre2-dev libgtest-dev librapidcheck-dev
    postgresql postgresql-client tzdata jq python3-jsonschema python3-yaml
    scdoc
)

# What only tests of the units and of the package need; test.sh asks for them as well.
# shellcheck disable=SC2034
retentiond_test_packages=(systemd-container debhelper lintian)

package_is_installed() {
    [[ $(dpkg-query --show --showformat='${db:Status-Abbrev}' "$1" 2>/dev/null) == ii* ]]
}

# Whatever package brought it, or none.
boost_is_new_enough() {
    local version
    version=$(sed -n 's/^#define BOOST_VERSION //p' /usr/include/boost/version.hpp 2>/dev/null) && ((version >= 108100))
}

# One name a line.
missing_packages() {
    local package
    boost_is_new_enough || echo "$boost_package"
    for package in "${retentiond_packages[@]}"; do
        package_is_installed "$package" || echo "$package"
    done
}

# Two versions of Boost's headers cannot be installed together; whoever has one that is too old decides.
refuse_conflicting_boost() {
    local other
    other=$(dpkg-query --show --showformat='${db:Status-Abbrev}${Package}\n' 'libboost1.*-dev' 2>/dev/null |
        sed -n 's/^ii *\(libboost1\.[0-9]*-dev\)$/\1/p' | head -n 1) || true
    [[ -n $other ]] || return 0
    echo "error: $boost_package is needed, and conflicts with $other, which is installed and older" >&2
    echo "HINT: Nothing was changed. Remove it yourself if nothing else needs it: apt-get remove $other" >&2
    return 1
}

# Installs what is missing, as root or by sudo; says what it would need and fails where neither is possible.
install_packages() {
    local missing=() as_root=()
    mapfile -t missing < <(missing_packages)
    ((${#missing[@]})) || return 0
    if [[ " ${missing[*]} " == *" $boost_package "* ]]; then
        refuse_conflicting_boost || return 1
    fi
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null || { [[ ! -t 0 ]] && ! sudo -n true 2>/dev/null; }; then
            echo "error: these Debian packages are missing, and there is neither root nor sudo to install them:" >&2
            printf '  %s\n' "${missing[@]}" >&2
            echo "HINT: As root: apt-get install --no-install-recommends ${missing[*]}" >&2
            return 1
        fi
        as_root=(sudo)
    fi
    echo "Installing ${#missing[@]} packages: ${missing[*]}"
    local install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive
        apt-get install --yes --quiet --no-remove --no-install-recommends "${missing[@]}")
    # The lists of a fresh machine are absent, those of an old one may name versions that are gone.
    if apt-cache show "${missing[@]}" >/dev/null 2>&1 && "${install[@]}"; then
        return 0
    fi
    "${as_root[@]}" apt-get update --quiet && "${install[@]}"
}

# fetch_promtool FOLDER: Prometheus' judge of metrics and rules, alone, into FOLDER, where none is installed; its package would start a
# server that nobody wants because of a test. Without a network the tests that ask it are skipped.
fetch_promtool() {
    local folder=$1
    if [[ -n ${RETENTIOND_PROMTOOL:-} ]] || command -v promtool >/dev/null; then
        return 0
    fi
    if [[ ! -x $folder/usr/bin/promtool ]]; then
        mkdir -p "$folder"
        if ! (
            cd "$folder" &&
                { apt-get download --quiet prometheus || { ((EUID == 0)) && apt-get update --quiet && apt-get download --quiet prometheus; }; } >log 2>&1 &&
                dpkg-deb --fsys-tarfile prometheus_*.deb | tar --extract ./usr/bin/promtool &&
                rm prometheus_*.deb
        ); then
            echo "Debian's package prometheus can't be fetched: tests that ask promtool are skipped" >&2
            return 0
        fi
    fi
    RETENTIOND_PROMTOOL=$(cd "$folder" && pwd)/usr/bin/promtool
    export RETENTIOND_PROMTOOL
}
