"""Spreadsheets: values as people see them, titles beside tables, bounds."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.errors import (
    CorruptError,
    EncryptedError,
    FailureCode,
    IngestError,
    LimitError,
    TruncatedError,
)
from gongkai.ingest import read_bytes, sheets, sniff
from gongkai.ingest.sheets import compound
from gongkai.model import BlockKind, Extract, Part, Unjudgeable

Row = Iterable[Any]
HEAD = ["序号", "项目", "金额"]
ROWS = [[1, "办公费", 120.5], [2, "水电费", 80.0]]


def workbook(fill: Callable[[Any], None]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        fill(book)
    return buffer.getvalue()


def xlsx(
    rows: Iterable[Row], name: str = "Sheet1", merged: Iterable[str] = ()
) -> bytes:
    """A workbook of one sheet. A merged range keeps the value of its first cell."""

    def fill(book: Any) -> None:
        sheet = book.add_worksheet(name)
        for area in merged:
            sheet.merge_range(area, "")
        for index, row in enumerate(rows):
            sheet.write_row(index, 0, row)

    return workbook(fill)


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def words(text: str, length: str = "<H") -> bytes:
    return struct.pack(length, len(text)) + b"\x01" + text.encode("utf-16-le")


def cell(row: int, column: int, value: str | float, style: int = 0) -> bytes:
    place = struct.pack("<HHH", row, column, style)
    if isinstance(value, str):
        return record(0x0204, place + words(value))
    return record(0x0203, place + struct.pack("<d", value))


def stream(
    contents: Mapping[str, bytes], hidden: Iterable[str] = (), before: bytes = b""
) -> bytes:
    """The workbook stream of an .xls, as [MS-XLS] describes it: no program's own bytes.

    Styles: 0 is a plain number, 1 a date.
    """
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    styles = b"".join(
        record(0x00E0, struct.pack("<HH16x", 0, number)) for number in (0, 14)
    )
    head = record(0x0809, begin) + before + styles
    parts = [
        record(0x0809, begin[:2] + b"\x10\0" + begin[4:]) + content + record(0x000A)
        for content in contents.values()
    ]
    size = sum(12 + 2 * len(name) for name in contents)
    at = len(head) + size + 4
    for name, part in zip(contents, parts, strict=True):
        visibility = 1 if name in hidden else 0
        head += record(
            0x0085, struct.pack("<IBB", at, visibility, 0) + words(name, "<B")
        )
        at += len(part)
    return head + record(0x000A) + b"".join(parts)


def xls(content: bytes, **options: Any) -> bytes:
    return compound.wrapped(stream({"Sheet1": content}, **options))


def lines(extract: Extract) -> list[str]:
    return extract.text.split("\n")


ORDINARY = xlsx([HEAD, *ROWS])  # made once: a workbook tells when it was made
OLD = xls(cell(0, 0, "项目") + cell(1, 0, 5.0) + cell(1, 1, 45356.0, 1))


def test_a_sheet_is_a_table() -> None:
    extract = sheets.extract(xlsx([HEAD, *ROWS]))
    assert lines(extract) == ["序号\t项目\t金额", "1\t办公费\t120.5", "2\t水电费\t80"]
    assert [block.kind for block in extract.blocks] == [BlockKind.TABLE]
    assert (extract.notes, extract.reasons) == ((), ())


@pytest.mark.parametrize(
    ("value", "format", "expected"),
    [
        (1200.0, "#,##0.00", "1200"),
        (0.1 + 0.2, "General", "0.3"),
        (44.499999999999996, "0.00", "44.5"),
        (0.125, "0.0%", "0.125"),
        (-3, "0", "-3"),
        (123456789012345678, "0", "123456789012346000"),
        (0.0000001, "General", "0.0000001"),
        (date(2024, 3, 5), "yyyy-mm-dd", "2024-03-05"),
        (datetime(2024, 3, 5), 'yyyy"年"m"月"d"日"', "2024-03-05"),
        (datetime(2024, 3, 5, 14, 30), "yyyy-mm-dd hh:mm", "2024-03-05 14:30"),
        (
            datetime(2024, 3, 5, 14, 30, 15),
            "yyyy-mm-dd hh:mm:ss",
            "2024-03-05 14:30:15",
        ),
        (time(9, 30), "hh:mm", "09:30"),
        (timedelta(hours=30), "[h]:mm", "30:00"),
        (True, "General", "TRUE"),
        ("  村民小组  ", "General", "村民小组"),
    ],
)
def test_values_read_as_people_see_them(value: Any, format: str, expected: str) -> None:
    def fill(book: Any) -> None:
        book.add_worksheet().write(0, 0, value, book.add_format({"num_format": format}))

    assert sheets.extract(workbook(fill)).text == expected


def test_formulas_show_what_they_came_to_and_errors_nothing() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["合计", "备注", "说明"])
        sheet.write_formula(1, 0, "=SUM(B1:B9)", None, 200.5)
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 2, '="已"&"核"', None, "已核")

    assert lines(sheets.extract(workbook(fill)))[1] == "200.5\t\t已核"


def test_titles_and_units_stand_before_the_table() -> None:
    rows: list[Row] = [
        ["青石桥村2024年第一季度财务收支公开表"],
        ["编制单位：青石桥村", None, None, "单位：元"],
        [*HEAD, "备注"],
        *ROWS,
        ["审核人：李明  制表人：王芳"],
        ["2024年4月5日由村务监督委员会审核"],
    ]
    extract = sheets.extract(xlsx(rows, merged=["A1:D1", "A6:D6"]))
    kinds = [(block.kind, block.span.of(extract.text)) for block in extract.blocks]
    assert kinds[0] == (BlockKind.HEADING, "青石桥村2024年第一季度财务收支公开表")
    assert kinds[1] == (BlockKind.PARAGRAPH, "编制单位：青石桥村  单位：元")
    assert kinds[2][0] is BlockKind.TABLE
    assert [text for _, text in kinds[3:]] == [
        "审核人：李明 制表人：王芳",
        "2024年4月5日由村务监督委员会审核",
    ]


def test_blank_rims_and_rows_are_dropped() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(4, 3, HEAD)
        sheet.write_row(8, 3, ROWS[0])
        sheet.write_blank(40, 9, None, book.add_format({"bold": True}))

    extract = sheets.extract(workbook(fill))
    assert lines(extract) == ["序号\t项目\t金额", "1\t办公费\t120.5"]
    assert {(cell.row, cell.column) for cell in extract.blocks[0].cells} == {
        (row, column) for row in range(2) for column in range(3)
    }


def test_merged_cells_stand_once_and_keep_what_they_cover() -> None:
    rows: list[Row] = [
        ["姓名", "补贴", None],
        [None, "耕地", "农机"],
        ["张秀英", 10, 20],
        [None, 30, 40],
    ]
    extract = sheets.extract(xlsx(rows, merged=["A1:A2", "B1:C1", "A3:A4"]))
    cells = extract.blocks[0].cells
    assert [
        (cell.row, cell.column, cell.rows, cell.columns)
        for cell in cells
        if cell.rows * cell.columns > 1
    ] == [(0, 0, 2, 1), (0, 1, 1, 2), (2, 0, 2, 1)]
    assert len(cells) == 12 - 3
    assert lines(extract) == ["姓名\t补贴", "耕地\t农机", "张秀英\t10\t20", "30\t40"]


def test_names_of_sheets_head_them_when_they_say_something() -> None:
    def fill(book: Any) -> None:
        for name in ("Sheet1", "收入明细", "支出明细"):
            sheet = book.add_worksheet(name)
            first = 0
            if name == "支出明细":
                sheet.write(0, 0, "青石桥村支出公开表")
                first = 1
            sheet.write_row(first, 0, HEAD)

    extract = sheets.extract(workbook(fill))
    assert [
        (block.kind, block.part, block.span.of(extract.text))
        for block in extract.blocks
        if block.kind is not BlockKind.TABLE
    ] == [
        (BlockKind.HEADING, Part.BODY, "收入明细"),
        (BlockKind.PARAGRAPH, Part.HEADER, "支出明细"),
        (BlockKind.HEADING, Part.BODY, "青石桥村支出公开表"),
    ]


def test_hidden_sheets_and_charts_are_left_out_with_a_note() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet().write_row(0, 0, HEAD)
        hidden = book.add_worksheet("底稿")
        hidden.write(0, 0, "不公开")
        hidden.hide()
        deep = book.add_worksheet("参数")
        deep.write(0, 0, "不公开")
        deep.very_hidden()
        chart = book.add_chart({"type": "pie"})
        chart.add_series({"values": "=Sheet1!$A$1:$C$1"})
        book.add_chartsheet().set_chart(chart)

    extract = sheets.extract(workbook(fill))
    assert "不公开" not in extract.text
    assert "底稿" not in extract.text
    assert extract.notes == (
        "hidden sheets left out: 2",
        "sheets without cells left out: 1",
    )


def test_macros_are_left_out_with_a_note() -> None:
    buffer = io.BytesIO(xlsx([HEAD, *ROWS]))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert sheets.extract(buffer.getvalue()).notes == ("macros left out",)


def test_an_empty_workbook_is_nearly_empty() -> None:
    extract = sheets.extract(xlsx([]))
    assert (extract.text, extract.reasons) == ("", (Unjudgeable.NEARLY_EMPTY,))


def test_a_workbook_of_pictures_has_no_text_layer() -> None:
    buffer = io.BytesIO(xlsx([]))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG")
    assert sheets.extract(buffer.getvalue()).reasons == (Unjudgeable.NO_TEXT_LAYER,)


def test_an_old_workbook_is_read() -> None:
    rows = [cell(0, 0, "发放日期"), cell(0, 1, "金额（元）"), cell(1, 0, 45356.0, 1)]
    merged = record(0x00E5, struct.pack("<5H", 1, 1, 2, 0, 0))
    content = b"".join((*rows, cell(1, 1, 1200.0), cell(2, 1, 0.5), merged))
    data = xls(content)
    extract = sheets.extract(data)
    assert sniff(data) == "xls"
    assert lines(extract) == ["发放日期\t金额（元）", "2024-03-05\t1200", "0.5"]
    assert [cell.rows for cell in extract.blocks[0].cells] == [1, 1, 2, 1, 1]


def test_hidden_sheets_of_old_workbooks_are_left_out() -> None:
    contents = {"公开表": cell(0, 0, "办公费"), "底稿": cell(0, 0, "不公开")}
    data = compound.wrapped(stream(contents, hidden=["底稿"]))
    extract = sheets.extract(data)
    assert lines(extract) == ["公开表", "办公费"]
    assert extract.notes == ("hidden sheets left out: 1",)


def test_a_large_old_workbook_fits_its_file() -> None:
    content = b"".join(cell(row, 0, f"第{row}户") for row in range(40_000))
    assert lines(sheets.extract(xls(content)))[-1] == "第39999户"


def test_the_format_is_told_by_content() -> None:
    for data, kind in ((xlsx([HEAD]), "xlsx"), (xls(cell(0, 0, "项目")), "xls")):
        source, _ = read_bytes(data, Path("公示.et"))
        assert source.format == kind


def test_a_password_is_said() -> None:
    locked = record(0x002F, struct.pack("<HHHHI", 1, 1, 1, 0, 0))
    with pytest.raises(EncryptedError):
        sheets.extract(xls(cell(0, 0, "项目"), before=locked))


def far(*places: tuple[int, int]) -> bytes:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        for row, column in places:
            sheet.write(row, column, "项目")

    return workbook(fill)


@pytest.mark.parametrize(
    "data",
    [far((0, 0), (1_000_000, 16_000)), xls(cell(0, 0, "甲") + cell(65_535, 255, "乙"))],
    ids=["xlsx", "xls"],
)
def test_cells_in_far_corners_are_refused(data: bytes) -> None:
    with pytest.raises(LimitError) as caught:
        sheets.extract(data)
    assert caught.value.code is FailureCode.LIMIT_OUTPUT


def test_formatted_cells_in_far_corners_do_not_count() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "项目")
        sheet.write_blank(1_000_000, 16_000, None, book.add_format({"bold": True}))

    assert sheets.extract(workbook(fill)).text == "项目"


def test_too_much_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_TEXT", 10)
    with pytest.raises(LimitError) as caught:
        sheets.extract(xlsx([["村务公开财务收支公示表"]]))
    assert caught.value.code is FailureCode.LIMIT_OUTPUT


def test_a_claim_of_strings_without_end_is_corrupt() -> None:
    source = zipfile.ZipFile(io.BytesIO(xlsx([HEAD])))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in source.namelist():
            content = source.read(name).replace(
                b'uniqueCount="3"', b'uniqueCount="99999999999"'
            )
            archive.writestr(name, content)
    with pytest.raises(CorruptError, match="strings"):
        sheets.extract(buffer.getvalue())


def test_what_a_sheet_claims_to_reach_over_is_not_believed() -> None:
    claim = record(0x0200, struct.pack("<IIHHH", 0x40000000, 5, 0, 4, 0))
    assert sheets.extract(xls(claim + cell(0, 0, "项目"))).text == "项目"


def test_a_sheet_that_is_not_where_it_should_be_is_corrupt() -> None:
    data = stream({"Sheet1": cell(0, 0, "项目")})
    at = data.index(b"\x85\0") + 4
    moved = data[:at] + struct.pack("<I", 7) + data[at + 4 :]
    with pytest.raises(CorruptError):
        sheets.extract(compound.wrapped(moved))


def test_a_duration_without_end_is_corrupt() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet().write(
            0, 0, 1e15, book.add_format({"num_format": "[h]:mm"})
        )

    with pytest.raises(CorruptError):
        sheets.extract(workbook(fill))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_workbook_cut_off_is_truncated(data: st.DataObject) -> None:
    with pytest.raises(TruncatedError):
        sheets.extract(ORDINARY[: data.draw(st.integers(30, len(ORDINARY) - 1))])


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_flipped_bits_are_read_or_refused(data: st.DataObject) -> None:
    damaged = bytearray(data.draw(st.sampled_from([OLD, ORDINARY])))
    limit = min(len(damaged), 9000)
    for at in data.draw(st.lists(st.integers(8, limit - 1), min_size=1, max_size=9)):
        damaged[at] ^= 1 << data.draw(st.integers(0, 7))
    try:
        extract = sheets.extract(bytes(damaged))
    except IngestError:
        return
    assert isinstance(extract, Extract)
