#!/bin/sh
# Set up kehoach in .venv: the engine for OCR, a Python of 3.11 or newer, and the locked dependencies.
# `setup.sh dev` adds what tests and checks need. Does nothing where everything is there (stamps in .venv hold the hash
# of what was installed). Messages go to standard error, so that a command's own output stays clean.
set -eu
cd "$(dirname "$0")/.."

say() { echo "kehoach setup: $*" >&2; }
stop() { say "$@"; exit 1; }

lock=requirements.lock
[ "${1:-}" = dev ] && lock=requirements-dev.lock
venv=.venv
stamp=$venv/.kehoach-$lock
wanted=$(cat $lock pyproject.toml | cksum)

engine_is_there() { command -v tesseract >/dev/null && tesseract --list-langs 2>/dev/null | grep -qx vie; }

if [ -x $venv/bin/kehoach ] && engine_is_there; then
    # the development set holds everything of the other one
    for done in "$stamp" "$venv/.kehoach-requirements-dev.lock"; do
        [ "$(cat "$done" 2>/dev/null)" = "$(cat "${done#"$venv"/.kehoach-}" pyproject.toml | cksum)" ] && exit 0
    done
fi

# `as_root COMMAND…` runs it as root, by sudo where that needs no password or can ask for one.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then sudo "$@"
    else return 1; fi
}

apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >&2; }

install_packages() {
    say "installing $*"
    apt update && apt install -y --no-install-recommends "$@"
}

# `need WHAT BREW-PACKAGES APT-PACKAGES`: install it, or stop with the command to type.
need() {
    if [ "$(uname -s)" = Darwin ]; then
        stop "missing: $1. Install it with: brew install $2, then run the command again."
    elif ! command -v apt-get >/dev/null; then
        stop "missing: $1. Install it with your system's package manager (Debian's names: $3), then run the command again."
    elif ! install_packages $3; then
        stop "missing: $1. Ask an administrator to run: sudo apt-get install $3, then run the command again."
    fi
}

find_python() {
    for name in python3.14 python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

can_make_venv() { "$1" -c 'import venv, ensurepip' 2>/dev/null; }

engine_is_there || need "tesseract with Vietnamese" "tesseract tesseract-lang" "tesseract-ocr tesseract-ocr-vie"
engine_is_there || stop "tesseract is installed, but does not list 'vie'; look at: tesseract --list-langs"

if [ ! -x $venv/bin/python ] || ! $venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python) || need "Python 3.11 or newer" python "python3 python3-venv"
    python=$(find_python) || stop "this system's Python is older than 3.11; install a newer one and run the command again."
    can_make_venv "$python" || need "Python's venv module" python "$(basename "$(readlink -f "$python")")-venv"
    say "making $venv with $("$python" --version)"
    "$python" -m venv --clear $venv
fi

if [ "$lock" = requirements-dev.lock ] && ! command -v chromium >/dev/null && command -v apt-get >/dev/null; then
    install_packages chromium || say "no Chromium: the tests of the web pages in a browser will be skipped"
fi

say "installing the dependencies of $lock (the first time takes minutes)"
$venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r $lock ||
    stop "the dependencies could not be installed; check the network, then run the command again."
$venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e . ||
    stop "kehoach itself could not be installed; the lines above say why."
echo "$wanted" >"$stamp"
say "ready"
