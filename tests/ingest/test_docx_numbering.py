"""Automatic numbers are part of the text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gongkai.ingest.docx import extract
from gongkai.ingest.numerals import write

Docx = Callable[..., bytes]


def level(place: int, text: str, style: str = "decimal", more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def kind(identity: int, *levels: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{identity}">{"".join(levels)}</w:abstractNum>'
    )


def a_list(identity: int, kind: int, more: str = "") -> str:
    return (
        f'<w:num w:numId="{identity}"><w:abstractNumId w:val="{kind}"/>{more}</w:num>'
    )


def item(text: str, identity: int = 1, place: int = 0) -> str:
    properties = (
        f'<w:numPr><w:ilvl w:val="{place}"/><w:numId w:val="{identity}"/></w:numPr>'
    )
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


OUTLINE = kind(
    7,
    level(0, "%1、", "chineseCounting"),
    level(1, "（%2）", "chineseCounting"),
    level(2, "%3."),
    level(3, "%1.%4", more="<w:isLgl/>"),
)


def labels(data: bytes) -> list[str]:
    return extract(data).text.split("\n")


def test_levels_count_on_their_own_and_begin_again(docx: Docx) -> None:
    body = (
        item("甲") + item("乙", place=1) + item("丙", place=1) + item("丁", place=2)
        + item("戊") + item("己", place=1) + item("庚", place=3)
    )  # fmt: skip
    assert labels(docx(body, numbering=OUTLINE + a_list(1, 7))) == [
        "一、甲",
        "（一）乙",
        "（二）丙",
        "1. 丁",
        "二、戊",
        "（一）己",
        "2.1 庚",
    ]


def test_lists_of_one_kind_go_on_unless_they_begin_anew(docx: Docx) -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = OUTLINE + a_list(1, 7) + a_list(2, 7) + a_list(3, 7, anew)
    body = item("甲") + item("乙", 2) + item("丙", 3) + item("丁", 3) + item("戊", 1)
    assert labels(docx(body, numbering=numbering)) == [
        "一、甲",
        "二、乙",
        "一、丙",
        "二、丁",
        "三、戊",
    ]


def test_a_level_may_count_on_through_the_whole_document(docx: Docx) -> None:
    numbering = kind(
        1,
        level(0, "第%1章", "chineseCountingThousand"),
        level(1, "第%2条", "chineseCountingThousand", '<w:lvlRestart w:val="0"/>'),
    ) + a_list(1, 1)
    body = item("总则") + item("甲", place=1) + item("附则") + item("乙", place=1)
    assert labels(docx(body, numbering=numbering)) == [
        "第一章 总则",
        "第一条 甲",
        "第二章 附则",
        "第二条 乙",
    ]


def test_a_style_may_number_its_paragraphs(docx: Docx) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="t"><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    numbering = kind(
        1, level(0, "%1、"), level(1, "(%2)", more='<w:pStyle w:val="t"/>')
    )
    body = '<w:p><w:pPr><w:pStyle w:val="t"/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
    data = docx(body, styles=styles, numbering=numbering + a_list(1, 1))
    assert labels(data) == ["(1)甲"]


def test_a_paragraph_may_leave_the_list_of_its_style(docx: Docx) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="t"><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = (
        '<w:p><w:pPr><w:pStyle w:val="t"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>'
        "<w:r><w:t>甲</w:t></w:r></w:p>"
    )
    data = docx(body, styles=styles, numbering=OUTLINE + a_list(1, 7))
    assert labels(data) == ["甲"]


def test_a_kind_may_be_described_by_a_style(docx: Docx) -> None:
    styles = (
        '<w:style w:type="numbering" w:styleId="s"><w:pPr><w:numPr>'
        '<w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    linked = (
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="s"/></w:abstractNum>'
    )
    numbering = linked + OUTLINE + a_list(1, 1) + a_list(2, 7)
    assert labels(docx(item("甲"), styles=styles, numbering=numbering)) == ["一、甲"]


def test_bullets_carry_nothing(docx: Docx) -> None:
    numbering = kind(1, level(0, "\uf06c", "bullet")) + a_list(1, 1)
    assert labels(docx(item("甲"), numbering=numbering)) == ["甲"]


def test_an_empty_cell_may_hold_nothing_but_its_number(docx: Docx) -> None:
    numbering = kind(1, level(0, "%1")) + a_list(1, 1)
    rows = "".join(
        f"<w:tr><w:tc>{item('')}</w:tc><w:tc><w:p><w:r><w:t>{name}</w:t></w:r></w:p></w:tc></w:tr>"
        for name in ("张三", "李四")
    )
    assert (
        extract(docx(f"<w:tbl>{rows}</w:tbl>", numbering=numbering)).text
        == "1\t张三\n2\t李四"
    )


def test_a_list_that_is_not_described_has_no_numbers(docx: Docx) -> None:
    assert labels(
        docx(item("甲", 9), numbering=OUTLINE + a_list(1, 7) + a_list(9, 99))
    ) == ["甲"]
    assert labels(docx(item("甲"))) == ["甲"]


@pytest.mark.parametrize(
    ("number", "style", "written"),
    [
        (10, "chineseCounting", "十"),
        (15, "chineseCounting", "十五"),
        (20, "japaneseCounting", "二十"),
        (101, "chineseCounting", "一百〇一"),
        (110, "chineseCountingThousand", "一百一十"),
        (2005, "chineseCountingThousand", "二千零五"),
        (30405, "chineseCountingThousand", "三万零四百零五"),
        (120000, "chineseCountingThousand", "120000"),
        (20, "ideographDigital", "二〇"),
        (23, "chineseLegalSimplified", "贰拾叁"),
        (3, "ideographTraditional", "丙"),
        (13, "ideographZodiac", "子"),
        (3, "decimalEnclosedCircle", "③"),
        (21, "decimalEnclosedCircleChinese", "㉑"),
        (36, "decimalEnclosedCircle", "㊱"),
        (51, "decimalEnclosedCircle", "51"),
        (4, "upperRoman", "IV"),
        (9, "lowerRoman", "ix"),
        (3, "upperLetter", "C"),
        (28, "lowerLetter", "bb"),
        (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "１２"),
        (5, "unheardOf", "5"),
        (-1, "chineseCounting", "-1"),
    ],
)
def test_numbers_are_written_the_way_word_does(
    number: int, style: str, written: str
) -> None:
    assert write(number, style) == written
