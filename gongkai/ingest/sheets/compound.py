"""Hand a workbook of Excel 97 to calamine in a compound file that does no harm.

Calamine follows the chains of a compound file wherever they lead, and makes room for
as many cells as a sheet claims to have; damage to either brings the process down. It
is therefore given a compound file of our own, with the workbook in it as we read it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from gongkai.errors import CorruptError, EncryptedError
from gongkai.ingest import ole

_SECTOR = 4096  # bytes
_MINI_LIMIT = 4096
_FREE, _END, _TABLE, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_ENTRY = struct.Struct("<64sHBBIII36xIQ")
_IN_HEADER = 109  # sectors of the table that the header can name

_RECORD = struct.Struct("<HH")
_PLACE = struct.Struct("<HH")  # row, column
_LOCK = 0x002F
_BEGIN, _FINISH, _SHEET, _EXTENT = 0x0809, 0x000A, 0x0085, 0x0200
_SEVERAL = 0x00BD  # numbers side by side
_CELLS = frozenset(
    (0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406, _SEVERAL)
)
_MOST_SHEETS = 4096


class Tamed(NamedTuple):
    """The stream of a workbook without what it claims of its size."""

    stream: bytes
    cells: int  # from the first to the last of every sheet


def tamed(stream: bytes) -> Tamed:
    """Count the cells of a workbook, and take away what its sheets claim to reach over.

    Raises EncryptedError, and CorruptError when a sheet does not begin where the workbook says.
    """
    copy = bytearray(stream)
    starts: list[int] = []
    for kind, at, length in _records(copy, 0):
        if kind == _LOCK:
            raise EncryptedError("the workbook is behind a password")
        if kind == _SHEET and length >= 4:
            starts += struct.unpack_from("<I", copy, at)
    if len(starts) > _MOST_SHEETS:
        raise CorruptError(f"the workbook claims {len(starts)} sheets")
    cells = sum(_tame(copy, start) for start in starts)
    return Tamed(bytes(copy), cells)


def _tame(stream: bytearray, start: int) -> int:
    """Clear the claim of one sheet, and count its cells."""
    rows: set[int] = set()
    columns: set[int] = set()
    for kind, at, length in _records(stream, start):
        if kind == _EXTENT:
            stream[at : at + length] = bytes(length)
        elif kind in _CELLS and length >= _PLACE.size:
            row, column = _PLACE.unpack_from(stream, at)
            rows.add(row)
            columns.add(column)
            if kind == _SEVERAL:
                columns.add(column + max((length - 6) // 6 - 1, 0))
    return area(rows, columns)


def _records(stream: bytearray, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of the records from one beginning to its end."""
    if stream[at : at + 2] != _BEGIN.to_bytes(2, "little"):
        raise CorruptError("the workbook, or a sheet of it, is not where it should be")
    depth = 0
    while at + _RECORD.size <= len(stream):
        kind, length = _RECORD.unpack_from(stream, at)
        at += _RECORD.size
        if at + length > len(stream):
            return
        yield kind, at, length
        depth += (kind == _BEGIN) - (kind == _FINISH)
        if depth <= 0:
            return
        at += length


def area(rows: set[int], columns: set[int]) -> int:
    """How many cells lie between the first and the last row and column."""
    if not rows or not columns:
        return 0
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)


def wrapped(stream: bytes) -> bytes:
    """A compound file that holds a workbook and nothing else."""
    stream = stream.ljust(_MINI_LIMIT, b"\0")
    count = -(-len(stream) // _SECTOR)
    tables = -(-(count + 2) * 4 // (_SECTOR - 4))
    directory = tables + count
    chain = [_TABLE] * tables
    chain += [*range(tables + 1, directory), _END, _END]
    chain += [_FREE] * (tables * _SECTOR // 4 - len(chain))
    return b"".join(
        (
            _header(tables, directory),
            struct.pack(f"<{len(chain)}I", *chain),
            stream.ljust(count * _SECTOR, b"\0"),
            _entry("Root Entry", 5, 1, 0, 0)
            + _entry("Workbook", 2, _NONE, tables, len(stream)).ljust(
                _SECTOR - _ENTRY.size, b"\0"
            ),
        )
    )


def _header(tables: int, directory: int) -> bytes:
    known = [*range(min(tables, _IN_HEADER))]
    known += [_FREE] * (_IN_HEADER - len(known))
    return (
        ole.SIGNATURE
        + bytes(16)
        + struct.pack("<HHHHH6x", 0x3E, 4, 0xFFFE, 12, 6)
        + struct.pack(
            "<IIIIIIIII", 1, tables, directory, 0, _MINI_LIMIT, _END, 0, _END, 0
        )
        + struct.pack(f"<{_IN_HEADER}I", *known)
    ).ljust(_SECTOR, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le")
    return _ENTRY.pack(raw, len(raw) + 2, kind, 1, _NONE, _NONE, child, start, size)
