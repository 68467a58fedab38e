"""Elements in tables: the label in a cell, the value in the next one or below."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.check.elements.number import leading
from gongkai.check.elements.values import is_value
from gongkai.check.grids import Grid, GridCell
from gongkai.check.labelled import label_names
from gongkai.check.page import FoundElement, Page, Shape
from gongkai.rules import Element


def find(page: Page, element: Element) -> Iterator[FoundElement]:
    """The values of the cells that are labels of the element."""
    for label in element.labels:
        for grid, cell in page.cells.get(label, ()):
            value = _value(page, grid, cell, element.value_rule)
            if value is not None:
                yield FoundElement(
                    element.id,
                    value.span.of(page.text),
                    value.span,
                    Shape.TABLE,
                    leading(value.span.of(page.folded), value.span.start),
                )


def _value(page: Page, grid: Grid, label: GridCell, rule: str) -> GridCell | None:
    if label.row in grid.header:
        return _filled(page, _below(grid, label, grid.header.stop), rule)
    beside = next(_beside(grid, label), None)
    if beside and not _is_label(page, beside):
        return _filled(page, iter((beside,)), rule)
    return _filled(page, _below(grid, label, label.row + 1), rule)


def _filled(page: Page, cells: Iterator[GridCell], rule: str) -> GridCell | None:
    """The first cell that says something, unless a label comes before it."""
    for cell in cells:
        if _is_label(page, cell):
            return None
        if is_value(cell.text, rule, apart=True):
            return cell
    return None


def _is_label(page: Page, cell: GridCell) -> bool:
    return not page.vocabulary.isdisjoint(label_names(cell.text))


def _beside(grid: Grid, label: GridCell) -> Iterator[GridCell]:
    """The cells to the right, each once."""
    last = label
    for cell in grid.rows[label.row][label.column + 1 :]:
        if cell and cell != last:
            last = cell
            yield cell


def _below(grid: Grid, label: GridCell, first: int) -> Iterator[GridCell]:
    """The cells below, each once."""
    last = label
    for row in range(first, len(grid.rows)):
        cell = grid.at(row, label.column)
        if cell and cell != last:
            last = cell
            yield cell
