"""R_…: what the values of elements must be like, where that can be told for certain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from gongkai import dates
from gongkai.check import workdays
from gongkai.check.cross.amounts import NUMBER, money
from gongkai.check.cross.meetings import Attendance, read_meetings
from gongkai.check.page import FoundElement, Page
from gongkai.model import Finding, Span
from gongkai.pattern import Pattern
from gongkai.rules import Element, RequirementRow, Rulebook, cite_on
from gongkai.text import fold, parse_number

Finds = Mapping[str, tuple[FoundElement, ...]]

_WEEKDAYS = {day: i for i, day in enumerate("一二三四五六日")} | {"天": 6}
_WEEKDAY = Pattern(r" ?[(,]? ?(?:星期|周|礼拜)(?P<day>[一二三四五六日天])")
_COUNT = r"(?:\d{1,3}|[一二三四五六七八九十两]{1,3})"
_LENGTH = Pattern(
    rf"[止]?[(,、 ]{{0,2}}(?:共|为期|计|合计)?[计]? ?(?P<n>{_COUNT}) ?个?(?P<u>工作日|天|日)(?!内|前|后|以)"
)
_OTHER_TERM = Pattern(
    r"(?:聘|任|租|租赁|承包|合同|服务|有效|使用|工|建设|经营)期(?:限|间)?[^。;\n]{0,12}$"
)
_LONG = 300  # days; no notice stands so long: its end was meant to be before its start
_ABSENT = Pattern(
    rf"(?P<w>缺席|请假|未到会?)(?:人员|党员|代表|的)?[: ]?(?P<n>{_COUNT}) ?[人名]"
)
_NAME = Pattern(r"[\u4e00-\u9fa5·]{2,4}")
_MOBILE = Pattern(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_OTHER_PHONE = Pattern(
    r"(?<!\d)(?:0\d{2,3}[\-—) ]?)?[2-8]\d{6,7}(?!\d)|(?<!\d)12\d{3}(?!\d)"
)
_CAPITALS = "零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正"
_IN_WORDS = Pattern(
    rf"(?<![{_CAPITALS}])(?P<w>[{_CAPITALS[2:11]}][{_CAPITALS}]{{1,24}}?[元圆][{_CAPITALS}]{{0,6}})"
    rf"(?P<gap>[^\d\n。;]{{0,12}}?)[¥￥](?P<n>{NUMBER})"
)


class _Fault(NamedTuple):
    message: str
    span: Span | None
    hint: str = ""


def check_all(
    page: Page, found: Finds, row: RequirementRow | None, rulebook: Rulebook
) -> list[Finding]:
    """What is wrong with the values of the elements that a document owes or should show."""
    owed = row.owed if row is not None else ()
    findings = {
        (finding.rule, finding.span): finding
        for one in owed
        for finding in check(page, rulebook.elements[one.element], found, rulebook)
    }
    return list(findings.values())


def check(
    page: Page, element: Element, found: Finds, rulebook: Rulebook
) -> list[Finding]:
    """What is wrong with the values that a document gives of an element."""
    rule = rulebook.value_rules.get(element.value_rule)
    if rule is None:
        return []
    faults: Iterable[_Fault] = ()
    if judge := _OF_PAGES.get(rule.id):
        faults = judge(page)
    elif compare := _OF_VALUES.get(rule.id):
        sign, judge_values = compare
        if sign.seek_first(page.folded):
            faults = judge_values(page, found.get(element.id, ()))
    return [
        Finding(
            rule=rule.id,
            severity=rule.severity,
            message=fault.message,
            basis=cite_on(rulebook, element.basis, page.issued),
            hint=fault.hint or rule.description,
            element=element.id,
            span=fault.span,
        )
        for fault in faults
    ]


# Dates --------------------------------------------------------------------


def _weekdays(page: Page, found: tuple[FoundElement, ...]) -> Iterator[_Fault]:
    """A printed day of the week that the date did not fall on."""
    for one in found:
        for when in dates.find(one.value):
            day = dates.as_day(when.value)
            start = one.span.start + when.span.end
            printed = _WEEKDAY.match(page.folded, start)
            if day and printed and _WEEKDAYS[printed["day"]] != day.weekday():
                right = "一二三四五六日"[day.weekday()]
                yield _Fault(
                    f"{day} 是星期{right}，写的是星期{printed['day']}",
                    Span(*printed.span("day")),
                )


def _period(page: Page) -> Iterator[_Fault]:
    """A notice that ends before it starts, or is shorter than it says."""
    text = page.tight.text
    for period in page.posted:
        first, last = map(dates.as_day, (period.start.value, period.end.value))
        start, end = period.start.span.start, period.end.span.end
        if first is None or last is None or _OTHER_TERM.search(period.before):
            continue
        span = Span(*page.tight.span(start, end))
        if not 0 <= (last - first).days <= _LONG:
            yield _Fault(f"公示止日早于起日：{span.of(page.text)}", span)
            continue
        length = _LENGTH.match(text, end)
        stated = parse_number(length["n"]) if length else None
        if length is None or stated is None:
            continue
        counted = workdays.count(first, last)
        if length["u"] != "工作日":
            counted = workdays.Workdays((last - first).days + 1, False)
        if counted.days < stated and not counted.provisional:
            unit = "个工作日" if length["u"] == "工作日" else "天"
            yield _Fault(
                f"写的是 {stated} {unit}，{first} 至 {last} 只有 {counted.days} {unit}",
                Span(*page.tight.span(length.start("n"), length.end("u"))),
            )


# People -------------------------------------------------------------------


def _absence(page: Page) -> Iterator[_Fault]:
    """More people absent than were missing, or fewer where all absences are counted."""
    told = [
        (match["w"], number, Span(*page.tight.span(*match.span("n"))))
        for match in _ABSENT.seek(page.tight.text)
        if (number := parse_number(match["n"])) is not None
    ]
    if not told:
        return
    attendances = read_meetings(page).attendances
    if len(attendances) != 1 or (missing := _missing(attendances[0])) is None:
        return
    numbers = {number for _, number, _ in told}
    if missing in numbers or sum(numbers) == missing:
        return
    all_counted = any(word != "请假" for word, _, _ in told)
    if len(told) == 1 and (told[0][1] > missing or all_counted):
        yield _Fault(
            f"{told[0][0]} {told[0][1]} 人，应到减实到是 {missing} 人", told[0][2]
        )


def _missing(attendance: Attendance) -> int | None:
    facts = attendance.facts
    for due, came in (("due", "present"), ("households", "households_present")):
        if due in facts and came in facts:
            return facts[due].value - facts[came].value
    return None


def _introducers(page: Page, found: tuple[FoundElement, ...]) -> Iterator[_Fault]:
    """A single introducer, or more than two, of one person."""
    named = [one for one in found if "v" in one.groups]
    names = {
        name for one in named for name in _NAME.findall(fold(one.groups["v"].value))
    }
    if len(named) == 1 and len(names) > 2:
        yield _Fault(f"入党介绍人写了 {len(names)} 名，应是两名正式党员", named[0].span)


def _phone(page: Page, found: tuple[FoundElement, ...]) -> Iterator[_Fault]:
    """Nothing but mobiles where people are to call."""
    shown = [fold(one.value) for one in found]
    mobiles = [
        one for one, text in zip(found, shown, strict=True) if _MOBILE.search(text)
    ]
    if mobiles and not any(map(_OTHER_PHONE.search, shown)):
        yield _Fault("只公布了手机", mobiles[0].span, "建议公布固定电话")


# Numbers ------------------------------------------------------------------


def _doc_number(page: Page) -> Iterator[_Fault]:
    """A number of another year than the document's."""
    number, issued = page.metadata.doc_number, page.metadata.issued_on
    if number is None or issued is None:
        return
    late = issued.value.year - number.value.year
    in_time = late == 0 or (late == 1 and (issued.value.month or 1) <= 3)
    if not in_time:
        yield _Fault(
            f"发文字号是 {number.value.year} 年的，成文日期是 {issued.value}",
            number.span,
        )


def _in_words(page: Page) -> Iterator[_Fault]:
    """An amount in words that is not the amount in figures beside it."""
    for match in _IN_WORDS.seek(page.folded):
        words = read_words(match["w"])
        figures = Decimal(match["n"].replace(",", ""))
        if words is not None and words != figures:
            yield _Fault(
                f"大写 {match['w']} 是 {money(words)} 元，小写是 {money(figures)} 元",
                Span(*match.span("n")),
            )


def read_words(text: str) -> Decimal | None:
    """An amount written in capital numerals: 叁仟贰佰元伍角整 is 3200.5.

    >>> read_words("叁仟贰佰元伍角整"), read_words("壹拾万元整")
    (Decimal('3200.5'), Decimal('100000'))
    """
    whole, _, rest = text.replace("圆", "元").partition("元")
    yuan = Decimal(0)
    hundred_millions, _, below = whole.rpartition("亿")
    for part, unit in ((hundred_millions, 10**8), (below, 1)):
        number = parse_number(part.replace("零", "")) if part.strip("零") else 0
        if number is None:
            return None
        yuan += number * unit
    match = re.fullmatch(
        r"零?(?:(?P<j>[壹贰叁肆伍陆柒捌玖])角)?零?(?:(?P<f>[壹贰叁肆伍陆柒捌玖])分)?[零角分]{0,2}[整正]?",
        rest,
    )
    if match is None:
        return None
    tenths, cents = (parse_number(match[name] or "零") or 0 for name in "jf")
    return yuan + Decimal(tenths) / 10 + Decimal(cents) / 100


_OF_PAGES: Mapping[str, Callable[[Page], Iterator[_Fault]]] = {
    "R_PERIOD": _period,
    "R_ABSENCE": _absence,
    "R_DOCNO": _doc_number,
    "R_MONEY": _in_words,
}
_OF_VALUES: Mapping[
    str,
    tuple[Pattern, Callable[[Page, tuple[FoundElement, ...]], Iterator[_Fault]]],
] = {
    "R_DATE": (_WEEKDAY, _weekdays),
    "R_INTRO2": (_NAME, _introducers),
    "R_PHONE": (_MOBILE, _phone),
}
"""Each with a sign without which there is no fault, and nothing need be looked for."""
