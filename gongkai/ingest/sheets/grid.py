"""The cells of a sheet parted into the lines over a table, the table, and those under it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gongkai.ingest.layout import Place

Range = tuple[tuple[int, int], tuple[int, int]]  # first and last row and column

TITLE_LENGTH = 80  # characters
_LABEL = "：:"
_FEW = 3  # cells of a line over a table
_PROSE = 10  # characters: what is longer under a table is a remark, not a value


class Line(NamedTuple):
    """A row that is no part of the table."""

    text: str
    is_title: bool


class Grid:
    """The cells of a sheet without the rows and columns that say nothing."""

    def __init__(
        self,
        rows: Sequence[Sequence[str]],
        first_row: int,
        first_column: int,
        merged: Iterable[Range] = (),
    ) -> None:
        """Rows of texts, where the first cell of them is, and what cells are merged."""
        used = [index for index, row in enumerate(rows) if any(row)]
        columns = sorted(
            {c for index in used for c, text in enumerate(rows[index]) if text}
        )
        self.rows = [[rows[index][column] for column in columns] for index in used]
        self.width = len(columns)
        self.spans: dict[tuple[int, int], tuple[int, int]] = {}  # rows, columns
        self.covered: set[tuple[int, int]] = set()
        self._room = len(used) * len(columns)  # what disjoint ranges cover at most
        for (top, left), (bottom, right) in merged:
            self._merge(
                bisect_left(used, top - first_row),
                bisect_left(columns, left - first_column),
                bisect_right(used, bottom - first_row),
                bisect_right(columns, right - first_column),
            )

    def filled(self, row: int) -> list[int]:
        """The columns of a row that say something."""
        return [column for column, text in enumerate(self.rows[row]) if text]

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        self._room -= max(bottom - top, 0) * max(right - left, 0)
        if self._room < 0:
            return
        places = {
            (row, column) for row in range(top, bottom) for column in range(left, right)
        }
        if len(places) > 1 and places.isdisjoint(self.covered):
            self.spans[top, left] = bottom - top, right - left
            self.covered |= places


def parts(grid: Grid) -> tuple[list[Line], list[Place], list[Line]]:
    """The lines over the table, the cells of the table, and the lines under it."""
    begin, end = 0, len(grid.rows)
    while begin < end and _is_over(grid, begin):
        begin += 1
    while end > begin and _is_under(grid, end - 1):
        end -= 1
    before = [_line(grid, row) for row in range(begin)]
    after = [_line(grid, row) for row in range(end, len(grid.rows))]
    return before, list(_places(grid, begin, end)), after


def _is_over(grid: Grid, row: int) -> bool:
    """Whether a row stands over the table: a title, or what holds for all of it."""
    filled = grid.filled(row)
    if len(filled) == 1:
        return True
    texts = [grid.rows[row][column] for column in filled]
    return (
        len(filled) <= min(_FEW, grid.width // 2)
        and any(_has_label(text) for text in texts)
        and not any(grid.spans.get((row, column), (1, 1))[0] > 1 for column in filled)
    )


def _is_under(grid: Grid, row: int) -> bool:
    """Whether a row stands under the table: a remark, or who has signed."""
    filled = grid.filled(row)
    if len(filled) > 1:
        return _is_over(grid, row)
    text = grid.rows[row][filled[0]]
    is_wide = grid.spans.get((row, filled[0]), (1, 1))[1] > 1
    return is_wide or len(text) > _PROSE or _has_label(text)


def _has_label(text: str) -> bool:
    return any(mark in text for mark in _LABEL)


def _line(grid: Grid, row: int) -> Line:
    texts = [" ".join(grid.rows[row][column].split()) for column in grid.filled(row)]
    text = "  ".join(texts)
    is_title = len(texts) == 1 and len(text) <= TITLE_LENGTH and not _has_label(text)
    return Line(text, is_title)


def _places(grid: Grid, begin: int, end: int) -> Iterator[Place]:
    for row in range(begin, end):
        for column, text in enumerate(grid.rows[row]):
            place = row, column
            if place not in grid.covered:
                yield Place(row - begin, column, text)
            elif place in grid.spans:
                height, width = grid.spans[place]
                yield Place(row - begin, column, text, min(height, end - row), width)
