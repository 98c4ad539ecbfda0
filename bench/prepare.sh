#!/usr/bin/env bash
# Makes the Python environment of the executable specification: Prefect 3.8.8 with the newest FastAPI that its server
# works with. Where: $WEIR_SPEC_VENV, else .venv-spec in cargo's target folder.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=${WEIR_SPEC_VENV:-${CARGO_TARGET_DIR:-target}/.venv-spec}
if [ ! -x "$venv/bin/prefect" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check 'prefect==3.8.8' 'fastapi<0.151'
fi
"$venv/bin/python" -c 'import prefect; assert prefect.__version__ == "3.8.8", prefect.__version__'
