#!/bin/sh
# The main job on the documents in this folder: ingest, what failed, what is wrong, a search.
set -u
cd "$(dirname "$0")/.."
archive=demo-archive
rm -rf "$archive"

say() { printf '\n\033[1m$ %s\033[0m\n' "$*"; }
try() { say "$@"; "$@"; }

try gongkai ingest examples/documents --archive "$archive"
[ $? -le 3 ] || exit 1
try gongkai failures --archive "$archive"
try gongkai check --archive "$archive" || exit 1
try gongkai search 村民代表会议 --archive "$archive" --limit 5 || exit 1
try gongkai verify --archive "$archive" || exit 1
printf '\n归档在 %s；再试：gongkai list --archive %s，gongkai show ID --archive %s\n' "$archive" "$archive" "$archive"
