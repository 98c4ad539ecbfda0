#!/usr/bin/env bash
# Installs what the tests need beyond cargo: Prefect in a virtual environment of its own, PostgreSQL and Prometheus.
# Safe to run again; it does only what is missing. Prints the virtual environment's folder as its last line.
#
#   tests/prepare.sh [REQUIREMENTS]     by default tests/requirements.txt, into $WEIR_SPEC_VENV or target/venv-spec
set -euo pipefail
cd "$(dirname "$0")/.."

requirements=${1:-tests/requirements.txt}
venv=${WEIR_SPEC_VENV:-target/venv-spec}
wanted=$(sha256sum "$requirements" | cut -d' ' -f1)
if [ "$(cat "$venv/.weir-requirements" 2>/dev/null)" != "$wanted" ]; then
    # Debian ships Python without ensurepip unless python3-venv is there.
    if ! python3 -c 'import ensurepip' 2>/dev/null; then
        apt-get update -q >&2
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q python3-venv >&2
    fi
    [ -x "$venv/bin/python" ] || python3 -m venv "$venv" >&2
    "$venv/bin/python" -m pip install -q -r "$requirements" >&2
    echo "$wanted" >"$venv/.weir-requirements"
fi

# The storage tests start PostgreSQL servers of their own. Debian keeps the server programs out of PATH.
if ! command -v initdb >/dev/null && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    apt-get update -q >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q postgresql >&2
fi

# A real Prometheus scrapes Weir in the tests. It is started by them alone: RUNLEVEL keeps Debian from making it a service.
if ! command -v promtool >/dev/null; then
    apt-get update -q >&2
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends prometheus >&2
fi

echo "$venv"
