"""What the files of an index were when they were written, to see at a glance that one is not.

Neither engine looks at checksums while it searches: a file that another program cut
short or wrote to may cost hits and say nothing. So the writer notes of each file that
is written once its size, its time and its CRC-32, in `seal.json` beside the folder of
data. A file of the same size and time is taken to be what it was; any other is read.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path

from gongkai.index.damage import is_sound

NAME = "seal.json"

_TANTIVY = {".fast", ".fieldnorm", ".idx", ".pos", ".store", ".term", ".del"}
_ONCE = _TANTIVY | {".seg", ".toc"}  # ends of names that are never written again
_CHUNK = 1 << 20

_Seal = dict[str, tuple[int, int, int]]  # size, time, CRC-32 by name


def seal(data: Path) -> None:
    """Note what the files in a folder of data are. Reads only what is new to it."""
    known = _read(data)
    now: _Seal = {}
    for path in _written_once(data):
        try:
            status = path.stat()
            kept = known.get(path.name)
            if kept is None or kept[:2] != (status.st_size, status.st_mtime_ns):
                kept = status.st_size, status.st_mtime_ns, _checksum(path)
        except FileNotFoundError:  # merged into another meanwhile
            continue
        now[path.name] = kept
    if now != known:
        new = data.with_name(f"{NAME}.new")
        new.write_text(json.dumps(now), "ascii")
        new.replace(data.with_name(NAME))


def broken(data: Path, *, read_all: bool = False) -> Iterator[Path]:
    """The files that are not what was written; with `read_all`, whatever their times say."""
    known = _read(data)
    for path in _written_once(data):
        try:
            if not _is_whole(path, known.get(path.name), read_all):
                yield path
        except FileNotFoundError:  # merged into another meanwhile
            continue


def _is_whole(path: Path, kept: tuple[int, int, int] | None, read_all: bool) -> bool:
    status = path.stat()
    if kept is None:  # written since
        return path.suffix not in _TANTIVY or is_sound(path)
    size, at, check = kept
    if status.st_mtime_ns == at and status.st_size == size and not read_all:
        return True
    return status.st_size == size and _checksum(path) == check


def _written_once(data: Path) -> Iterator[Path]:
    with os.scandir(data) as entries:
        names = [entry.name for entry in entries]
    for name in sorted(names):
        if os.path.splitext(name)[1] in _ONCE:  # noqa: PTH122  # for each search
            yield data / name


def _read(data: Path) -> _Seal:
    try:
        told = json.loads(data.with_name(NAME).read_bytes())
        return {
            name: (int(size), int(at), int(check))
            for name, (size, at, check) in told.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}  # each file is then read


def _checksum(path: Path) -> int:
    found = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found = zlib.crc32(chunk, found)
    return found
