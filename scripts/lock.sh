#!/bin/sh
# Write the lock files anew: the newest versions that pyproject.toml allows, for every platform, each with its hashes.
set -eu
cd "$(dirname "$0")/.."
PATH=$PWD/.venv/bin:$PATH
command -v uv >/dev/null || { echo "make lock needs uv: .venv/bin/pip install uv" >&2; exit 1; }
lock() { uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --quiet pyproject.toml "$@"; }
lock --output-file requirements.lock
lock --group dev --constraint requirements.lock --output-file requirements-dev.lock
