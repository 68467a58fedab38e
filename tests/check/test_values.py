"""What single values must be like, where that can be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from gongkai.check import values
from gongkai.check.elements import Elements
from gongkai.check.page import Page
from gongkai.model import DocNumber, Finding, Found, Span
from gongkai.rules import Rulebook

Judge = Callable[..., list[Finding]]


@pytest.fixture
def judge(page_of: Callable[..., Page], rulebook: Rulebook) -> Judge:
    """What is wrong with the values of one element."""

    def run(text: str, element: str, day: str = "2024-03-04") -> list[Finding]:
        page = page_of(text, day=day)
        found = Elements(page, rulebook)
        return values.check(page, rulebook.elements[element], found, rulebook)

    return run


@pytest.mark.parametrize(
    ("weekday", "wrong"), [("一", False), ("三", True), ("日", True)]
)
def test_a_printed_weekday_must_be_that_of_the_date(
    judge: Judge, weekday: str, wrong: bool
) -> None:
    text = f"会议记录\n会议时间：2024年3月4日（星期{weekday}）上午\n"
    found = judge(text, "M_TIME")
    assert [one.rule for one in found] == (["R_DATE"] if wrong else [])
    assert all(one.span and one.span.of(text) == weekday for one in found)


@pytest.mark.parametrize(
    ("period", "wrong"),
    [
        ("2024年3月4日至3月8日（5个工作日）", ""),
        ("2024年3月4日至3月8日（7个工作日）", "7个工作日"),
        ("2024年3月4日至3月10日，共7天", ""),
        ("2024年3月4日至3月8日，共7天", "7天"),
        ("2024年3月8日至2024年3月4日", "2024年3月8日至2024年3月4日"),
        ("2024年3月8日至3月4日", "2024年3月8日至3月4日"),
        ("2091年3月5日至3月8日（5个工作日）", ""),  # no calendar for that year
    ],
)
def test_a_notice_stands_as_long_as_it_says(
    judge: Judge, period: str, wrong: str
) -> None:
    text = f"关于拟任人选的公示\n公示时间：{period}\n"
    found = judge(text, "N_PERIOD")
    assert [one.span.of(text) for one in found if one.span] == (
        [wrong] if wrong else []
    )


@pytest.mark.parametrize(
    ("absent", "wrong"),
    [
        ("请假3人", False),
        ("请假2人，缺席1人", False),
        ("请假2人", False),  # the third may have stayed away without leave
        ("请假5人", True),
        ("缺席2人", True),
        ("缺席3人，其中请假2人", False),
    ],
)
def test_the_absent_are_those_who_were_due_and_did_not_come(
    judge: Judge, absent: str, wrong: bool
) -> None:
    text = f"会议记录\n应到代表30人，实到27人，{absent}。\n"
    assert bool(judge(text, "M_ABS")) is wrong


def test_how_long_someone_is_hired_is_no_notice(judge: Judge) -> None:
    text = "聘任护林员的公告\n聘下列人员，聘期一年（2024年4月1日—2025年3月31日）。\n"
    assert judge(text, "N_PERIOD") == []


def test_a_mobile_as_the_only_hotline_is_a_hint(judge: Judge) -> None:
    found = judge("公示\n监督电话：13800001111\n", "N_PHONE")
    assert [str(one.severity) for one in found] == ["info"]
    assert not judge("公示\n监督电话：0515-88210000，手机13800001111\n", "N_PHONE")


@pytest.mark.parametrize(
    ("year", "day", "wrong"),
    [
        (2024, "2024-03-04", False),
        (2023, "2024-01-20", False),
        (2023, "2024-06-20", True),
        (2025, "2024-06-20", True),
    ],
)
def test_a_document_number_is_of_the_documents_year(
    page_of: Callable[..., Page], rulebook: Rulebook, year: int, day: str, wrong: bool
) -> None:
    page = page_of("河湾镇通知\n", day=day)
    number = Found(DocNumber("河政发", year, 1), Span(0, 3))
    page = replace(page, metadata=replace(page.metadata, doc_number=number))
    found = values.check(page, rulebook.elements["O_NO"], {}, rulebook)
    assert bool(found) is wrong


@pytest.mark.parametrize(
    ("words", "yuan"),
    [
        ("叁仟贰佰元整", "3200"),
        ("壹拾贰万零叁佰元伍角", "120300.5"),
        ("柒佰圆零陆分", "700.06"),
        ("壹亿贰仟万元整", "120000000"),
    ],
)
def test_amounts_in_capital_numerals_are_read(words: str, yuan: str) -> None:
    assert values.read_words(words) == Decimal(yuan)


def test_an_amount_in_words_is_the_amount_in_figures(judge: Judge) -> None:
    text = "中标公告\n中标金额：人民币（大写）叁仟贰佰元整（￥{}）\n"
    assert not judge(text.format("3,200.00"), "B_CAND")
    found = judge(text.format("3,020.00"), "B_CAND")
    assert [one.rule for one in found] == ["R_MONEY"]
