"""Rows of a table without rules: words that stand below each other, row after row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from gongkai.ingest.pages.line import Line
from gongkai.ingest.pages.order import rows

_APART = 1.0  # times the size of the font: the least gap between cells
_ALIGNED = 0.8  # times the size of the font
_BROADEST = 14.0  # times the size of the font; what is broader is a column of text
_NEXT = 3.0  # times the size of the font: from a row to the one below it


def tabbed(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page, those of a row made one with tabs where its cells align."""
    found = list(rows(lines))
    aligned = {
        index
        for number, (row, below) in enumerate(pairwise(found))
        if _align(row, below)
        for index in (number, number + 1)
    }
    return [
        line
        for index, row in enumerate(found)
        for line in ([_joined(row)] if index in aligned else row)
    ]


def _align(row: Sequence[Line], below: Sequence[Line]) -> bool:
    """Whether two rows have as many cells, one under the other."""
    if not len(row) == len(below) > 1 or not (_are_cells(row) and _are_cells(below)):
        return False
    size = row[0].size
    return row[0].base - below[0].base <= _NEXT * size and all(
        min(abs(a.left - b.left), abs(a.middle - b.middle), abs(a.right - b.right))
        <= _ALIGNED * size
        for a, b in zip(row, below, strict=True)
    )


def _are_cells(row: Sequence[Line]) -> bool:
    return all(line.right - line.left <= _BROADEST * line.size for line in row) and all(
        after.left - before.right >= _APART * before.size
        for before, after in pairwise(row)
    )


def _joined(row: Sequence[Line]) -> Line:
    text = "\t".join(line.text for line in row)
    return row[0]._replace(text=text, right=row[-1].right, tail=row[-1].tail)
