"""Ruled tables: characters put into the cells of a grid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from gongkai.ingest.layout import Place
from gongkai.ingest.pages import flow
from gongkai.ingest.pages.grid import Grid, GridCell
from gongkai.ingest.pages.line import Box, Characters, Line
from gongkai.ingest.pages.order import pieces, rows_of

PADDING = 5.5  # points between a rule and the text, at most
MIDDLE = 0.35  # times the size of the font: the middle of a character over its base


class Table(NamedTuple):
    """A table with its text, as it stands on the page."""

    box: Box
    places: tuple[Place, ...]


def take(
    grids: Sequence[Grid], lines: list[Line], text: Characters
) -> tuple[list[Table], list[Line]]:
    """Fill the grids with the text inside them; what is left are the other lines.

    A grid with text in one cell only is a frame or drawing, and keeps nothing.
    """
    tables = []
    for grid in grids:
        filled, rest = _sort_out(grid, lines, text)
        if len(filled) < 2:
            continue
        lines = rest
        places = [
            Place(
                cell.row,
                cell.column,
                _text(filled.get(index, []), cell),
                cell.rows,
                cell.columns,
            )
            for index, cell in enumerate(grid.cells)
        ]
        tables.append(Table(grid.box, tuple(places)))
    return tables, lines


def _sort_out(
    grid: Grid, lines: Iterable[Line], text: Characters
) -> tuple[dict[int, list[Line]], list[Line]]:
    """Pieces of lines by the cell they stand in, and the lines and pieces outside."""
    inside: dict[int, list[Line]] = defaultdict(list)
    outside = []
    for line in lines:
        if not _meets(line, grid.box):
            outside.append(line)
            continue
        cell_at = partial(_cell_at, grid)
        for index, piece in pieces(line, text, cell_at):
            if index is None:
                outside.append(piece)
            else:
                inside[index].append(piece)
    return inside, outside


def _cell_at(grid: Grid, box: Box) -> int | None:
    return grid.at((box.left + box.right) / 2, (box.bottom + box.top) / 2)


def _meets(line: Line, box: Box) -> bool:
    middle = line.base + MIDDLE * line.size
    return box.bottom <= middle <= box.top and (
        line.right > box.left and line.left < box.right
    )


def _text(found: list[Line], cell: GridCell) -> str:
    """The text of a cell: its lines from the top, wrapped ones made one."""
    if not found:
        return ""
    lines = rows_of(found)
    left = min(line.left for line in lines)
    padding = min(max(left - cell.box.left, 0.0), PADDING)
    room = cell.box.right - cell.box.left - 2 * padding
    result = lines[0].text
    for above, line in pairwise(lines):
        if flow.wraps(above, line, room):
            result = flow.joined(result, line.text)
        else:
            result += "\n" + line.text
    return result
