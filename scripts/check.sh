#!/bin/sh
# The read-only gate: style, types, direction of imports, length of files. Runs everything, then fails if anything did.
cd "$(dirname "$0")/.." || exit 1
failed=""
step() {
    name=$1
    shift
    echo "== $name"
    "$@" || failed="$failed $name;"
}

length() {
    long=$(git ls-files --cached --others --exclude-standard '*.py' | while read -r file; do
        [ -f "$file" ] && lines=$(wc -l <"$file") && [ "$lines" -gt 400 ] && echo "$file has $lines lines (limit 400)"
    done)
    [ -z "$long" ] || { echo "$long"; return 1; }
}

step "ruff check" .venv/bin/ruff check .
step "ruff format" .venv/bin/ruff format --check .
step "mypy" .venv/bin/mypy
step "import contracts" .venv/bin/lint-imports
step "file length" length
step "licences" .venv/bin/python scripts/licences.py --check
if [ -n "$failed" ]; then echo "check failed:$failed"; exit 1; fi
echo "check passed"
