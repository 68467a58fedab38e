"""Tables of Word's older formats: rows of cells, laid out by where their edges are."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from gongkai.ingest.layout import Place
from gongkai.ingest.word import Item, Table, text_of

_SAME_EDGE = 30  # twentieths of a point
_MERGED = 0x03  # with its neighbour
_CONTINUES, _BEGINS = 0x20, 0x60  # one cell down several rows


class RowPlan(NamedTuple):
    """What a row says of its cells."""

    edges: tuple[int, ...] = ()  # in twentieths of a point
    flags: tuple[int, ...] = ()


class _Row(NamedTuple):
    cells: list[list[Item]]
    plan: RowPlan


class Draft:
    """A table while its paragraphs come in."""

    def __init__(self) -> None:
        self.cell: list[Item] = []  # the one that is being filled
        self._cells: list[list[Item]] = []
        self._rows: list[_Row] = []

    def end_cell(self) -> None:
        self._cells.append(self.cell)
        self.cell = []

    def end_row(self, plan: RowPlan) -> None:
        if self.cell:
            self.end_cell()
        if self._cells:
            self._rows.append(_Row(self._cells, plan))
        self._cells = []

    def finish(self) -> list[Item]:
        """The table; what stands in a frame of one cell, without the frame."""
        self.end_row(RowPlan())
        if len(self._rows) == 1 and len(self._rows[0].cells) == 1:
            return self._rows[0].cells[0]
        return [Table(_lay_out(self._rows))]


def _lay_out(rows: list[_Row]) -> tuple[Place, ...]:
    columns = _columns(rows)
    places: list[Place] = []
    above: dict[int, int] = {}  # column → place that goes on below
    for number, row in enumerate(rows):
        below: dict[int, int] = {}
        for index, cell in enumerate(row.cells):
            start, width = _extent(row, index, columns)
            flags = row.plan.flags[index] if index < len(row.plan.flags) else 0
            text = text_of(cell)
            down = flags & _BEGINS
            if down == _CONTINUES and start in above and not text.strip():
                place = places[above[start]]
                places[above[start]] = place._replace(rows=number - place.row + 1)
                below[start] = above[start]
                continue
            if _goes_on(row, index, flags) and not text.strip():
                places[-1] = places[-1]._replace(columns=places[-1].columns + width)
                continue
            if down:
                below[start] = len(places)
            places.append(Place(number, start, text, columns=width))
        above = below
    return tuple(places)


def _goes_on(row: _Row, index: int, flags: int) -> bool:
    """Whether a cell is merged with the one before it."""
    return bool(index and flags & _MERGED and row.plan.flags[index - 1] & _MERGED)


def _columns(rows: list[_Row]) -> list[int]:
    """Where the columns begin: every edge of any row, those next to each other once."""
    columns: list[int] = []
    for edge in sorted({edge for row in rows for edge in _edges(row)}):
        if not columns or edge - columns[-1] > _SAME_EDGE:
            columns.append(edge)
    return columns


def _edges(row: _Row) -> tuple[int, ...]:
    """The edges of a row, if they are those of its cells."""
    return row.plan.edges if len(row.plan.edges) == len(row.cells) + 1 else ()


def _extent(row: _Row, index: int, columns: list[int]) -> tuple[int, int]:
    """The column in which a cell begins and how many it covers."""
    edges = _edges(row)
    if not edges:
        return index, 1
    start = bisect_right(columns, edges[index]) - 1
    end = bisect_right(columns, edges[index + 1]) - 1
    return start, max(1, end - start)
