"""Files that hold files: bundles, compressed files, messages with attachments.

What lies in one is written to a folder that is ours, under numbers; what a member calls
itself is a name and never a place. Bounds hold for each member and for all of a bundle,
as counted while they are written, whatever the bundle says of itself. A member that
cannot be taken is told with its reason, and so is what keeps a bundle from being read
to its end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from gongkai.errors import ChangedError, FailureCode, IngestError, LimitError
from gongkai.ingest.bundles.names import Names
from gongkai.ingest.bundles.part import Part
from gongkai.ingest.files import load
from gongkai.ingest.layout import ATTACHED
from gongkai.ingest.sniff import sniff
from gongkai.model import Failure, Member, Room, Unpacked

__all__ = ["ATTACHED", "BUNDLES", "DEPTH", "HOLDING", "ROOM", "unpack"]

DEPTH = 3  # bundles in each other
ROOM = Room(100_000, 2 << 30)  # of the outermost bundle and all in it
MAX_MEMBER = 256 << 20  # bytes
MAX_RATIO = 200  # unpacked to packed, of what is over RATIO_FROM
RATIO_FROM = 16 << 20
_EFFORT = 16 << 20  # bytes after which more time is asked for …
_BIRTH = 16 << 10  # … where a new file counts as so many

_OPENERS = {
    "zip": "zipped",
    "tar": "tarred",
    "gz": "tarred",
    "bz2": "tarred",
    "xz": "tarred",
    "rar": "packed",
    "7z": "packed",
    "eml": "letter",
    "mht": "letter",
}  # modules of this package
BUNDLES = frozenset(
    {"zip", "tar", "gz", "bz2", "xz", "rar", "7z"}
)  # no documents themselves
HOLDING = frozenset(_OPENERS)  # formats of files that other files may lie in


def unpack(
    place: Path,
    name: str,
    folder: Path,
    room: Room,
    more_time: Callable[[], None] = lambda: None,
) -> Unpacked:
    """Write what lies in a bundle to `folder`; the n-th member is the file named n.

    `place` holds the bundle and `name` is what it is called. `more_time` is called now
    and then. Raises an IngestError for what is no bundle, or cannot be opened.
    """
    data = load(place)
    kind = sniff(data, name)
    if kind not in _OPENERS:
        raise ChangedError("it is no longer a bundle")
    opener: Any = import_module(f"gongkai.ingest.bundles.{_OPENERS[kind]}")
    names, members = Names(), list[Member]()
    taker = _Taker(folder, room, more_time)
    try:
        for part in opener.parts(data, name):
            if len(members) >= room.members:
                raise LimitError(
                    FailureCode.LIMIT_MEMBERS, f"over {room.members} members"
                )
            members.append(taker.take(part, names.of(part.name), len(members)))
    except IngestError as error:
        failure = Failure(place, error.code, str(error))
        return Unpacked(tuple(members), failure)
    return Unpacked(tuple(members))


class _Taker:
    """Writes members to files, as long as there is room."""

    def __init__(self, folder: Path, room: Room, more_time: Callable[[], None]) -> None:
        self._folder = folder
        self._left = room.size
        self._more_time = more_time
        self._since = 0  # bytes since more time was asked for

    def take(self, part: Part, name: str, number: int) -> Member:
        """Write a part; the member it is, or why there is none."""
        target = self._folder / str(number)
        self._spend(_BIRTH)
        try:
            self._admit(part)
            size, digest = self._write(part, target)
        except IngestError as error:
            target.unlink(missing_ok=True)
            return Member(name, part.size, "", error.code, str(error))
        return Member(name, size, digest)

    def _admit(self, part: Part) -> None:
        """Refuse what says of itself that it is too large. Raises LimitError."""
        _bound(part.size, MAX_MEMBER, FailureCode.LIMIT_SIZE)
        _bound(part.size, self._left, FailureCode.LIMIT_SIZE)
        if part.packed is not None and part.size > RATIO_FROM:
            longest = MAX_RATIO * max(part.packed, 1)
            _bound(part.size, longest, FailureCode.LIMIT_RATIO)

    def _write(self, part: Part, target: Path) -> tuple[int, str]:
        size, digest = 0, hashlib.sha256()
        with target.open("wb") as file:
            for chunk in self._counted(part.chunks()):
                size += len(chunk)
                _bound(size, MAX_MEMBER, FailureCode.LIMIT_SIZE)
                digest.update(chunk)
                file.write(chunk)
        return size, digest.hexdigest()

    def _counted(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            _bound(len(chunk), self._left, FailureCode.LIMIT_SIZE)
            self._left -= len(chunk)
            self._spend(len(chunk))
            yield chunk

    def _spend(self, effort: int) -> None:
        self._since += effort
        if self._since > _EFFORT:
            self._more_time()
            self._since = 0


def _bound(size: int, most: int, code: FailureCode) -> None:
    if size > most:
        raise LimitError(code, f"{size} bytes, where {most} are allowed")
