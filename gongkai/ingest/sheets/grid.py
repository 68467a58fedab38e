"""The cells of a sheet parted into the lines over a table, the table, and those under it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    """The cells of a sheet from the first that says something to the last."""

    def __init__(
        self,
        rows: Sequence[Sequence[str]],
        first_row: int,
        first_column: int,
        merged: Iterable[Range] = (),
    ) -> None:
        """Rows of texts, where the first cell of them is, and what cells are merged."""
        used = [index for index, row in enumerate(rows) if any(row)]
        columns = {
            column for index in used for column, text in enumerate(rows[index]) if text
        }
        self.first, self.last = (used[0], used[-1] + 1) if used else (0, 0)
        self.left, self.right = (min(columns), max(columns) + 1) if used else (0, 0)
        self.rows = rows
        self.spans: dict[tuple[int, int], tuple[int, int]] = {}  # rows, columns
        self.covered: set[tuple[int, int]] = set()
        for (top, left), (bottom, right) in merged:
            self._merge(
                top - first_row,
                left - first_column,
                min(bottom - first_row + 1, self.last),
                min(right - first_column + 1, self.right),
            )

    def filled(self, row: int) -> list[int]:
        """The columns of a row that say something."""
        texts = self.rows[row]
        return [column for column in range(self.left, self.right) if texts[column]]

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if not (self.first <= top < bottom and self.left <= left < right):
            return
        places = {
            (row, column) for row in range(top, bottom) for column in range(left, right)
        }
        if len(places) < 2 or not places.isdisjoint(self.covered):
            return
        self.spans[top, left] = bottom - top, right - left
        self.covered |= places


def parts(grid: Grid) -> tuple[list[Line], list[Place], list[Line]]:
    """The lines over the table, the cells of the table, and the lines under it."""
    used = [row for row in range(grid.first, grid.last) if grid.filled(row)]
    begin, end = 0, len(used)
    while begin < end and _is_over(grid, used[begin]):
        begin += 1
    while end > begin and _is_under(grid, used[end - 1]):
        end -= 1
    before = [_line(grid, row) for row in used[:begin]]
    after = [_line(grid, row) for row in used[end:]]
    return before, _places(grid, used[begin:end]), after


def _is_over(grid: Grid, row: int) -> bool:
    """Whether a row stands over the table: a title, or what holds for all of it."""
    filled = grid.filled(row)
    if len(filled) == 1:
        return True
    texts = [grid.rows[row][column] for column in filled]
    return (
        len(filled) <= min(_FEW, (grid.right - grid.left) // 2)
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


def _places(grid: Grid, rows: Sequence[int]) -> list[Place]:
    """The cells of rows; a blank row between them is left out."""
    order = {row: index for index, row in enumerate(rows)}
    found = []
    for row in rows:
        for column in range(grid.left, grid.right):
            height, width = grid.spans.get((row, column), (0, 0))
            if not height and (row, column) in grid.covered:
                continue
            kept = sum(r in order for r in range(row, row + height)) or 1
            text = grid.rows[row][column]
            found.append(Place(order[row], column - grid.left, text, kept, width or 1))
    return found
