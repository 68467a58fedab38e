"""How many cells a sheet reaches over, found out before anything is made room for.

Two cells in opposite corners of an empty sheet reach over seventeen thousand million,
and calamine makes room for all of them at once.
"""

from __future__ import annotations

import re

from gongkai.errors import CorruptError
from gongkai.ingest.sheets.compound import area

_COLUMN = re.compile(rb"\sr=[\"']([A-Z]{1,3})\d")
_ROW = re.compile(rb"\sr=[\"'][A-Z]{1,3}(\d{1,8})[\"']")
_STRINGS = re.compile(rb"uniqueCount=[\"'](\d{1,30})[\"']")
_LEAST_STRING = 4  # bytes, as in <t/>
_FILLED = re.compile(
    rb"\sr=[\"']([A-Z]{1,3})(\d{1,8})[\"'][^<>]{0,200}(?<!/)>\s{0,80}<"
)


def of_part(xml: bytes, most: int) -> int:
    """The cells from the first to the last of a sheet in XML.

    Only what exceeds `most` is worth telling filled cells from those that are only
    formatted.
    """
    columns = {_index(name) for name in set(_COLUMN.findall(xml))}
    rows = set(map(int, _ROW.findall(xml)))
    cells = area(rows, columns)
    if cells <= most:
        return cells
    filled = set(_FILLED.findall(xml))
    return area({int(row) for _, row in filled}, {_index(name) for name, _ in filled})


def check_strings(xml: bytes) -> None:
    """Raise CorruptError when shared strings are said to be more than there is room for."""
    for match in _STRINGS.finditer(xml, 0, 10_000):
        if int(match[1]) * _LEAST_STRING > len(xml):
            raise CorruptError(f"the workbook claims {int(match[1])} strings")


def _index(name: bytes) -> int:
    """The number of a column, given its letters."""
    index = 0
    for letter in name:
        index = 26 * index + letter - 64
    return index
