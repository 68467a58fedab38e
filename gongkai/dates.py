"""Dates as Chinese documents write them (SPEC 11.3), in plain functions.

2005年10月15日, 二〇〇五年十月十五日, 2005.10.15, 元月, 廿五日, 2021年1月18, letter-spaced
or full-width. Lunar dates are not converted: they are no dates here.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from gongkai.model import Found, PartialDate, Span
from gongkai.pattern import Pattern
from gongkai.text import fold, parse_number

# Grammar -------------------------------------------------------------------

_ZERO = "〇○零OoΟО◯0"
_ONES = "一二三四五六七八九"
_GAP = " {0,4}"
_YEAR = rf"(?:(?:1 ?9|2 ?0) ?\d ?\d|[一二] ?[九{_ZERO}] ?[{_ZERO}{_ONES}] ?[{_ZERO}{_ONES}])"
_MONTH = rf"(?:\d(?: ?\d)?|十 ?[一二]?|一 ?[{_ZERO}一二]|[{_ONES}元正])"
_DAY = rf"(?:\d(?: ?\d)?|[二三] ?十 ?[{_ONES}]?|十 ?[{_ONES}]?|[廿卅] ?[{_ONES}]?|[一二三] ?[{_ZERO}]|[{_ONES}])"
_ALONE = rf"(?<![\d{_ZERO}{_ONES}十])"  # no number goes on to the left
_DAY_WORD = "[日曰号]"  # 曰 is what readers of pictures take 日 for
_DAY_ENDS = r"(?=(?:至|到|[^\w%]|$))"  # where 日 may be left out: 2021年1月18
_LUNAR_DAY = rf"(?P<lunar>{_GAP}初[{_ONES}十])"
_NUMERIC = r"(?<!\d)(?<!\d[./])(?<![A-Za-z])"
_NUMERIC_YEAR = r"(?:19|20)\d\d"

_DATE = Pattern(
    rf"{_ALONE}(?P<y>{_YEAR}){_GAP}年"
    rf"(?:{_GAP}(?P<m>{_MONTH}){_GAP}月"
    rf"(?:{_LUNAR_DAY}|{_GAP}(?P<d>{_DAY})(?:{_GAP}{_DAY_WORD}|{_DAY_ENDS}))?)?"
    rf"|{_ALONE}(?P<m2>{_MONTH}){_GAP}月{_GAP}(?P<d2>{_DAY}){_GAP}{_DAY_WORD}"
    rf"|{_NUMERIC}(?P<y3>{_NUMERIC_YEAR}) ?(?P<s>[-./]) ?(?P<m3>\d\d?) ?(?P=s) ?(?P<d3>\d\d?)"
    rf"(?!\d)(?! ?(?P=s)(?!{_NUMERIC_YEAR})\d)"
)
_WHOLE = Pattern(
    rf"(?P<y>{_YEAR})(?:{_GAP}年(?:{_GAP}(?P<m>{_MONTH}){_GAP}月(?:份|{_GAP}(?P<d>{_DAY}){_GAP}{_DAY_WORD}?)?)?)?"
    rf"|(?P<y2>{_NUMERIC_YEAR}) ?(?P<s>[-./]) ?(?P<m2>\d\d?)(?: ?(?P=s) ?(?P<d2>\d\d?))?"
    rf"|(?P<y3>{_NUMERIC_YEAR})(?P<m3>\d\d)(?P<d3>\d\d)"
)
_WEEKDAY = Pattern(r" {0,9}\(? {0,9}(?:星期|周|礼拜)[一二三四五六日天] {0,9}\)?$")
_ISO = Pattern(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_LUNAR = ("农历", "阴历", "古历", "旧历")

_CLOCK = r"(?:\d{1,2} ?[:时点] ?(?:\d{1,2}分?|半)?|上午|下午|中午|晚上?|夜间)"
_BETWEEN = rf"(?: |\([^()\n]{{0,12}}\)|{_CLOCK}|起|,){{0,6}}"
_TO = r"(?:至|到|-{1,2}|—{1,2}|[~～〜])"
_BEFORE_END = rf"(?: |{_CLOCK}){{0,2}}"
_RANGE = Pattern(
    rf"(?P<start>{_ALONE}(?:(?P<y>{_YEAR}){_GAP}年{_GAP})?(?P<m>{_MONTH}){_GAP}月"
    rf"(?:{_GAP}(?P<d>{_DAY})(?:{_GAP}{_DAY_WORD})?)?"
    rf"|{_ALONE}(?P<y2>{_YEAR}){_GAP}年度?"
    rf"|{_NUMERIC}(?P<y3>{_NUMERIC_YEAR})(?P<s>[-./])(?P<m3>\d\d?)(?P=s)(?P<d3>\d\d?))"
    rf"{_BETWEEN}{_TO}{_BEFORE_END}"
    rf"(?P<end>(?P<y4>{_NUMERIC_YEAR})(?P<s4>[-./])(?P<m4>\d\d?)(?P=s4)(?P<d4>\d\d?)(?!\d)"
    rf"|(?P<m5>\d\d?)[./](?P<d5>\d\d?)(?![\d./])"
    rf"|(?:(?P<y6>{_YEAR}){_GAP}年{_GAP})?(?:(?P<m6>{_MONTH}){_GAP}月{_GAP})?(?P<d6>{_DAY}){_GAP}{_DAY_WORD}"
    rf"|(?:(?P<y7>{_YEAR}){_GAP}年{_GAP})?(?P<m7>{_MONTH}){_GAP}月"
    rf"|(?P<y8>{_YEAR}){_GAP}年)"
)

_JOINT = Pattern(rf"[至到\-—~～〜]{{1,2}}{_BEFORE_END}[\d{_ONES}十廿卅元正]")
"""What every range holds: from where it goes on to its end."""


class Period(NamedTuple):
    """From one date to another, both included."""

    start: Found[PartialDate]
    end: Found[PartialDate]


# A whole string ------------------------------------------------------------


def parse(text: str) -> PartialDate | None:
    """The date that a whole string is, in any notation, or None.

    >>> [str(parse(t)) for t in ("2005.10.5", "二○○五年元月廿五日", "２００５年１０月", "二○一二")]
    ['2005-10-05', '2005-01-25', '2005-10', '2012']
    """
    if len(text) > 60:
        return None
    bare = _WEEKDAY.sub("", fold(text).strip().removeprefix("公元"))
    match = _WHOLE.fullmatch(bare.replace("\t", " "))
    if match is None:
        return None
    return _date(*(_one(match, part) for part in "ymd"))


def parse_iso(text: str) -> PartialDate | None:
    """A date in ISO notation, to the year, the month or the day, or None.

    >>> parse_iso("2005-10")
    PartialDate(year=2005, month=10, day=None)
    """
    match = _ISO.fullmatch(text.strip())
    return _date(*match.groups()) if match else None


# Running text --------------------------------------------------------------


def find(
    text: str, *, year: int | None = None, coarse: bool = True
) -> Iterator[Found[PartialDate]]:
    """Every date in running text, in order.

    `year` is taken for dates that state none (10月15日), which are else left out.
    Without `coarse` only dates to the day are told. What cannot be (2月30日) is no date.

    >>> [(str(f.value), f.span.of("定于10月15日")) for f in find("定于10月15日", year=2005)]
    [('2005-10-15', '10月15日')]
    """
    folded = fold(text)
    for match in _DATE.seek(folded):
        if match["lunar"] or _is_lunar(folded, match.start()):
            continue
        stated = _one(match, "y")
        value = _date(stated or year, _one(match, "m"), _one(match, "d"))
        if value and (coarse or value.day):
            yield Found(value, Span(*match.span()))


def find_ranges(text: str, *, year: int | None = None) -> Iterator[Period]:
    """Every period in running text: 2005年3月1日至7日, 3月1日—3月5日, 2005.3.1-3.7.

    What the end leaves out it shares with the start; an end in an earlier month lies
    in the next year. `year` is taken where none is stated. An end that stands before
    its start is told as it is written.

    >>> text = "公示时间：2005年12月28日至1月3日"
    >>> [(str(p.start.value), str(p.end.value)) for p in find_ranges(text)]
    [('2005-12-28', '2006-01-03')]
    """
    folded = fold(text)
    if not _JOINT.search(folded):
        return
    for match in _RANGE.seek(folded):
        if _is_lunar(folded, match.start()):
            continue
        start_year, *start = (_one(match, part, "", "2", "3") for part in "ymd")
        end_year, *end = (_one(match, part, "4", "5", "6", "7", "8") for part in "ymd")
        first = _date(start_year or end_year or year, *start)
        last = first and _shared_end(first, end_year, *end)
        if first and last:
            yield Period(
                Found(first, Span(*match.span("start"))),
                Found(last, Span(*match.span("end"))),
            )


# Arithmetic ----------------------------------------------------------------


def as_day(when: PartialDate) -> date | None:
    """The day, when the date is stated to the day."""
    if when.month is None or when.day is None:
        return None
    return date(when.year, when.month, when.day)


def first_day(when: PartialDate) -> date:
    """The first day that a partial date covers."""
    return date(when.year, when.month or 1, when.day or 1)


def last_day(when: PartialDate) -> date:
    """The last day that a partial date covers.

    >>> last_day(PartialDate(2024, 2))
    datetime.date(2024, 2, 29)
    """
    month = when.month or 12
    return date(when.year, month, when.day or calendar.monthrange(when.year, month)[1])


# Parts ---------------------------------------------------------------------


def _shared_end(
    first: PartialDate, year: str | None, month: str | None, day: str | None
) -> PartialDate | None:
    """The end of a range, with what it leaves out taken from the start."""
    if year and not month:  # 2019年至2021年
        return _date(year)
    last = _date(year or first.year, month or first.month, day)
    if last and not year and (last.month or 0) < (first.month or 0):
        return _date(first.year + 1, month, day)
    return last


def _one(match: re.Match[str], part: str, *suffixes: str) -> str | None:
    """The part (y, m or d) of whichever alternative matched."""
    groups = match.groupdict()
    names = suffixes or ("", "2", "3")
    return next((groups[part + n] for n in names if groups.get(part + n)), None)


def _is_lunar(text: str, start: int) -> bool:
    return any(word in text[max(0, start - 4) : start] for word in _LUNAR)


def _date(
    year: str | int | None, month: str | int | None = None, day: str | int | None = None
) -> PartialDate | None:
    """A date of the parts as they are written, or None when there is no such date."""
    y, m, d = _number(year), _number(month), _number(day)
    if y is None or not 1900 <= y < 2100:
        return None
    if month is None:
        return PartialDate(y)
    if m is None or not 1 <= m <= 12:
        return None
    if day is None:
        return PartialDate(y, m)
    if d is None or not 1 <= d <= calendar.monthrange(y, m)[1]:
        return None
    return PartialDate(y, m, d)


def _number(part: str | int | None) -> int | None:
    return part if part is None or isinstance(part, int) else parse_number(part)
