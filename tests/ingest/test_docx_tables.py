"""Tables keep their grid: merged cells once, nested tables as lines of their cell."""

from __future__ import annotations

from collections.abc import Callable

from gongkai.ingest.docx import extract
from gongkai.model import BlockKind, Extract

Docx = Callable[..., bytes]


def cell(text: str, properties: str = "") -> str:
    lines = "".join(
        f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("/")
    )
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{lines}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def grid(extract: Extract) -> list[tuple[int, int, int, int, str]]:
    (block,) = [block for block in extract.blocks if block.kind is BlockKind.TABLE]
    return [
        (cell.row, cell.column, cell.rows, cell.columns, cell.span.of(extract.text))
        for cell in block.cells
    ]


SPAN_2 = '<w:gridSpan w:val="2"/>'
START, GO_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_paragraphs_and_tables_come_in_order(docx: Docx) -> None:
    body = "<w:p><w:r><w:t>前</w:t></w:r></w:p>" + table(
        row(cell("姓名"), cell("金额")), row(cell("张三"), cell("100"))
    )
    read = extract(docx(body + "<w:p><w:r><w:t>后</w:t></w:r></w:p>"))
    assert read.text == "前\n姓名\t金额\n张三\t100\n后"
    assert [block.kind.value for block in read.blocks] == [
        "paragraph",
        "table",
        "paragraph",
    ]


def test_merged_cells_come_once_with_what_they_cover(docx: Docx) -> None:
    body = table(
        row(cell("户主", START), cell("人口", SPAN_2)),
        row(cell("隐", GO_ON), cell("男"), cell("女")),
        row(cell("", GO_ON), cell("2"), cell("3")),
        row(cell("合计", SPAN_2), cell("5")),
    )
    assert grid(extract(docx(body))) == [
        (0, 0, 3, 1, "户主"),
        (0, 1, 1, 2, "人口"),
        (1, 1, 1, 1, "男"),
        (1, 2, 1, 1, "女"),
        (2, 1, 1, 1, "2"),
        (2, 2, 1, 1, "3"),
        (3, 0, 1, 2, "合计"),
        (3, 2, 1, 1, "5"),
    ]


def test_a_merge_that_goes_on_from_nothing_is_a_cell(docx: Docx) -> None:
    body = table(row(cell("甲", GO_ON), cell("乙")), row(cell("", GO_ON), cell("丙")))
    assert grid(extract(docx(body))) == [
        (0, 0, 2, 1, "甲"),
        (0, 1, 1, 1, "乙"),
        (1, 1, 1, 1, "丙"),
    ]


def test_cells_merged_the_old_way_come_once(docx: Docx) -> None:
    body = table(
        row(cell("标题", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>")),
        row(cell("甲"), cell("乙")),
    )
    assert grid(extract(docx(body)))[0] == (0, 0, 1, 2, "标题")


def test_a_row_may_begin_further_right(docx: Docx) -> None:
    body = table(
        row(cell("甲"), cell("乙")),
        row(cell("丙"), properties='<w:gridBefore w:val="1"/>'),
    )
    assert grid(extract(docx(body)))[-1] == (1, 1, 1, 1, "丙")


def test_an_absurd_span_takes_no_memory(docx: Docx) -> None:
    body = table(row(cell("甲", '<w:gridSpan w:val="100000000"/>'), cell("乙")))
    assert [text for *_, text in grid(extract(docx(body)))] == ["甲", "乙"]


def test_deleted_rows_are_gone_and_wrapped_cells_are_there(docx: Docx) -> None:
    wrapped = f"<w:sdt><w:sdtContent>{cell('乙')}</w:sdtContent></w:sdt>"
    body = table(row(cell("删"), properties="<w:del/>"), row(cell("甲"), wrapped))
    assert extract(docx(body)).text == "甲\t乙"


def test_the_paragraphs_of_a_cell_are_its_lines(docx: Docx) -> None:
    body = table(row(cell("会议内容"), cell("主持人：钱大山/记录人：孙敏")))
    read = extract(docx(body))
    assert read.text == "会议内容\t主持人：钱大山\n记录人：孙敏"
    assert [text for *_, text in grid(read)] == [
        "会议内容",
        "主持人：钱大山\n记录人：孙敏",
    ]


def test_a_nested_table_is_lines_of_its_cell(docx: Docx) -> None:
    inner = table(row(cell("姓名"), cell("票数")), row(cell("周五"), cell("30")))
    outer = table(row(cell("结果"), f"<w:tc>{inner}<w:p/></w:tc>"))
    assert [text for *_, text in grid(extract(docx(outer)))] == [
        "结果",
        "姓名  票数\n周五  30",
    ]


def test_a_frame_of_one_cell_is_no_table(docx: Docx) -> None:
    inner = table(row(cell("姓名"), cell("票数")))
    frame = table(row(f"<w:tc><w:p><w:r><w:t>公示</w:t></w:r></w:p>{inner}</w:tc>"))
    read = extract(docx(frame))
    assert [block.kind.value for block in read.blocks] == ["paragraph", "table"]
    assert read.text == "公示\n姓名\t票数"


def test_text_boxes_in_a_cell_belong_to_it(docx: Docx) -> None:
    box = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>印章</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    body = table(
        row(cell("甲"), f"<w:tc><w:p><w:r><w:t>乙方</w:t></w:r>{box}</w:p></w:tc>")
    )
    assert [text for *_, text in grid(extract(docx(body)))] == ["甲", "乙方 印章"]
