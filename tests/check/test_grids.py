"""Tables as grids: what a header is, and which lines of plain text make a table."""

from __future__ import annotations

from collections.abc import Callable

from gongkai.check.grids import Grid, GridCell, grids
from gongkai.check.page import Page
from gongkai.model import Block, BlockKind, Cell, Extract, Span

PageOf = Callable[..., Page]


def typed(text: str) -> list[Grid]:
    """The tables that the lines of a plain text make."""
    blocks = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        blocks.append(Block(BlockKind.PARAGRAPH, Span(start, end)))
        start = end + 1
    return list(grids(Extract(text, tuple(blocks)), text))


def shown(row: tuple[GridCell | None, ...]) -> list[str]:
    return [cell.text if cell else "" for cell in row]


def test_a_row_of_names_above_a_column_of_numbers_is_a_header(
    page_of: PageOf,
) -> None:
    (grid,) = page_of("公示\n姓名\t金额\n王强\t20\n李明\t30").tables
    assert grid.header == range(1)


def test_a_form_of_labels_and_values_has_no_header(page_of: PageOf) -> None:
    (grid,) = page_of("记录\n主持人\t王强\t记录人\t李明\n出席\t赵敏\t列席\t无").tables
    assert not grid.header


def test_a_title_row_and_a_header_of_two_rows_are_told_apart() -> None:
    text = "补贴表\n姓名\t金额\n\t应发\t实发\n王强\t20\t20"
    at = text.index
    cells = (
        Cell(0, 0, Span(0, 3), columns=3),
        Cell(1, 0, Span(at("姓名"), at("姓名") + 2), rows=2),
        Cell(1, 1, Span(at("金额"), at("金额") + 2), columns=2),
        Cell(2, 1, Span(at("应发"), at("应发") + 2)),
        Cell(2, 2, Span(at("实发"), at("实发") + 2)),
        Cell(3, 0, Span(at("王强"), at("王强") + 2)),
        Cell(3, 1, Span(at("20"), at("20") + 2)),
        Cell(3, 2, Span(len(text) - 2, len(text))),
    )
    block = Block(BlockKind.TABLE, Span(0, len(text)), cells=cells)
    (grid,) = grids(Extract(text, (block,)), text)
    assert grid.header == range(1, 3)
    assert shown(grid.rows[2]) == ["姓名", "应发", "实发"]


def test_lines_in_columns_make_a_table() -> None:
    (grid,) = typed("姓名  类别  金额\n王强  困难  270\n李明  重度  300")
    assert shown(grid.rows[2]) == ["李明", "重度", "300"]


def test_tabs_keep_empty_cells_in_their_column() -> None:
    (grid,) = typed("摘要\t收入\t支出\n水塘承包费\t6000\t\n电费\t\t432")
    assert shown(grid.rows[2]) == ["电费", "", "432"]


def test_two_lines_or_uneven_ones_make_none() -> None:
    assert typed("姓名  类别  金额\n王强  困难  270") == []
    assert typed("姓名  类别  金额\n王强  270\n李明  重度  300  无") == []


def test_a_place_outside_the_grid_holds_nothing() -> None:
    (grid,) = typed("甲\t1\n乙\t2\n丙\t3")
    assert grid.at(0, 2) is None
    assert grid.at(3, 0) is None
    assert grid.at(-1, 0) is None
