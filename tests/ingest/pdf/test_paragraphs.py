"""Lines become the paragraphs that somebody wrote."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from gongkai.ingest import pdf
from gongkai.model import BlockKind, Extract, Part

if TYPE_CHECKING:
    from tests.ingest.pdf.conftest import Sheet

LONG = (
    "经村民代表会议讨论并报镇人民政府批准，我村决定对村内主干道进行硬化，道路全长一千二百米，"
    "宽四米，概算投资三十六万元，资金由上级补助和村集体自筹解决，工程由村务监督委员会全程监督。"
)  # fmt: skip


def body(data: bytes) -> list[str]:
    return texts(pdf.extract(data), Part.BODY)


def texts(extract: Extract, part: Part) -> list[str]:
    return [b.span.of(extract.text) for b in extract.blocks if b.part is part]


def headings(data: bytes) -> list[str]:
    extract = pdf.extract(data)
    return [
        block.span.of(extract.text)
        for block in extract.blocks
        if block.kind is BlockKind.HEADING
    ]


def test_a_wrapped_paragraph_is_one(sheet: Sheet) -> None:
    assert body(sheet.paragraph(LONG).bytes()) == [LONG]


def test_a_paragraph_in_larger_type_is_one_too(sheet: Sheet) -> None:
    sheet.line(LONG[:18], 2, 21).line(LONG[18:38], 0, 21).line(LONG[38:45], 0, 21)
    assert LONG[:45] in body(sheet.paragraph(LONG).paragraph(LONG).bytes())


def test_a_paragraph_after_a_full_last_line_is_another(sheet: Sheet) -> None:
    full = LONG[:58]  # two lines to the very end
    assert body(sheet.paragraph(full).paragraph(LONG).bytes()) == [full, LONG]


def test_a_first_line_indented_with_spaces_begins_a_paragraph(sheet: Sheet) -> None:
    sheet.line("　　" + LONG[:28]).line(LONG[28:58]).line("　　" + LONG[:20])
    assert body(sheet.bytes()) == [LONG[:58], LONG[:20]]


def test_labels_stay_lines(sheet: Sheet) -> None:
    lines = ["时间：2021年3月5日", "地点：村部会议室", "主持人：魏春生　记录人：郝丽萍"]
    for line in lines:
        sheet.line(line)
    assert body(sheet.bytes()) == lines


def test_items_begin_paragraphs_where_nothing_is_indented(sheet: Sheet) -> None:
    first = "一、" + LONG[:27] + "。"
    assert body(sheet.line(first[:30]).line("二、" + LONG[:20]).bytes()) == [
        first[:30],
        "二、" + LONG[:20],
    ]


def test_text_without_indents_is_put_together(sheet: Sheet) -> None:
    for start in range(0, len(LONG), 30):
        sheet.line(LONG[start : start + 30])
    assert body(sheet.bytes()) == [LONG]


def test_a_signature_and_its_date_stay_lines(sheet: Sheet) -> None:
    sheet.paragraph(LONG[:58]).right("青石桥村村民委员会").right("2021年3月5日")
    assert body(sheet.bytes())[1:] == ["青石桥村村民委员会", "2021年3月5日"]


def test_a_number_is_not_parted_where_it_was_wrapped(sheet: Sheet) -> None:
    sheet.line(LONG[:25] + "，共投入1", 2).line("71.08万元。")
    assert body(sheet.bytes()) == [LONG[:25] + "，共投入171.08万元。"]


def test_latin_words_are_parted_where_they_were_wrapped(sheet: Sheet) -> None:
    sheet.line(
        "The village committee met in the hall and every single old voter who", 2
    )
    sheet.line("came to hear the report on the accounts of the year.")
    assert "who came" in body(sheet.bytes())[0]


def test_a_hyphenated_word_is_made_whole(sheet: Sheet) -> None:
    sheet.line("The village committee met in the hall and every vot-", 2)
    sheet.line("er came.")
    assert "every voter came" in body(sheet.bytes())[0]


def test_a_large_title_is_a_heading_line_by_line(sheet: Sheet) -> None:
    sheet.centred("青石桥村村民委员会", 22).centred("关于道路硬化的公示", 22)
    assert headings(sheet.paragraph(LONG).bytes()) == [
        "青石桥村村民委员会",
        "关于道路硬化的公示",
    ]


def test_a_centred_first_line_is_a_heading_in_whatever_size(sheet: Sheet) -> None:
    sheet.centred("关于道路硬化的公示").paragraph(LONG).centred("公示到此")
    assert headings(sheet.bytes()) == ["关于道路硬化的公示"]


def test_a_short_first_line_is_a_heading_wherever_it_stands(sheet: Sheet) -> None:
    sheet.line("青石桥村村民代表会议记录").line("时间：2021年3月5日").paragraph(LONG)
    assert headings(sheet.bytes()) == ["青石桥村村民代表会议记录"]


def test_punctuation_may_hang_over_the_margin(sheet: Sheet) -> None:
    sheet.line(LONG[:28] + "，", 2).line(LONG[:30] + "。").line(LONG[30:59]).line("完")
    assert len(body(sheet.bytes())) == 1


def test_what_ends_like_a_sentence_is_no_heading(sheet: Sheet) -> None:
    assert headings(sheet.line("各位村民：", size=22).paragraph(LONG).bytes()) == []


@pytest.mark.parametrize("columns", [1, 3])
def test_a_list_of_names_stays_a_list(sheet: Sheet, columns: int) -> None:
    for column in range(columns):
        for row in range(8):
            sheet.at(80 + 150 * column, 700 - 26 * row, "魏春生")
    assert body(sheet.bytes()) == ["魏春生"] * 8 * columns


def test_pages_of_one_line_are_not_put_together(sheet: Sheet) -> None:
    for number in range(1, 6):
        sheet.line(f"第{number}组").page()
    assert body(sheet.bytes()) == ["第1组", "第2组", "第3组", "第4组", "第5组"]


def test_rows_without_rules_stay_lines(sheet: Sheet) -> None:
    for name, sum_ in (("魏春生", "1200"), ("郝丽萍", "2300"), ("石大勇", "900")):
        sheet.at(80, sheet.y, name).at(280, sheet.y, "一组")
        sheet.at(500 - 7 * len(sum_), sheet.y, sum_)
        sheet.y -= 26
    assert body(sheet.bytes()) == [
        "魏春生 一组 1200",
        "郝丽萍 一组 2300",
        "石大勇 一组 900",
    ]


def test_columns_are_read_one_after_the_other(sheet: Sheet) -> None:
    for left, mark in ((80, "甲"), (310, "乙")):
        for row in range(6):
            sheet.at(left, 700 - 26 * row, mark * (13 if row % 3 < 2 else 5))
    assert body(sheet.bytes()) == ["甲" * 31, "甲" * 31, "乙" * 31, "乙" * 31]


def test_what_was_drawn_last_is_read_where_it_stands(sheet: Sheet) -> None:
    sheet.y = 700
    sheet.paragraph(LONG).at(200, 740, "关于道路硬化的公示", 22)
    assert body(sheet.bytes()) == ["关于道路硬化的公示", LONG]


def test_a_paragraph_goes_on_over_the_page(sheet: Sheet) -> None:
    sheet.line(LONG[:28], 2).page().line(LONG[28:58]).line(LONG[58:])
    extract = pdf.extract(sheet.bytes())
    assert texts(extract, Part.BODY) == [LONG]
    assert extract.blocks[0].page == 1
    assert len(extract.pages) == 2


def test_a_new_page_may_begin_a_paragraph(sheet: Sheet) -> None:
    sheet.paragraph(LONG[:58]).page().paragraph(LONG)
    assert body(sheet.bytes()) == [LONG[:58], LONG]


def test_what_is_printed_twice_for_boldness_is_read_once(sheet: Sheet) -> None:
    sheet.at(200, 740, "关于道路硬化的公示").at(200.4, 740, "关于道路硬化的公示")
    sheet.at(80, 700, "第二行").at(81, 699.5, "第二行")
    assert body(sheet.bytes()) == ["关于道路硬化的公示", "第二行"]


def test_text_that_repeats_itself_is_kept(sheet: Sheet) -> None:
    sheet.line("同意 同意 同意").line("同意 同意 同意")
    assert body(sheet.bytes()) == ["同意 同意 同意", "同意 同意 同意"]


def test_single_characters_of_a_font_that_is_not_there_are_read(sheet: Sheet) -> None:
    for index, char in enumerate("村务公开"):
        sheet.at(80 + 14 * index, 700, char)
    assert body(sheet.bytes()) == ["村务公开"]


def test_letter_spaced_words_keep_their_spaces(sheet: Sheet) -> None:
    assert body(sheet.line("会 议 记 录").bytes()) == ["会 议 记 录"]


@pytest.mark.parametrize(
    ("rules", "text"),
    [("", "𠮷a𠮷"), ("90 690 30 30 re 120 690 60 30 re S ", "𠮷\ta𠮷")],
    ids=["line", "table"],
)
def test_a_character_beyond_the_basic_plane_is_one(
    raw: Callable[[list[str]], bytes], rules: str, text: str
) -> None:
    content = f"{rules}BT /F 20 Tf 100 700 Td [(A) -600 (aA)] TJ ET"
    cmap = (  # of a font of two letters, the first of which means 𠮷
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        "1 begincodespacerange <00> <FF> endcodespacerange "
        "2 beginbfchar <41> <D842DFB7> <61> <0061> endbfchar endcmap end end"
    )
    font = "/Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R"
    widths = "/FirstChar 65 /LastChar 65 /Widths [1000]"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        f"<< {font} {widths} >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
    ]
    assert pdf.extract(raw(objects)).text.replace(" ", "") == text


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_text_on_a_turned_page_is_read_as_it_stands(sheet: Sheet, turn: int) -> None:
    sheet.canvas.setPageRotation(turn)  # swaps the sides of the page, too
    sheet.canvas.translate(*{90: (842, 0), 180: (595, 842), 270: (0, 595)}[turn])
    sheet.canvas.rotate(turn)
    sheet.y = 500
    sheet.centred("关于道路硬化的公示", 22).paragraph(LONG)
    assert body(sheet.bytes()) == ["关于道路硬化的公示", LONG]


def test_a_negative_font_size_turns_the_text_around(sheet: Sheet) -> None:
    sheet.canvas.saveState()
    sheet.canvas.translate(200, 700)
    sheet.canvas.rotate(180)
    sheet.at(0, 0, "关于道路硬化的公示", -22)
    sheet.canvas.restoreState()
    assert body(sheet.at(200, 660, "第二行").bytes()) == [
        "关于道路硬化的公示",
        "第二行",
    ]
