#!/bin/sh
# Install what a few tests need from the system (Debian and Ubuntu); without it those
# tests skip with a reason.
#
#   fonts-wqy-zenhei   a Chinese font, to draw pages that the reader of scans then reads
#   libgl1 libglib2.0-0   what OpenCV, on which that reader stands, is linked to
set -eu
command -v python3 >/dev/null || { echo "python3 is missing" >&2; exit 1; }
python3 -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or later with venv is needed" >&2
    exit 1
}

wanted=
for package in fonts-wqy-zenhei libgl1 libglib2.0-0; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || wanted="$wanted $package"
done
[ -z "$wanted" ] && exit 0
root=
[ "$(id -u)" = 0 ] || root=sudo
$root apt-get update -qq
# shellcheck disable=SC2086  # a list
DEBIAN_FRONTEND=noninteractive $root apt-get install -qq -y --no-install-recommends $wanted
