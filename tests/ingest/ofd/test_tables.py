"""Tables of OFD pages, by the lines that are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.ingest import ofd
from gongkai.model import BlockKind

if TYPE_CHECKING:
    from tests.ingest.ofd.conftest import Package


def filled(package: Package) -> Package:
    for row, words in enumerate(
        (("项目", "金额"), ("办公费", "120.50"), ("合计", "120.50"))
    ):
        for column, word in enumerate(words):
            package.text(word, 32 + 60 * column, 56 + 10 * row)
    return package


def test_a_ruled_table_keeps_its_cells(package: Package) -> None:
    filled(package.text("收支表", 90, 40, 6).grid((30, 90, 150), (50, 60, 70, 80)))
    extract = ofd.extract(package.bytes())
    table = extract.blocks[-1]
    assert table.kind is BlockKind.TABLE
    assert extract.text == "收支表\n项目\t金额\n办公费\t120.50\n合计\t120.50"
    assert [(cell.row, cell.column) for cell in table.cells] == [
        (row, column) for row in range(3) for column in range(2)
    ]


def test_a_merged_cell_stands_once(package: Package) -> None:
    package.rule(30, 50, 150, 50).rule(30, 60, 150, 60).rule(30, 70, 150, 70)
    package.rule(30, 50, 30, 70).rule(150, 50, 150, 70).rule(90, 60, 90, 70)
    package.text("收入部分", 80, 56).text("拨款", 32, 66).text("3000", 92, 66)
    cells = ofd.extract(package.bytes()).blocks[0].cells
    assert [(cell.rows, cell.columns) for cell in cells] == [(1, 2), (1, 1), (1, 1)]


def test_a_label_that_runs_down_a_narrow_cell_is_one_word(package: Package) -> None:
    package.grid((30, 36, 120), (50, 80)).text("青石桥村村民委员会", 40, 64)
    package.add(
        '<ofd:TextObject ID="5" Boundary="31 52 5 26" Size="4">'
        '<ofd:TextCode X="0" Y="4" DeltaX="g 2 0" DeltaY="g 2 6">购买方</ofd:TextCode></ofd:TextObject>'
    )
    assert ofd.extract(package.bytes()).text == "购买方\t青石桥村村民委员会"


@pytest.mark.parametrize(
    "path",
    [
        "M 0 0 L 120 0 L 120 30 L 0 30 C M 60 0 L 60 30 M 0 10 L 120 10 M 0 20 L 120 20",
        "S 0 0 L 120 0 L 120 30 L 0 30 L 0 0 C S 60 0 L 60 30 S 0 10 L 120 10 S 0 20 L 120 20",
        "M0 0L120 0L120 30L0 30CM60 0L60 30M0 10L120 10M0 20L120 20",
    ],
)
def test_rules_may_be_one_path(package: Package, path: str) -> None:
    package.add(
        f'<ofd:PathObject ID="8" Boundary="30 50 120 30"><ofd:AbbreviatedData>{path}</ofd:AbbreviatedData></ofd:PathObject>'
    )
    assert len(ofd.extract(filled(package).bytes()).blocks[0].cells) == 6


def test_thin_areas_are_rules(package: Package) -> None:
    def area(x: float, y: float, width: float, height: float) -> None:
        data = f"M 0 0 L {width:g} 0 L {width:g} {height:g} L 0 {height:g} C"
        package.add(
            f'<ofd:PathObject ID="8" Stroke="false" Fill="true" Boundary="{x:g} {y:g} {width:g} {height:g}">'
            f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    for y in (50, 60, 70, 80):
        area(30, y, 120, 0.2)
    for x in (30, 90, 150):
        area(x, 50, 0.2, 30)
    assert len(ofd.extract(filled(package).bytes()).blocks[0].cells) == 6
