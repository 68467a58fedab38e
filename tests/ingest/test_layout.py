"""What every reader lays out keeps its place in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import FailureCode, LimitError
from gongkai.ingest import layout
from gongkai.ingest.layout import Builder, Place
from gongkai.model import BlockKind, Extract, Part, Span

TEXTS = st.text(alphabet="村务 \t\n\r\u2028公开1\u200b\x00\ufeff", max_size=8)
TABLES = st.lists(st.lists(TEXTS, min_size=1, max_size=3), max_size=3)


def laid_out(items: list[str | list[list[str]]]) -> Extract:
    builder = Builder()
    for item in items:
        builder.begin_page()
        if isinstance(item, str):
            builder.paragraph(item)
        else:
            builder.table(
                Place(row, column, text)
                for row, texts in enumerate(item)
                for column, text in enumerate(texts)
            )
        builder.end_page()
    return builder.build()


@given(st.lists(TEXTS | TABLES, max_size=6))
def test_blocks_stand_in_order_and_cells_inside_their_table(
    items: list[str | list[list[str]]],
) -> None:
    extract = laid_out(items)
    end = 0
    for block in extract.blocks:
        assert end <= block.span.start < block.span.end <= len(extract.text)
        end = block.span.end
        if block.kind is BlockKind.PARAGRAPH:
            assert "\n" not in block.span.of(extract.text)
        inner = block.span.start
        for cell in block.cells:
            assert inner <= cell.span.start <= cell.span.end <= block.span.end
            inner = cell.span.end


@given(st.lists(TEXTS | TABLES, max_size=6))
def test_every_visible_character_is_in_a_block_and_on_a_page(
    items: list[str | list[list[str]]],
) -> None:
    extract = laid_out(items)
    outside = list(extract.text)
    for block in extract.blocks:
        outside[block.span.start : block.span.end] = [""] * (
            block.span.end - block.span.start
        )
    assert not "".join(outside).strip()
    assert len(extract.pages) == len(items)
    for block in extract.blocks:
        assert block.page is not None
        page = extract.pages[block.page - 1]
        assert page.start <= block.span.start
        assert block.span.end <= page.end


def test_blank_lines_stay_between_blocks_but_not_around_them() -> None:
    builder = Builder()
    for line in ("", "公示", "", "张三", ""):
        builder.paragraph(line)
    assert builder.build().text == "公示\n\n张三"


def test_what_nobody_sees_is_left_out() -> None:
    builder = Builder()
    builder.paragraph("党\u200b务\ufeff公\x00开\ud800")
    extract = builder.build()
    assert extract.text == "党务公开"
    assert extract.notes == ("control characters left out",)


def test_cells_are_parted_by_tabs_and_rows_by_newlines() -> None:
    builder = Builder()
    builder.table([Place(0, 0, "姓名"), Place(0, 1, "金额\t元"), Place(1, 0, "李四")])
    extract = builder.build()
    assert extract.text == "姓名\t金额  元\n李四"
    assert [cell.span.of(extract.text) for cell in extract.blocks[0].cells] == [
        "姓名",
        "金额  元",
        "李四",
    ]


def test_the_paragraphs_of_a_cell_stay_lines_but_a_vertical_label_is_closed() -> None:
    builder = Builder()
    builder.table(
        [
            Place(0, 0, "会\n议\n内\n容"),
            Place(0, 1, "主持人：王五\n\n记录人：赵六"),
            Place(1, 0, "参会\n人员"),
        ]
    )
    extract = builder.build()
    assert [cell.span.of(extract.text) for cell in extract.blocks[0].cells] == [
        "会议内容",
        "主持人：王五\n记录人：赵六",
        "参会 人员",
    ]


def test_a_table_of_empty_cells_is_left_out() -> None:
    builder = Builder()
    builder.table([Place(0, 0, ""), Place(0, 1, " ")])
    assert builder.build() == Extract("", ())


def test_a_page_without_text_has_an_empty_span() -> None:
    builder = Builder()
    for text in ("", "第一页", ""):
        builder.begin_page()
        builder.paragraph(text)
        builder.end_page()
    extract = builder.build()
    assert extract.pages == (Span(0, 0), Span(0, 3), Span(3, 3))
    assert extract.blocks[0].page == 2


def test_a_block_knows_which_story_it_is_from() -> None:
    builder = Builder()
    builder.paragraph("— 1 —", part=Part.FOOTER)
    assert builder.build().blocks[0].part is Part.FOOTER


def test_more_text_than_any_document_has_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(layout, "MOST_TEXT", 10)
    builder = Builder()
    builder.paragraph("一二三四五")
    builder.paragraph("")
    with pytest.raises(LimitError) as caught:
        builder.paragraph("六七八九十")
    assert caught.value.code is FailureCode.LIMIT_OUTPUT
