#!/usr/bin/env bash
# Installs Debian's Chromium if it is missing: the browser tests drive it.
set -euo pipefail
if ! command -v chromium >/dev/null; then
    apt-get update -q >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium >&2
fi
