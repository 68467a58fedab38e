"""Lines in reading order by their places alone, where nobody knows how they were drawn.

Forms are drawn labels first and values later, so the order of drawing says little.
Rows are read across the page, unless there is running text beside a gap down its
middle: that is two columns, which are read one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gongkai.ingest.pages.line import Box, Line
from gongkai.ingest.pages.order import SAME_BASE, joined, rows, side_by_side

_SEARCHED = range(35, 66)  # hundredths of the width of the page
_MOST_ACROSS = 0.3  # of the lines: titles, tables that go over both columns
_GAP = 1.5  # times the size of the font: less is no gap between columns
_FULL_LINES = 4  # that make running text of a column
_FULL = 0.85  # of the width of a column
_BROAD = 10  # times the size of the font: the least width of a column


class _Split(NamedTuple):
    at: float
    across: int  # lines that pass over it


def by_place(lines: Sequence[Line], page: Box) -> list[Line]:
    """The lines of a page as people read them, those of a row joined."""
    level = [line for row in rows(lines) for line in row]
    near = list(_near(level))
    split = _split(near, page)
    if split is None:
        return list(joined(level))
    return [line for band in _bands(near, split.at) for line in joined(band)]


def _near(level: Sequence[Line]) -> Iterator[Line]:
    """Lines of a row joined where no gap parts them that could be one of columns."""
    row: list[Line] = []
    for line in level:
        if row and not (
            abs(row[-1].base - line.base) <= SAME_BASE * line.size
            and -line.size < line.left - row[-1].right < _GAP * line.size
        ):
            yield side_by_side(row)
            row = []
        row.append(line)
    if row:
        yield side_by_side(row)


def _split(lines: Sequence[Line], page: Box) -> _Split | None:
    """Where a page of two columns is parted, if it is one."""
    width = page.right - page.left
    nearest = page.left + width * _SEARCHED[0] / 100
    if not any(line.left > nearest for line in lines):
        return None
    splits = [
        _Split(at, sum(line.left < at < line.right for line in lines))
        for at in (page.left + width * share / 100 for share in _SEARCHED)
    ]
    least = min(split.across for split in splits)
    best = [split for split in splits if split.across == least]
    chosen = best[len(best) // 2]
    left = [line for line in lines if line.right <= chosen.at]
    right = [line for line in lines if line.left >= chosen.at]
    if least > _MOST_ACROSS * len(lines) or min(len(left), len(right)) < 2:
        return None
    return chosen if _is_running(left) or _is_running(right) else None


def _is_running(column: Sequence[Line]) -> bool:
    """Whether lines are running text: most of its lines reach from edge to edge."""
    edge = max(line.right for line in column)
    full = [
        line
        for line in column
        if edge - line.right <= line.size
        and line.right - line.left >= _BROAD * line.size
    ]
    if len(full) < _FULL_LINES or 2 * len(full) < len(column):
        return False
    width = max(line.right - line.left for line in full)
    return all(line.right - line.left >= _FULL * width for line in full)


def _bands(lines: Sequence[Line], split: float) -> Iterator[list[Line]]:
    """The left and the right column, each down to the next line across both."""
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        if line.left < split < line.right:
            yield from (left, right, [line])
            left, right = [], []
        elif line.right <= split:
            left.append(line)
        else:
            right.append(line)
    yield from (left, right)
