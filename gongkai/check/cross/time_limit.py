"""Kind `time_limit`: how long before or after an event something was published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gongkai import dates
from gongkai.check.cross.case import Case
from gongkai.check.cross.period import holds_for
from gongkai.model import Finding, Found, PartialDate
from gongkai.pattern import Pattern
from gongkai.rules import CrossRule, TimeLimit

_ELECTION_BEFORE = Pattern(
    r"选举日(?:期)?(?:定)?(?:为|是|:|在)?[^\d\n。]{0,6}$|(?:定于|将于|于)[^\d\n。]{0,4}$"
)
_ELECTION_AFTER = Pattern(
    r"^[^\n。;]{0,30}?(?:选举日|投票选举|举行选举|进行选举|正式选举|选举大会|投票日)"
)
_NAMED_DAY = Pattern(
    r"(?:选举日|投票日|选举日期)(?:期?(?:确)?定(?:为|于|在)|为|是|在)?:? {0,2}$"
)
_ANNOUNCED = Pattern(r"宣布|送达")
_NEAR = 24


def check(rule: CrossRule, case: Case) -> Iterator[Finding]:
    """A publication that the named time limit calls too late."""
    for limit in case.rulebook.time_limits:
        if limit.name != rule.options.get("limit") or not holds_for(limit, case):
            continue
        if limit.min_before_event is not None:
            yield from _too_late_before(rule, limit, case)
        elif limit.max_after_event is not None:
            yield from _too_late_after(rule, limit, case)


def _too_late_before(
    rule: CrossRule, limit: TimeLimit, case: Case
) -> Iterator[Finding]:
    published, election = case.day, _election_day(case)
    if published is None or election is None or limit.min_before_event is None:
        return
    day, found = election
    ahead = (day - published).days
    if 0 <= ahead < limit.min_before_event:
        yield case.finding(
            rule,
            f"{published} 公布，选举日是 {day}，只提前 {ahead} 天，应提前 {limit.min_before_event} 天以上",
            found.span,
            severity=limit.severity,
            basis=limit.basis,
        )


def _election_day(case: Case) -> tuple[date, Found[PartialDate]] | None:
    """The one day that the document calls the day of the election."""
    text = case.page.folded
    told: dict[date, Found[PartialDate]] = {}
    for found in dates.find(text, year=case.page.year, coarse=False):
        before = text[max(found.span.start - _NEAR, 0) : found.span.start]
        after = text[found.span.end : found.span.end + 2 * _NEAR]
        named = _NAMED_DAY.search(before) is not None
        planned = _ELECTION_BEFORE.search(before) and _ELECTION_AFTER.search(after)
        day = dates.as_day(found.value)
        if day is not None and (named or planned):
            told.setdefault(day, found)
    return next(iter(told.items())) if len(told) == 1 else None


def _too_late_after(rule: CrossRule, limit: TimeLimit, case: Case) -> Iterator[Finding]:
    decided = case.day
    if decided is None or limit.max_after_event is None:
        return
    text = case.page.folded
    for found in dates.find(text, coarse=False):
        day = dates.as_day(found.value)
        before = text[max(found.span.start - _NEAR, 0) : found.span.start]
        if day is None or not _ANNOUNCED.search(before):
            continue
        passed = (day - decided).days
        if passed > limit.max_after_event:
            yield case.finding(
                rule,
                f"{decided} 作出决定，{day} 才宣布，隔了 {passed} 天，应在 {limit.max_after_event} 天内",
                found.span,
                severity=limit.severity,
                basis=limit.basis,
            )
            return
