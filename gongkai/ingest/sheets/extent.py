"""How many cells a sheet reaches over, found out before anything is made room for.

Two cells in opposite corners of an empty sheet reach over seventeen thousand million,
and calamine makes room for all of them at once.
"""

from __future__ import annotations

import re
import struct

_COLUMN = re.compile(rb"\sr=[\"']([A-Z]{1,3})\d")
_ROW = re.compile(rb"\sr=[\"'][A-Z]{1,3}(\d{1,8})[\"']")
_FILLED = re.compile(
    rb"\sr=[\"']([A-Z]{1,3})(\d{1,8})[\"'][^<>]{0,200}(?<!/)>\s{0,80}<"
)

_RECORD = struct.Struct("<HH")
_PLACE = struct.Struct("<HH")  # row, column
_BEGIN = 0x0809
_SEVERAL = 0x00BD  # numbers side by side
_CELLS = frozenset(
    (0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406, _SEVERAL)
)


def of_part(xml: bytes, most: int) -> int:
    """The cells from the first to the last of a sheet in XML.

    Only what exceeds `most` is worth telling filled cells from those that are only
    formatted.
    """
    columns = {_index(name) for name in set(_COLUMN.findall(xml))}
    rows = set(map(int, _ROW.findall(xml)))
    cells = _area(rows, columns)
    if cells <= most:
        return cells
    filled = set(_FILLED.findall(xml))
    return _area({int(row) for _, row in filled}, {_index(name) for name, _ in filled})


def of_stream(stream: bytes) -> int:
    """The same for all sheets in the stream of a workbook of Excel 97."""
    total = at = 0
    rows: set[int] = set()
    columns: set[int] = set()
    while at + 4 <= len(stream):
        kind, length = _RECORD.unpack_from(stream, at)
        at += 4
        if kind == _BEGIN:
            total += _area(rows, columns)
            rows, columns = set(), set()
        elif kind in _CELLS and length >= 4 and at + 4 <= len(stream):
            row, column = _PLACE.unpack_from(stream, at)
            rows.add(row)
            columns.add(column)
            if kind == _SEVERAL:
                columns.add(column + (length - 6) // 6 - 1)
        at += length
    return total + _area(rows, columns)


def _area(rows: set[int], columns: set[int]) -> int:
    if not rows or not columns:
        return 0
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)


def _index(name: bytes) -> int:
    """The number of a column, given its letters."""
    index = 0
    for letter in name:
        index = 26 * index + letter - 64
    return index
