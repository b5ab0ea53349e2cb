# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# A private PostgreSQL for scripts: in one folder, on a unix socket only, superuser postgres without a password. The server
# runs as the system user postgres when the script runs as root, else as ourselves. The folder is also the socket folder.

# The folder with initdb and pg_ctl: the newest that Debian has installed, or what pg_config names.
postgres_binaries() {
    local newest
    newest=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
    if [[ -n $newest ]]; then
        dirname "$newest"
    else
        pg_config --bindir
    fi
}

# Runs a command as the server's owner, from a folder that the owner may enter.
as_cluster_owner() (
    cd /
    if ((EUID == 0)); then
        exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"
    fi
    exec "$@"
)

# cluster_start FOLDER: makes the folder and a cluster in it, and starts it.
cluster_start() {
    local folder=$1 binaries
    binaries=$(postgres_binaries)
    mkdir -p "$folder"
    chmod 755 "$folder"
    if ((EUID == 0)); then
        chown postgres: "$folder"
    fi
    as_cluster_owner "$binaries/initdb" --pgdata="$folder/data" --username=postgres --auth=trust --encoding=UTF8 \
        --locale=C.UTF-8 --no-sync >/dev/null
    cat >>"$folder/data/postgresql.conf" <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$folder'
port = 5432
max_connections = 60
shared_buffers = 128MB
timezone = 'UTC'
SETTINGS
    as_cluster_owner "$binaries/pg_ctl" --pgdata="$folder/data" --log="$folder/server.log" --wait --silent start
}

# cluster_stop FOLDER: ends it at once, also its sessions; nothing happens when it is not running.
cluster_stop() {
    local folder=$1
    [[ -e $folder/data/postmaster.pid ]] || return 0
    as_cluster_owner "$(postgres_binaries)/pg_ctl" --pgdata="$folder/data" --mode=immediate --wait --silent stop
}

# cluster_psql FOLDER DATABASE ARGUMENT...: psql as superuser, stopping at the first error.
cluster_psql() {
    local folder=$1 database=$2
    shift 2
    psql --no-psqlrc --set=ON_ERROR_STOP=1 --quiet --host="$folder" --port=5432 --username=postgres \
        --dbname="$database" "$@"
}
