#!/usr/bin/env bash
# Starts a throw-away PostgreSQL on a socket in a new temporary folder and prints its URL (no database in it).
# It stops, and its folder goes, when the process given as the first argument has ended.
# Under nextest it is a setup script and hands the URL to every test.
set -euo pipefail

watched=${1:-$PPID}
bin=$(dirname "$(command -v postgres || ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null | sort -V | tail -n 1)")
[ -x "$bin/postgres" ] || { echo "PostgreSQL is not installed: apt-get install postgresql" >&2; exit 1; }
bin=$(dirname "$(readlink -f "$bin/postgres")")

folder=$(mktemp -d /tmp/weir-postgres.XXXXXX)
as_owner=()
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
    id postgres >/dev/null 2>&1 || useradd --system --no-create-home postgres
    chown postgres "$folder"
    as_owner=(setpriv --reuid=postgres --regid="$(id -g postgres)" --clear-groups)
fi
cd /
"${as_owner[@]}" "$bin/initdb" -D "$folder/data" -U weir -A trust -E UTF8 --no-sync >/dev/null
"${as_owner[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -o "-k $folder -c listen_addresses='' \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=400" start >/dev/null

(
    exec >/dev/null 2>&1 </dev/null
    while kill -0 "$watched"; do sleep 0.5; done
    "${as_owner[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop
    rm -rf "$folder"
) &

url="postgresql://weir@/{database}?host=$folder"
if [ -n "${NEXTEST_ENV:-}" ]; then echo "WEIR_TEST_POSTGRES=$url" >>"$NEXTEST_ENV"; fi
echo "$url"
