"""The names in an OLE2 compound file: enough to tell what kind of document it is."""

from __future__ import annotations

import struct
from collections.abc import Iterator

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_END = 0xFFFFFFFA  # this and what is above it is no sector
_ENTRY = 128  # bytes
_MAX_ENTRIES = 100_000


def root_names(data: bytes) -> frozenset[str]:
    """The streams and storages directly under the root; what is damaged is left out."""
    try:
        directory = b"".join(_directory_sectors(data))
    except (struct.error, IndexError):
        return frozenset()
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory), _ENTRY)]
    return frozenset(_siblings(entries))


def _directory_sectors(data: bytes) -> Iterator[bytes]:
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in (9, 12):
        return
    size = 1 << shift
    fat_sectors = struct.unpack_from("<109I", data, 76)
    (sector,) = struct.unpack_from("<I", data, 48)
    seen: set[int] = set()
    while (
        sector < _END
        and sector not in seen
        and len(seen) * size < _MAX_ENTRIES * _ENTRY
    ):
        seen.add(sector)
        yield data[(sector + 1) * size : (sector + 2) * size]
        page, place = divmod(sector, size // 4)
        at = (fat_sectors[page] + 1) * size + place * 4
        (sector,) = struct.unpack_from("<I", data, at)


def _siblings(entries: list[bytes]) -> Iterator[str]:
    """The names in the tree of siblings that hangs from the root's child."""
    todo = [_links(entries[0])[2]] if entries and len(entries[0]) == _ENTRY else []
    seen: set[int] = set()
    while todo:
        index = todo.pop()
        if index in seen or index >= len(entries) or len(entries[index]) < _ENTRY:
            continue
        seen.add(index)
        left, right, _ = _links(entries[index])
        todo += [left, right]
        yield _name(entries[index])


def _links(entry: bytes) -> tuple[int, int, int]:
    left, right, child = struct.unpack_from("<3I", entry, 68)
    return left, right, child


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
