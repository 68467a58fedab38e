#!/bin/sh
# Install what a few tests need from the system (Debian and Ubuntu). Without it those
# tests skip with a reason: a Chinese font, to draw pages with for the OCR to read.
set -eu
command -v python3 >/dev/null || { echo "python3 is missing" >&2; exit 1; }
python3 -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or later with venv is needed" >&2
    exit 1
}

has_font() {
    find /usr/share/fonts /usr/local/share/fonts 2>/dev/null |
        grep -q -e wqy-zenhei -e NotoSansCJK-Regular
}
if ! has_font && command -v apt-get >/dev/null; then
    as_root=$([ "$(id -u)" = 0 ] || echo sudo)
    $as_root apt-get update -qq
    $as_root apt-get install -y -qq fonts-wqy-zenhei
fi
