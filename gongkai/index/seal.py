"""What the files of an index were when they were written, to see at a glance that one is not.

Neither engine looks at checksums while it searches: a file that another program cut
short or wrote to may cost hits and say nothing. So the writer notes of each file that
is written once its size, its time and its CRC-32, in `seal.json` beside the folder of
data. A file of the same size and time is taken to be what it was; any other is read.

Which files are asked about the engine says: those of what was committed last. Others
may be half written, by a run that goes on meanwhile.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

NAME = "seal.json"

_CHUNK = 1 << 20

_Seal = dict[str, tuple[int, int, int]]  # size, time, CRC-32 by name


def seal(data: Path, files: Iterable[Path]) -> None:
    """Note what these files in a folder of data are. Reads only what is new to it."""
    known = _read(data)
    now: _Seal = {}
    for path in files:
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


def broken(
    data: Path,
    files: Iterable[Path],
    is_sound: Callable[[Path], bool],
    *,
    read_all: bool = False,
) -> Iterator[Path]:
    """Those of the files that are not what was written; with `read_all`, whatever their times say.

    Of one that was written since, `is_sound` tells.
    """
    known = _read(data)
    for path in files:
        try:
            kept = known.get(path.name)
            if not (is_sound(path) if kept is None else _is_kept(path, kept, read_all)):
                yield path
        except FileNotFoundError:  # merged into another meanwhile
            continue


def _is_kept(path: Path, kept: tuple[int, int, int], read_all: bool) -> bool:
    status = path.stat()
    size, at, check = kept
    if status.st_mtime_ns == at and status.st_size == size and not read_all:
        return True
    return status.st_size == size and _checksum(path) == check


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
