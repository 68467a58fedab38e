"""OLE2 compound files: streams by name, within bounds whatever the file claims.

A compound file is a small file system: sectors, chained by a table, and a tree of
names. In a damaged or hostile file chains and tree may loop, or lead beyond the end
of the file, so no chain is followed further than the table is long.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from gongkai.errors import CorruptError, TruncatedError

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER_SIZE = 512
_FREE = 0xFFFFFFFF
_NO_SECTOR = 0xFFFFFFFA  # this and what is above it means an end, not a sector
_ENTRY = struct.Struct("<64sHBx3I36xII4x")
_MAX_ENTRIES = 100_000
_MINI_LIMIT = 4096  # bytes; a smaller stream lies in the mini stream
_MINI_SIZE = 64
_STORAGE, _STREAM = 1, 2


class Entry(NamedTuple):
    """A directory entry: a stream, a storage or the root."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """A compound file. Opening reads the directory; a stream is read when asked for."""

    def __init__(self, data: bytes) -> None:
        """Raises TruncatedError or CorruptError when there is no directory to read."""
        if len(data) < _HEADER_SIZE:
            raise TruncatedError("the compound file ends in its header")
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise CorruptError("the compound file has sectors of an impossible size")
        self._size: int = 1 << shift
        (start,) = struct.unpack_from("<I", data, 48)
        limit = _MAX_ENTRIES * _ENTRY.size
        self._entries = list(_entries(self._chain(start, limit)))
        if not self._entries:
            raise self.damage("the compound file has no directory")
        self._streams = {
            entry.name: entry
            for entry in self._siblings()
            if entry.kind in (_STORAGE, _STREAM)
        }

    @property
    def names(self) -> frozenset[str]:
        """The streams and storages directly under the root."""
        return frozenset(self._streams)

    def stream(self, name: str) -> bytes | None:
        """A stream directly under the root, as much of it as there is, or None."""
        entry = self._streams.get(name)
        if entry is None or entry.kind != _STREAM:
            return None
        if entry.size >= _MINI_LIMIT:
            return self._chain(entry.start, entry.size)
        sectors = _follow(entry.start, self._mini_table, -(-entry.size // _MINI_SIZE))
        return b"".join(
            self._mini_stream[first * _MINI_SIZE : (last + 1) * _MINI_SIZE]
            for first, last in _runs(sectors)
        )[: entry.size]

    @property
    def is_cut(self) -> bool:
        """Whether a part of the file is missing at its end."""
        used = (
            at for at in reversed(range(len(self._table))) if self._table[at] != _FREE
        )
        return self._lacks_tables or self._at(next(used, -1) + 1) > len(self._data)

    def damage(self, what: str) -> CorruptError | TruncatedError:
        """The error to raise when something is missing or makes no sense."""
        return TruncatedError(what) if self.is_cut else CorruptError(what)

    def _at(self, sector: int) -> int:
        return self._size * (sector + 1)

    def _chain(self, start: int, size: int) -> bytes:
        """The bytes of a chain of sectors, up to a size; fewer where it breaks off."""
        sectors = _follow(start, self._table, -(-size // self._size))
        return b"".join(
            self._data[self._at(first) : self._at(last + 1)]
            for first, last in _runs(sectors)
        )[:size]

    @cached_property
    def _table(self) -> array[int]:
        """The sector that follows each sector."""
        table = b"".join(map(self._sector, self._table_sectors()))
        return _numbers(table)

    @cached_property
    def _lacks_tables(self) -> bool:
        """Whether a sector of the table lies beyond the end of the file."""
        known = struct.unpack_from("<109I", self._data, 76)
        return any(
            at < _NO_SECTOR and self._at(at + 1) > len(self._data) for at in known
        )

    def _table_sectors(self) -> Iterator[int]:
        """Where the table lies: the header names 109 sectors, a chain of lists the rest."""
        count = len(self._data) // self._size
        seen: set[int] = set()
        named = list(struct.unpack_from("<109I", self._data, 76))
        (following,) = struct.unpack_from("<I", self._data, 68)
        while True:
            for sector in named:
                if sector < count and sector not in seen:
                    seen.add(sector)
                    yield sector
            if following >= count or following in seen:
                return
            seen.add(following)
            *named, following = _numbers(self._sector(following))

    def _sector(self, sector: int) -> bytes:
        return self._data[self._at(sector) : self._at(sector + 1)].ljust(
            self._size, b"\xff"
        )

    @cached_property
    def _mini_table(self) -> array[int]:
        (start,) = struct.unpack_from("<I", self._data, 60)
        return _numbers(self._chain(start, len(self._data)))

    @cached_property
    def _mini_stream(self) -> bytes:
        root = self._entries[0]
        return self._chain(root.start, min(root.size, len(self._data)))

    def _siblings(self) -> Iterator[Entry]:
        """The tree of siblings that hangs from the root's child."""
        todo = [self._entries[0].child]
        seen: set[int] = set()
        while todo:
            index = todo.pop()
            if index not in seen and index < len(self._entries):
                seen.add(index)
                entry = self._entries[index]
                todo += (entry.left, entry.right)
                yield entry


def _entries(directory: bytes) -> Iterator[Entry]:
    whole = len(directory) // _ENTRY.size * _ENTRY.size
    for name, length, *rest in _ENTRY.iter_unpack(directory[:whole]):
        raw = name[: max(0, min(length, 64) - 2)]
        yield Entry(raw.decode("utf-16-le", "replace"), *rest)


def _follow(start: int, table: array[int], limit: int) -> Iterator[int]:
    """The sectors of a chain; a loop ends with the limit or the length of the table."""
    sector = start
    for _ in range(min(limit, len(table))):
        if sector >= len(table):
            return
        yield sector
        sector = table[sector]


def _runs(sectors: Iterator[int]) -> Iterator[tuple[int, int]]:
    """First and last of each row of neighbours, which most chains consist of."""
    first = last = next(sectors, None)
    if first is None or last is None:
        return
    for sector in sectors:
        if sector != last + 1:
            yield first, last
            first = sector
        last = sector
    yield first, last


def _numbers(data: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(data[: len(data) // 4 * 4])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
