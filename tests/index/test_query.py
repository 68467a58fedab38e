"""How queries are written, and what is said of those that cannot be meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import QueryError
from gongkai.index import parse
from gongkai.index.query import (
    All,
    Any,
    Coded,
    Dated,
    Field,
    Not,
    Phrase,
    Query,
    phrases,
)


def text(reading: str, *, wild: bool = False) -> Phrase:
    return Phrase(Field.TEXT, reading, wild)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("党务公开", text("党务公开")),
        ("黨務公開", text("党务公开")),
        ("“公开 制度”", text("公开制度")),
        ('"open government"', text("open government")),
        ("甲 乙", All((text("甲"), text("乙")))),
        ("甲　AND　乙", All((text("甲"), text("乙")))),
        ("甲 OR 乙 丙", Any((text("甲"), All((text("乙"), text("丙")))))),
        ("甲 -乙", All((text("甲"), Not(text("乙"))))),
        ("甲 NOT NOT 乙", All((text("甲"), Not(Not(text("乙")))))),
        ("（甲 OR 乙）丙", All((Any((text("甲"), text("乙"))), text("丙")))),
        ("-(甲 乙)", Not(All((text("甲"), text("乙"))))),
        ("title：党务", Phrase(Field.TITLE, "党务")),
        ("Title:党务", Phrase(Field.TITLE, "党务")),
        ("title:“党务 公开”", Phrase(Field.TITLE, "党务公开")),
        ("title:(甲 issuer:乙)", All((Phrase(Field.TITLE, "甲"), Phrase(Field.ISSUER, "乙")))),
        ("number:〔2005〕12号", Phrase(Field.NUMBER, "(2005)12号")),
        ("number:(2005)12号", Phrase(Field.NUMBER, "(2005)12号")),
        ("发（2005）12号", text("发(2005)12号")),
        ("category:dw04", Coded(Field.CATEGORY, "DW04")),
        ("category:发展党员", Phrase(Field.CATEGORY, "发展党员")),
        ("year:2005", Dated("2005", "2005")),
        ("year:2005..", Dated("2005", None)),
        ("date:2005/10..2006-01-31", Dated("2005-10", "2006-01-31")),
        ("138*", text("138*", wild=True)),
        ("ＧＢ?704", text("gb?704", wild=True)),
        ('"138*"', text("138*")),
        ("0515-8812", text("0515-8812")),
        ("8:30", text("8:30")),
        ("时间：上午", text("时间:上午")),
        ("党务公开。", text("党务公开")),
        ("什么是党务公开？", text("什么是党务公开")),
        ("什么是党务公开?", text("什么是党务公开")),
        ("党务 — 公开", All((text("党务"), text("公开")))),
        ("  ", All()),
        ("", All()),
    ],
)  # fmt: skip
def test_a_query_means(written: str, meant: Query) -> None:
    assert parse(written) == meant


@pytest.mark.parametrize(
    ("written", "at", "said"),
    [
        ("党务 “公开", 3, "引号没有配对"),
        ("(党务", 0, "左括号没有配对"),
        ("党务)", 2, "多了一个右括号"),
        ("党务 ()", 3, "括号里没有内容"),
        (")", 0, "右括号前面没有内容"),
        ("党务 OR", 5, "没有写完"),
        ("OR 党务", 0, "OR 前面没有内容"),
        ("党务 OR AND 公开", 6, "AND 前面没有内容"),
        ("党务 NOT", 3, "NOT 后面没有内容"),
        ("党务 title:", 3, "title: 后面没有内容"),
        ("党务 titel:公开", 3, "没有 titel: 这个字段"),
        ("党*公开", 0, "通配符"),
        ("党务 *", 3, "通配符"),
        ("1*2*3*4*", 0, "最多 3 个"),
        ("year:去年", 5, "日期写作"),
        ("date:2005年", 5, "日期写作"),
        ('党务 ""', 3, "没有可以查找的文字"),
        ("，。", 0, "没有可以查找的文字"),
        ("党" * 5000, 4000, "查询太长"),
        ("(" * 60 + "党" + ")" * 60, 50, "太深"),
        ("NOT " * 60 + "党", 200, "太深"),
    ],
)
def test_a_wrong_query_is_explained_where_it_is_wrong(
    written: str, at: int, said: str
) -> None:
    with pytest.raises(QueryError, match=said) as caught:
        parse(written)

    assert (caught.value.query, caught.value.at) == (written, at)


@given(
    st.text('党务公开 ()（）-"“”：:*?AND OR NOT title:year:2005年〔〕　', max_size=40)
)
def test_whatever_is_written_is_a_query_or_an_error(written: str) -> None:
    blamed = None
    try:
        parse(written)
    except QueryError as error:
        blamed = error.at

    assert blamed is None or 0 <= blamed <= len(written)


def test_a_year_is_meant_either_way_unless_it_is_quoted() -> None:
    either = parse("二〇〇五年总结")

    assert isinstance(either, Any)
    assert text("2005年总结") in either.parts
    assert parse('"二〇〇五年总结"') == text("二〇〇五年总结")


def test_what_must_not_be_found_is_no_phrase_to_show() -> None:
    assert phrases(parse("甲 (乙 OR 丙) -丁")) == [text("甲"), text("乙"), text("丙")]
