#!/bin/sh
# What `make extract` reads when no PLANS are named: the inbox, or the samples where the inbox is empty.
set -eu
cd "$(dirname "$0")/.."
if find corpus/inbox -type f ! -name '.*' ! -name 'README*' | grep -q .; then echo corpus/inbox; else echo corpus/samples; fi
