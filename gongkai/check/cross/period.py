"""Kind `period`: how long a notice stands against how long it must."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from gongkai import dates
from gongkai.check import workdays
from gongkai.check.cross.case import Case
from gongkai.model import Finding, Severity, Span
from gongkai.pattern import Pattern
from gongkai.rules import CrossRule, TimeLimit
from gongkai.text import parse_number

_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十两]{1,3})"
_UNIT = r"(?P<u>工作日|自然日|日历日|天|日)"
_STATED = Pattern(
    rf"(?:公示|公告|张贴|公布)(?:期限?|时间|时限|日期)?(?:为期|为|是|:|共|的?时间为)?[ \t]{{0,4}}(?:不少于|至少|共)?[ \t]{{0,2}}(?P<n>{_NUMBER}) ?个?{_UNIT}(?!内|前|后|起|以)"
    rf"|自?(?:公示|公告|公布|发布|张贴)之日起(?:的)?[ \t]?(?P<n2>{_NUMBER}) ?个?(?P<u2>工作日|自然日|日历日|天|日)"
)
_ABOUT_ELSE = Pattern(
    r"报名|投标|获取|发售|领取|缴费|考试|面试|办理|工期|服务期|建设期"
)
_LEAD = 200  # characters of the text that say what a notice is


class Notice(NamedTuple):
    """How long a notice stands, as the document says it."""

    span: Span
    first: date | None = None  # with `last`
    last: date | None = None
    number: int | None = None
    in_workdays: bool = False


class _Length(NamedTuple):
    days: int
    is_certain: bool = True


def check(rule: CrossRule, case: Case) -> Iterator[Finding]:
    """The time limits of the document's category that its notice falls short of."""
    limits = [
        limit
        for limit in case.rulebook.time_limits
        if limit.minimum is not None and _is_of_kind(limit, case)
    ]
    notice = _only_notice(case) if limits else None
    if notice is None:
        return
    for limit in limits:
        if not _was_in_force(limit, notice, case):
            continue
        length = _length(notice, limit)
        if length is not None and length.days < (limit.minimum or 0):
            yield _too_short(rule, case, notice, limit, length)
            return


def _only_notice(case: Case) -> Notice | None:
    """The period of notice that the document states; None for none or for several."""
    ranges = list(_ranges(case))
    if ranges:
        same = {(one.first, one.last) for one in ranges}
        return ranges[0] if len(same) == 1 else None
    stated = list(_stated(case))
    same_length = {(one.number, one.in_workdays) for one in stated}
    return stated[0] if len(same_length) == 1 else None


def _ranges(case: Case) -> Iterator[Notice]:
    for period in case.page.posted:
        first, last = map(dates.as_day, (period.start.value, period.end.value))
        if first is None or last is None or last < first:
            continue
        if _ABOUT_ELSE.search(period.before):
            continue
        span = Span(*case.page.tight.span(period.start.span.start, period.end.span.end))
        yield Notice(span, first, last)


def _stated(case: Case) -> Iterator[Notice]:
    text = case.page.tight.text
    for match in _STATED.seek(text):
        group, unit = ("n", "u") if match["n"] else ("n2", "u2")
        number = parse_number(match[group])
        if number:
            span = Span(*case.page.tight.span(match.start(group), match.end(unit)))
            yield Notice(span, number=number, in_workdays=match[unit] == "工作日")


def holds_for(limit: TimeLimit, case: Case, *, by_title: bool = False) -> bool:
    """Whether a time limit was in force for documents of this kind, or of its title."""
    of_kind = _is_titled(limit, case) if by_title else _is_of_kind(limit, case)
    return of_kind and case.in_force(limit.validity)


def _was_in_force(limit: TimeLimit, notice: Notice, case: Case) -> bool:
    """On the day of the document, or of its notice when it bears no date."""
    if case.page.metadata.issued_on is None and notice.first is not None:
        return limit.validity.covers(notice.first)
    return case.in_force(limit.validity)


def _is_of_kind(limit: TimeLimit, case: Case) -> bool:
    return limit.category == case.page.category and _is_titled(limit, case)


def _is_titled(limit: TimeLimit, case: Case) -> bool:
    title = limit.title
    lead = case.page.tight.text[:_LEAD]
    return title is None or bool(title.search(case.page.title) or title.search(lead))


def _length(notice: Notice, limit: TimeLimit) -> _Length | None:
    """How long a notice stands in the unit of a limit; None when that is not certain."""
    if limit.unit == "day":
        return _in_days(notice)
    if notice.first is not None and notice.last is not None:
        counted = workdays.count(notice.first, notice.last)
        return _Length(counted.days, not counted.provisional)
    if notice.number is None:
        return None
    if notice.in_workdays or notice.number < (limit.minimum or 0):
        return _Length(notice.number)  # n days hold no more than n working days
    return None


def _in_days(notice: Notice) -> _Length | None:
    if notice.first is not None and notice.last is not None:
        return _Length((notice.last - notice.first).days + 1)
    return None if notice.number is None else _Length(notice.number)


def _too_short(
    rule: CrossRule, case: Case, notice: Notice, limit: TimeLimit, length: _Length
) -> Finding:
    unit = "个工作日" if limit.unit == "workday" else "天"
    said = "个工作日" if notice.in_workdays else unit
    note = "" if length.is_certain else "（当年放假安排未知，暂按周一至周五计）"
    severity = (
        limit.severity if length.is_certain else min(limit.severity, Severity.WARN)
    )
    return case.finding(
        rule,
        f"公示期 {length.days} {said}，{limit.name}应不少于 {limit.minimum} {unit}{note}",
        notice.span,
        severity=severity,
        basis=limit.basis,
        hint=f"公示期改为不少于 {limit.minimum} {unit}，起止两天都算在内",
    )
