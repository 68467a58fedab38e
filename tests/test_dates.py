"""Dates are read in every notation, where they stand and nowhere else."""

from __future__ import annotations

from datetime import date
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.dates import (
    as_day,
    find,
    find_ranges,
    first_day,
    last_day,
    parse,
    parse_iso,
)
from gongkai.model import PartialDate


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2005年10月15日", "2005-10-15"),
        ("２００５年１０月１５日", "2005-10-15"),
        ("2005 年 1 0 月 1 5 日", "2005-10-15"),
        ("2005.10.5", "2005-10-05"),
        ("2005-10-15", "2005-10-15"),
        ("2005/10/15", "2005-10-15"),
        ("20051015", "2005-10-15"),
        ("2005年10月15日（星期六）", "2005-10-15"),
        ("2005年10月15号", "2005-10-15"),
        ("2005年10月15曰", "2005-10-15"),
        ("2021年1月18", "2021-01-18"),
        ("二〇〇五年十月十五日", "2005-10-15"),
        ("二○○五年十月二十日", "2005-10-20"),
        ("二OO五年十月廿五日", "2005-10-25"),
        ("二Ｏ一一年三月三十一日", "2011-03-31"),
        ("二〇二三年十二月卅一日", "2023-12-31"),
        ("一九九八年元月", "1998-01"),
        ("二 〇 〇 五 年 十 月", "2005-10"),
        ("2005年10月份", "2005-10"),
        ("2005.10", "2005-10"),
        ("二○一二", "2012"),
        ("2012年", "2012"),
    ],
)
def test_a_whole_string_is_a_date_in_any_notation(text: str, expected: str) -> None:
    assert str(parse(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10月15日",
        "2005年2月30日",
        "2005年13月",
        "2005.10.15.1",
        "20051345",
        "定于2005年",
        "1205年",
        "正月初五",
        "2005年10月15日" * 20,
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize("text", ["2005", "2005-10", "2005-10-18"])
def test_iso_round_trips(text: str) -> None:
    assert str(parse_iso(text)) == text


@pytest.mark.parametrize("text", ["2005-1", "2005-13", "2005-02-30", "2005年"])
def test_what_is_not_iso_is_none(text: str) -> None:
    assert parse_iso(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("定于2005年10月15日召开", ["2005年10月15日"]),
        ("1.2005年10月15日召开", ["2005年10月15日"]),
        ("发布时间：2011-05-19 08:45:16", ["2011-05-19"]),
        ("二○一二年五月，二○一三年", ["二○一二年五月", "二○一三年"]),
        ("2005.3.1-2005.3.7", ["2005.3.1", "2005.3.7"]),
        ("2005年10月15名党员", ["2005年10月"]),
        ("姓名\t2005年\t10月", ["2005年"]),
    ],
)
def test_dates_are_found_where_they_stand(text: str, found: list[str]) -> None:
    assert [each.span.of(text) for each in find(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "电话0512-20051015",
        "2010-1234567",
        "12005.10.15",
        "2005-10-15-001",
        "3.2005.10.15",
        "2005年2月30日",
        "农历2005年八月十五日",
        "2005年正月初五",
        "10月15日",
    ],
)
def test_what_only_looks_like_a_date_is_left_alone(text: str) -> None:
    assert list(find(text)) == []


def test_a_year_may_be_given_for_dates_without_one() -> None:
    text = "10月15日报名，十一月三十日开课"
    assert [str(each.value) for each in find(text, year=2005)] == [
        "2005-10-15",
        "2005-11-30",
    ]


def test_only_days_are_told_when_asked() -> None:
    text = "2004年、2005年3月和2005年3月2日"
    assert [str(each.value) for each in find(text, coarse=False)] == ["2005-03-02"]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2005年3月1日至7日", "2005-03-01", "2005-03-07"),
        ("2005年3月1—7日", "2005-03-01", "2005-03-07"),
        ("2005年3月1日—3月5日", "2005-03-01", "2005-03-05"),
        ("2005年12月28日至1月3日", "2005-12-28", "2006-01-03"),
        ("2024年5月6日--2024年5月12日", "2024-05-06", "2024-05-12"),
        ("2005.3.1-2005.3.7", "2005-03-01", "2005-03-07"),
        ("2005.3.1-3.7", "2005-03-01", "2005-03-07"),
        (
            "从2021年3月1日（星期一）8:00起至3月7日17:30止",
            "2021-03-01",
            "2021-03-07",
        ),
        ("2005年1月至3月", "2005-01", "2005-03"),
        ("2019年至2021年", "2019", "2021"),
        ("二〇〇五年三月一日至二〇〇五年三月七日", "2005-03-01", "2005-03-07"),
        ("2005年3月7日至3月1日", "2005-03-07", "2005-03-01"),
    ],
)
def test_a_range_shares_what_its_end_leaves_out(
    text: str, start: str, end: str
) -> None:
    (period,) = find_ranges(text)
    assert (str(period.start.value), str(period.end.value)) == (start, end)


def test_the_ends_of_a_range_are_exactly_where_they_stand() -> None:
    text = "公示期：3月1日起至 5日止。"
    (period,) = find_ranges(text, year=2020)
    assert period.start.span.of(text) == "3月1日"
    assert period.end.span.of(text) == "5日"


def test_a_range_without_a_year_is_none_unless_one_is_given() -> None:
    assert list(find_ranges("3月1日至3月5日")) == []


def test_partial_dates_cover_days() -> None:
    assert first_day(PartialDate(2024, 2)) == date(2024, 2, 1)
    assert last_day(PartialDate(2024, 2)) == date(2024, 2, 29)
    assert last_day(PartialDate(2024)) == date(2024, 12, 31)
    assert as_day(PartialDate(2024, 2)) is None
    assert as_day(PartialDate(2024, 2, 3)) == date(2024, 2, 3)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    text = f"{day.year}年{day.month}月{day.day}日"
    (found,) = find(text)
    assert as_day(found.value) == day
    assert parse(day.isoformat()) == found.value == parse_iso(day.isoformat())


@given(st.text("二〇○O0一十廿元年月日号至-—.19 2\n", max_size=40))
def test_spans_of_anything_read_back_as_the_same_date(text: str) -> None:
    for found in find(text):
        assert parse(found.span.of(text)) == found.value
    for period in find_ranges(text, year=2020):
        assert period.start.span.end <= period.end.span.start


@pytest.mark.parametrize("unit", ["2005年", "1 ", "一", "3月1日至", "十 ", "2005.1."])
def test_long_texts_take_linear_time(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    begun = perf_counter()
    for _ in (*find(text), *find_ranges(text, year=2020)):
        pass
    assert perf_counter() - begun < 20
