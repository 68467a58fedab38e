"""Tables as grids: every place of the grid knows the cell that covers it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from gongkai.model import Block, BlockKind, Extract, Span
from gongkai.pattern import Pattern

_NUMERIC = Pattern(r"[-+¥￥]?\d[\d,.:/%年月日-]*(?:元|万元|人|户|亩|票|%)?")
_COLUMN_MARK = Pattern(r"[\t|]")
_COLUMN_GAP = Pattern(r" {2,}")
_MOST_PLACES = 200_000  # a table beyond that is no table
_LEAST_LINES = 3  # of plain text that make a table


@dataclass(frozen=True, slots=True)
class GridCell:
    """What one place of a grid shows."""

    text: str  # folded, without white space
    span: Span  # without the space around it
    row: int  # of the cell's top-left corner
    column: int

    @property
    def is_numeric(self) -> bool:
        return _NUMERIC.fullmatch(self.text) is not None


class _Parted(NamedTuple):
    """A line of plain text and the columns it has."""

    span: Span
    columns: Sequence[Span]
    tabbed: bool


@dataclass(frozen=True)
class Grid:
    """A table. A merged cell stands at every place it covers; None is no cell at all.

    A row of plain text may be shorter than the others: its last cells are empty.
    """

    span: Span
    rows: tuple[tuple[GridCell | None, ...], ...]

    @cached_property
    def header(self) -> range:
        """The rows that name the columns; empty for forms of label and value."""
        first = next((i for i, row in enumerate(self.rows) if _distinct(row) > 1), 0)
        last = first
        while last + 1 < len(self.rows) and self._go_on(first, last + 1):
            last += 1
        if self._names_columns(first, last):
            return range(first, last + 1)
        return range(first, first)

    def at(self, row: int, column: int) -> GridCell | None:
        """The cell at a place; None outside the grid."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def _go_on(self, first: int, row: int) -> bool:
        """Whether a cell of the first row reaches down to the other."""
        return any(cell and cell in self.rows[row] for cell in self.rows[first])

    def _names_columns(self, first: int, last: int) -> bool:
        """Whether the first rows are names and some column below is all numbers."""
        names = [cell for row in self.rows[first : last + 1] for cell in row if cell]
        if not names or any(cell.is_numeric for cell in names):
            return False
        for column in range(len(self.rows[first])):
            below = [self.at(row, column) for row in range(last + 1, len(self.rows))]
            filled = [cell for cell in below if cell and cell.text]
            if filled and all(cell.is_numeric for cell in filled):
                return True
        return False


def grids(extract: Extract, folded: str) -> Iterator[Grid]:
    """The tables of a document, and lines of plain text that stand in columns."""
    drawn = [block for block in extract.blocks if block.kind is BlockKind.TABLE]
    for block in drawn:
        yield _drawn(block, folded)
    yield from _typed(extract, folded)


def _drawn(block: Block, folded: str) -> Grid:
    height = max((cell.row + cell.rows for cell in block.cells), default=0)
    width = max((cell.column + cell.columns for cell in block.cells), default=0)
    if height * width > _MOST_PLACES:
        return Grid(block.span, ())
    rows: list[list[GridCell | None]] = [[None] * width for _ in range(height)]
    for cell in block.cells:
        shown = _cell(folded, cell.span, cell.row, cell.column)
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                rows[row][column] = shown
    return Grid(block.span, tuple(map(tuple, rows)))


def _typed(extract: Extract, folded: str) -> Iterator[Grid]:
    """Runs of at least three paragraphs that tabs or wide gaps part into columns."""
    run: list[_Parted] = []
    for block in extract.blocks:
        columns = (
            _columns(folded, block.span) if block.kind is not BlockKind.TABLE else []
        )
        tabbed = "\t" in block.span.of(folded)
        line = _Parted(block.span, columns, tabbed)
        if run and not _goes_on(run[0], line):
            yield from _of_run(run, folded)
            run = []
        if len(columns) >= (2 if tabbed else 3):
            run.append(line)
    yield from _of_run(run, folded)


def _goes_on(first: _Parted, line: _Parted) -> bool:
    """Whether a line may be of one table with another: tabs at its end may be lost."""
    width = len(first.columns)
    if first.tabbed and line.tabbed:
        return 2 <= len(line.columns) <= width
    return len(line.columns) == width


def _of_run(run: Sequence[_Parted], folded: str) -> Iterator[Grid]:
    """The table that a run makes, or the tables where its lines are not of one width."""
    if len(run) < _LEAST_LINES:
        return
    widths = {len(line.columns) for line in run}
    whole = (
        _of_lines(run, folded) if len(widths) == 1 or _is_list(run, folded) else None
    )
    if whole is not None:
        yield whole
    elif len(widths) > 1:
        for _, lines in groupby(run, key=lambda line: len(line.columns)):
            part = _of_lines(tuple(lines), folded)
            if part is not None:
                yield part


def _of_lines(lines: Sequence[_Parted], folded: str) -> Grid | None:
    if len(lines) < _LEAST_LINES:
        return None
    rows = tuple(
        tuple(_cell(folded, span, i, j) for j, span in enumerate(line.columns))
        for i, line in enumerate(lines)
    )
    return Grid(Span(lines[0].span.start, lines[-1].span.end), rows)


def _is_list(run: Sequence[_Parted], folded: str) -> bool:
    """Whether lines of several widths are a heading and the rows of a list under it.

    The heading names every column, most rows lack but the last, and a column is of numbers.
    """
    heading, *lines = (
        [_cell(folded, span, 0, 0) for span in line.columns] for line in run
    )
    width = len(heading)
    named = all(cell.text and not cell.is_numeric for cell in heading)
    if (
        width < 3
        or not named
        or 2 * sum(len(one) >= width - 1 for one in lines) < len(lines)
    ):
        return False
    columns = (
        [one[place] for one in lines if place < len(one) and one[place].text]
        for place in range(1, width)
    )
    return any(
        len(column) > 1 and all(cell.is_numeric for cell in column)
        for column in columns
    )


def _columns(folded: str, line: Span) -> list[Span]:
    """The pieces of a line between tabs or bars, empty ones too, or else wide gaps."""
    text = line.of(folded)
    if "\t" in text or "|" in text:
        return list(_pieces(_COLUMN_MARK, folded, line))
    pieces = _pieces(_COLUMN_GAP, folded, line)
    return [piece for piece in pieces if piece.of(folded).strip()]


def _pieces(gap: Pattern, folded: str, line: Span) -> Iterator[Span]:
    start = line.start
    for found in gap.finditer(folded, line.start, line.end):
        yield Span(start, found.start())
        start = found.end()
    yield Span(start, line.end)


def _cell(folded: str, span: Span, row: int, column: int) -> GridCell:
    raw = span.of(folded)
    start = span.start + len(raw) - len(raw.lstrip())
    end = span.start + len(raw.rstrip())
    return GridCell("".join(raw.split()), Span(min(start, end), end), row, column)


def _distinct(row: tuple[GridCell | None, ...]) -> int:
    return len({cell for cell in row if cell and cell.text})
