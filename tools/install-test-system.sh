#!/bin/sh
# Install what a few tests need from the system (Debian and Ubuntu). Without it those
# tests skip with a reason. Nothing is needed today beyond Python, git and make; this
# is where LibreOffice, fonts or a browser are named when a test first needs them.
set -eu
command -v python3 >/dev/null || { echo "python3 is missing" >&2; exit 1; }
python3 -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or later with venv is needed" >&2
    exit 1
}
