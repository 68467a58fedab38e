"""Page numbers and running headers stand beside the text, not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.ingest import pdf
from gongkai.model import Part

if TYPE_CHECKING:
    from tests.ingest.pdf.conftest import Sheet


def parts(data: bytes) -> dict[Part, list[str]]:
    extract = pdf.extract(data)
    found: dict[Part, list[str]] = {}
    for block in extract.blocks:
        found.setdefault(block.part, []).append(block.span.of(extract.text))
    return found


@pytest.mark.parametrize(
    "number",
    ["— 1 —", "- 1 -", "1", "第1页", "第 1 页 共 3 页", "1/3", "Page 1 of 3", "·1·"],
)
def test_a_page_number_is_a_footer(sheet: Sheet, number: str) -> None:
    data = sheet.line("公示到此。").at(290, 40, number, 9).bytes()
    assert parts(data) == {Part.BODY: ["公示到此。"], Part.FOOTER: [number]}


def test_page_numbers_are_kept_once(sheet: Sheet) -> None:
    for number in range(1, 4):
        sheet.line(f"第{number}组已公示。").at(290, 40, f"— {number} —").page()
    assert parts(sheet.bytes())[Part.FOOTER] == ["— 1 —"]


def test_a_number_in_the_text_is_no_page_number(sheet: Sheet) -> None:
    data = sheet.line("合计金额（元）").line("1200").bytes()
    assert parts(data) == {Part.BODY: ["合计金额（元）", "1200"]}


def test_a_running_header_is_a_header_once(sheet: Sheet) -> None:
    for number in range(1, 4):
        sheet.at(200, 800, "青石桥村村务公开", 9).line(f"第{number}组已公示。").page()
    found = parts(sheet.bytes())
    assert found[Part.HEADER] == ["青石桥村村务公开"]
    assert found[Part.BODY] == ["第1组已公示。", "第2组已公示。", "第3组已公示。"]


def test_headers_come_first_and_footers_last(sheet: Sheet) -> None:
    for number in (1, 2):
        sheet.at(200, 800, "青石桥村村务公开", 9).line(f"第{number}组已公示。")
        sheet.at(290, 40, f"— {number} —", 9).page()
    extract = pdf.extract(sheet.bytes())
    assert extract.text == "青石桥村村务公开\n第1组已公示。\n第2组已公示。\n— 1 —"
    assert [page.of(extract.text) for page in extract.pages] == [
        "青石桥村村务公开\n第1组已公示。",
        "第2组已公示。\n— 1 —",
    ]


def test_the_title_of_two_forms_is_no_header(sheet: Sheet) -> None:
    for name in ("魏春生", "郝丽萍"):
        sheet.centred("困难群众救助申请表", 22).line(f"姓名：{name}").page()
    assert parts(sheet.bytes())[Part.BODY].count("困难群众救助申请表") == 2


def test_pages_that_say_the_same_keep_it(sheet: Sheet) -> None:
    for _ in range(3):
        sheet.at(200, 800, "此页无正文").page()
    assert parts(sheet.bytes()) == {Part.BODY: ["此页无正文"] * 3}


def test_small_print_at_the_very_edge_is_a_header(sheet: Sheet) -> None:
    sheet.at(200, 810, "青石桥村村务公开", 9).line("公示自发布之日起七日。")
    assert parts(sheet.bytes())[Part.HEADER] == ["青石桥村村务公开"]


def test_a_watermark_is_a_header_once(sheet: Sheet) -> None:
    for number in (1, 2):
        sheet.line(f"第{number}组已公示。")
        sheet.canvas.saveState()
        sheet.canvas.translate(200, 300)
        sheet.canvas.rotate(45)
        sheet.at(0, 0, "青石桥村", 60)
        sheet.canvas.restoreState()
        sheet.page()
    assert parts(sheet.bytes()) == {
        Part.HEADER: ["青石桥村"],
        Part.BODY: ["第1组已公示。", "第2组已公示。"],
    }
