"""Ruled tables come out as tables, whatever their rules are made of."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from reportlab.lib.colors import black, lightgrey
from reportlab.platypus import SimpleDocTemplate, Table

from gongkai.ingest import pdf
from gongkai.model import BlockKind

if TYPE_CHECKING:
    from tests.ingest.pdf.conftest import Sheet

ROWS = [["户主", "人口", "金额"], ["魏春生", "3", "1200.00"], ["郝丽萍", "12", "80.50"]]
FONT = ("FONT", (0, 0), (-1, -1), "STSong-Light", 11)
GRID = ("GRID", (0, 0), (-1, -1), 0.5, black)

Cells = dict[tuple[int, int], str]


def tables(data: bytes) -> list[Cells]:
    extract = pdf.extract(data)
    return [
        {(c.row, c.column): c.span.of(extract.text) for c in block.cells}
        for block in extract.blocks
        if block.kind is BlockKind.TABLE
    ]


def built(rows: list[list[str]], *style: tuple[Any, ...], **options: Any) -> bytes:
    out = BytesIO()
    table = Table(rows, style=[FONT, *style], **options)
    SimpleDocTemplate(out, pagesize=(595, 842)).build([table])
    return out.getvalue()


def as_cells(rows: list[list[str]]) -> Cells:
    return {(r, c): text for r, row in enumerate(rows) for c, text in enumerate(row)}


@pytest.mark.usefixtures("sheet")
def test_a_grid_is_a_table_of_its_cells() -> None:
    assert tables(built(ROWS, GRID)) == [as_cells(ROWS)]


@pytest.mark.usefixtures("sheet")
def test_merged_cells_stand_once_and_say_what_they_cover() -> None:
    rows = [
        ["", "春季", ""],
        ["户主", "人口", "金额"],
        ["魏春生", "3", "12"],
        ["", "4", "5"],
    ]
    data = built(
        rows, GRID, ("SPAN", (1, 0), (2, 0)), ("SPAN", (0, 2), (0, 3)), colWidths=80
    )
    extract = pdf.extract(data)
    (table,) = extract.blocks
    spans = {c.span.of(extract.text): (c.rows, c.columns) for c in table.cells}
    assert spans["春季"] == (1, 2)
    assert spans["魏春生"] == (2, 1)
    assert spans["5"] == (1, 1)
    assert len(table.cells) == 10


@pytest.mark.usefixtures("sheet")
def test_wrapped_text_in_a_cell_is_put_together() -> None:
    rows = [
        ["事项", "说明"],
        ["道路", "村内主干道全长一\n千二百米，宽四米，\n已完工。"],
    ]
    cells = tables(built(rows, GRID, colWidths=[60, 102]))[0]
    assert cells[1, 1] == "村内主干道全长一千二百米，宽四米，已完工。"


@pytest.mark.usefixtures("sheet")
def test_paragraphs_in_a_cell_stay_lines() -> None:
    rows = [["结果", "赞成：20票\n反对：1票\n弃权：0票"]]
    cells = tables(built(rows, GRID, colWidths=[60, 200]))[0]
    assert cells[0, 1] == "赞成：20票\n反对：1票\n弃权：0票"


@pytest.mark.usefixtures("sheet")
def test_a_table_open_at_its_sides_is_a_table() -> None:
    inner = ("LINEBEFORE", (1, 0), (-1, -1), 0.5, black)
    levels = ("LINEABOVE", (0, 0), (-1, -1), 0.5, black)
    last = ("LINEBELOW", (0, -1), (-1, -1), 0.5, black)
    assert tables(built(ROWS, inner, levels, last)) == [as_cells(ROWS)]


@pytest.mark.usefixtures("sheet")
@pytest.mark.parametrize(
    "rules",
    [
        ("GRID", (0, 0), (-1, -1), 0.5, black, None, (2, 2)),  # dashed
        ("GRID", (0, 0), (-1, -1), 0.5, black, None, None, None, 2, 1),  # double
        ("GRID", (0, 0), (-1, -1), 3, black),  # thick
    ],
    ids=["dashed", "double", "thick"],
)
def test_rules_may_be_of_any_kind(rules: tuple[Any, ...]) -> None:
    assert tables(built(ROWS, rules)) == [as_cells(ROWS)]


@pytest.mark.usefixtures("sheet")
def test_shading_is_no_rule() -> None:
    shaded = ("BACKGROUND", (0, 0), (-1, 0), lightgrey)
    assert tables(built(ROWS, GRID, shaded)) == [as_cells(ROWS)]


@pytest.mark.usefixtures("sheet")
def test_a_table_over_two_pages_is_two() -> None:
    rows = [[str(i), f"第{i}户"] for i in range(60)]
    first, second = tables(built(rows, GRID))
    assert [*first.values(), *second.values()] == [text for row in rows for text in row]


def test_rules_may_be_thin_filled_rectangles(sheet: Sheet) -> None:
    for x in (100, 200, 300):
        sheet.canvas.rect(x, 600, 0.5, 40, stroke=0, fill=1)
    for y in (600, 620, 640):
        sheet.canvas.rect(100, y, 200.5, 0.5, stroke=0, fill=1)
    sheet.at(105, 625, "户主", 10).at(205, 625, "金额", 10)
    sheet.at(105, 605, "魏春生", 10).at(205, 605, "12", 10)
    assert tables(sheet.bytes()) == [as_cells([["户主", "金额"], ["魏春生", "12"]])]


def test_a_table_may_be_drawn_as_boxes_in_a_form(sheet: Sheet) -> None:
    canvas = sheet.canvas
    canvas.beginForm("grid")
    for x in (0, 100):
        for y in (0, 20):
            canvas.rect(x, y, 100, 20)
    canvas.endForm()
    canvas.saveState()
    canvas.translate(100, 600)
    canvas.doForm("grid")
    canvas.restoreState()
    sheet.at(105, 625, "户主", 10).at(205, 625, "金额", 10)
    sheet.at(105, 605, "魏春生", 10).at(205, 605, "12", 10)
    assert tables(sheet.bytes()) == [as_cells([["户主", "金额"], ["魏春生", "12"]])]


def test_text_drawn_in_one_go_is_parted_at_the_rules(sheet: Sheet) -> None:
    sheet.grid([100, 150, 200], [600, 620, 640])
    sheet.at(105, 625, "户主　　金额", 10).at(105, 605, "魏春生　12", 10)
    assert tables(sheet.bytes()) == [as_cells([["户主", "金额"], ["魏春生", "12"]])]


def test_an_empty_form_keeps_its_empty_cells(sheet: Sheet) -> None:
    sheet.grid([100, 200, 300], [600, 620, 640])
    sheet.at(105, 625, "会议时间", 10).at(105, 605, "会议地点", 10)
    assert tables(sheet.bytes()) == [as_cells([["会议时间", ""], ["会议地点", ""]])]


def test_text_stands_around_a_table_in_order_and_once(sheet: Sheet) -> None:
    sheet.at(80, 600, "监督电话：0555-6700265").at(80, 700, "公示如下：")
    sheet.grid([100, 200, 300], [630, 650, 670])
    sheet.at(105, 655, "户主", 10).at(205, 655, "金额", 10)
    sheet.at(105, 635, "魏春生", 10).at(205, 635, "12", 10)
    extract = pdf.extract(sheet.bytes())
    assert extract.text == "公示如下：\n户主\t金额\n魏春生\t12\n监督电话：0555-6700265"


def test_a_frame_around_text_is_no_table(sheet: Sheet) -> None:
    sheet.grid([60, 540], [500, 800])
    sheet.centred("会议室管理规定", 22).line("一、保持安静")
    data = sheet.bytes()
    assert tables(data) == []
    assert pdf.extract(data).text == "会议室管理规定\n一、保持安静"


def test_lines_to_write_on_are_no_table(sheet: Sheet) -> None:
    sheet.at(80, 700, "姓名：").at(80, 660, "住址：")
    sheet.canvas.line(120, 698, 300, 698)
    sheet.canvas.line(120, 658, 300, 658)
    assert tables(sheet.bytes()) == []


def test_a_table_on_a_turned_page_is_read_as_it_stands(sheet: Sheet) -> None:
    sheet.canvas.setPageRotation(90)
    sheet.canvas.translate(842, 0)
    sheet.canvas.rotate(90)
    sheet.grid([100, 200, 300], [600, 620, 640])
    sheet.at(105, 625, "户主", 10).at(205, 625, "金额", 10)
    sheet.at(105, 605, "魏春生", 10).at(205, 605, "12", 10)
    assert tables(sheet.bytes()) == [as_cells([["户主", "金额"], ["魏春生", "12"]])]


def test_a_table_in_a_cell_of_another_is_a_table_of_its_own(sheet: Sheet) -> None:
    sheet.grid([80, 180, 500], [500, 700, 720]).grid([200, 300, 400], [600, 620, 640])
    sheet.at(85, 705, "议题", 10).at(185, 705, "结果", 10).at(85, 600, "分工", 10)
    sheet.at(185, 660, "分工如下", 10)
    sheet.at(205, 625, "魏春生", 10).at(305, 625, "路灯", 10)
    sheet.at(205, 605, "郝丽萍", 10).at(305, 605, "绿化", 10)
    outer, inner = tables(sheet.bytes())
    assert inner == as_cells([["魏春生", "路灯"], ["郝丽萍", "绿化"]])
    assert outer == as_cells([["议题", "结果"], ["分工", "分工如下"]])
