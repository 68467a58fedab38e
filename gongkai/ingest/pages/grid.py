"""Strokes put together into the grids of tables: which cells there are, and where.

A cell is a rectangle of the grid with no wall inside. The outline counts as a wall
even where it is not drawn, since many tables are open at their sides.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple

from gongkai.ingest.pages.line import Box
from gongkai.ingest.pages.strokes import Stroke, merged

SNAP = 2.0  # points between strokes that are one
JOIN = 3.0  # points of a gap in a stroke, or between strokes that meet
SHORTEST = 5.0  # points; less is part of a drawing
MOST_STROKES = 600  # of a direction; more is a drawing, not a table
MOST_SQUARES = 40_000


class GridCell(NamedTuple):
    row: int
    column: int
    rows: int
    columns: int
    box: Box


class Grid:
    """A ruled table without its text."""

    def __init__(self, level: list[Stroke], upright: list[Stroke]) -> None:
        """The table that some strokes which touch each other draw."""
        self._xs = _positions(upright, level)
        self._ys = _positions(level, upright)  # upwards
        self.box = Box(self._xs[0], self._ys[0], self._xs[-1], self._ys[-1])
        self._row_count = len(self._ys) - 1
        self._column_count = len(self._xs) - 1
        self.cells: list[GridCell] = []
        self._cell_of: dict[tuple[int, int], int] = {}
        if self._row_count * self._column_count <= MOST_SQUARES:
            self._cut(
                _walls(upright, self._xs, self._ys), _walls(level, self._ys, self._xs)
            )

    def at(self, x: float, y: float) -> int | None:
        """The index of the cell at a point."""
        column = bisect_right(self._xs, x) - 1
        row = self._row_count - bisect_right(self._ys, y)
        return self._cell_of.get((row, column))

    def _cut(self, upright: set[tuple[int, int]], level: set[tuple[int, int]]) -> None:
        """Cut the grid into cells, from the top left, along its walls.

        A wall is named by the index of its line and of the square along it.
        """
        rows, columns = self._row_count, self._column_count
        for row in range(rows):
            for column in range(columns):
                if (row, column) in self._cell_of:
                    continue
                right = column + 1
                while (
                    right < columns
                    and (row, right) not in self._cell_of
                    and (right, rows - 1 - row) not in upright
                ):
                    right += 1
                bottom = row + 1
                while bottom < rows and self._is_open(
                    bottom, column, right, upright, level
                ):
                    bottom += 1
                self._place(row, column, bottom, right)

    def _is_open(
        self,
        row: int,
        column: int,
        right: int,
        upright: set[tuple[int, int]],
        level: set[tuple[int, int]],
    ) -> bool:
        """Whether a cell that spans some columns goes on into a row."""
        line = self._row_count - row
        return not any((line, c) in level for c in range(column, right)) and not any(
            (c, line - 1) in upright for c in range(column + 1, right)
        )

    def _place(self, row: int, column: int, bottom: int, right: int) -> None:
        for r in range(row, bottom):
            for c in range(column, right):
                self._cell_of[r, c] = len(self.cells)
        top = self._row_count
        box = Box(
            self._xs[column],
            self._ys[top - bottom],
            self._xs[right],
            self._ys[top - row],
        )
        self.cells.append(GridCell(row, column, bottom - row, right - column, box))


def grids(level: list[Stroke], upright: list[Stroke]) -> list[Grid]:
    """The tables that strokes draw, the smallest first. Boxes in one column are none."""
    level = _long(merged(level, SNAP, JOIN))
    upright = _long(merged(upright, SNAP, JOIN))
    if not upright or len(level) > MOST_STROKES or len(upright) > MOST_STROKES:
        return []
    found = []
    for across, along in _components(level, upright):
        if len(across) >= 2 and along:
            grid = Grid(across, along)
            if any(cell.column for cell in grid.cells):
                found.append(grid)
    return sorted(found, key=_area)


def _area(grid: Grid) -> float:
    return (grid.box.right - grid.box.left) * (grid.box.top - grid.box.bottom)


def _long(strokes: list[Stroke]) -> list[Stroke]:
    return [stroke for stroke in strokes if stroke.end - stroke.start >= SHORTEST]


def _components(
    level: list[Stroke], upright: list[Stroke]
) -> list[tuple[list[Stroke], list[Stroke]]]:
    """The strokes in groups of those that touch."""
    owner = list(range(len(level) + len(upright)))

    def root(index: int) -> int:
        while owner[index] != index:
            owner[index] = owner[owner[index]]
            index = owner[index]
        return index

    for i, across in enumerate(level):
        for j, along in enumerate(upright, len(level)):
            if _touch(across, along):
                owner[root(j)] = root(i)
    groups: dict[int, tuple[list[Stroke], list[Stroke]]] = defaultdict(lambda: ([], []))
    for index, stroke in enumerate([*level, *upright]):
        groups[root(index)][index >= len(level)].append(stroke)
    return list(groups.values())


def _touch(across: Stroke, along: Stroke) -> bool:
    return (
        across.start - JOIN <= along.at <= across.end + JOIN
        and along.start - JOIN <= across.at <= along.end + JOIN
    )


def _positions(strokes: list[Stroke], others: list[Stroke]) -> list[float]:
    """Where strokes lie, and where the others end further out than any of them."""
    found = sorted({stroke.at for stroke in strokes})
    distinct = [found[0]]
    for position in found[1:]:
        if position - distinct[-1] > JOIN:
            distinct.append(position)
    least = min(stroke.start for stroke in others)
    most = max(stroke.end for stroke in others)
    if least < distinct[0] - SHORTEST:
        distinct.insert(0, least)
    if most > distinct[-1] + SHORTEST:
        distinct.append(most)
    return distinct


def _walls(
    strokes: list[Stroke], lines: list[float], along: list[float]
) -> set[tuple[int, int]]:
    """Which squares a stroke passes by: (index of its line, index of the square)."""
    middles = [(a + b) / 2 for a, b in pairwise(along)]
    walls = set()
    for stroke in strokes:
        line = min(range(len(lines)), key=lambda i: abs(lines[i] - stroke.at))
        for index in range(
            bisect_right(middles, stroke.start), bisect_right(middles, stroke.end)
        ):
            walls.add((line, index))
    return walls
