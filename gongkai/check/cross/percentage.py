"""Kind `percentage`: a stated percentage against the numbers it must come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from gongkai.check.cross.case import Case
from gongkai.check.cross.meetings import Attendance
from gongkai.model import Finding, Span
from gongkai.pattern import Pattern
from gongkai.rules import CrossRule

_STATED = Pattern(
    r"占(?P<of>应到会?|实到会?|到会|应参加|应出席|出席)[^\d\n。,;%]{0,12}?(?P<p>\d{1,3}(?:\.\d{1,3})?) ?%"
)
_RATE = Pattern(
    r"(?:到会|出席|参会)率(?:为|达到?|是|:)?(?P<p>\d{1,3}(?:\.\d{1,3})?) ?%"
)
_DUE = ("应到", "应参加", "应出席")
_MOST = 500  # percentages of a document; nobody states more
_WORST = Decimal("0.6")


def check(rule: CrossRule, case: Case) -> Iterator[Finding]:
    """Percentages of those due or present that no number of the meeting comes to."""
    text = case.page.tight.text
    tolerance = Decimal(rule.options.get("tolerance", str(_WORST)))
    yield from _rates(rule, case, tolerance)
    for match in islice(_STATED.finditer(text), _MOST):
        span = Span(*case.page.tight.span(match.start("p"), match.end("p")))
        before = [
            one for one in case.meetings.attendances if one.span.start < span.start
        ]
        if not before:
            continue
        base = _base(before[-1], match["of"].startswith(_DUE))
        shares = _numbers(case, before[-1], span)
        stated = Decimal(match["p"])
        if not base or not shares or stated > 100:
            continue
        if set(shares) == {base}:
            continue
        computed = [100 * Decimal(one) / base for one in shares]
        nearest = min(computed, key=lambda one: abs(one - stated))
        if abs(nearest - stated) > tolerance:
            yield case.finding(
                rule,
                f"写的是占{match['of']} {stated}%，按 {base} 人算应是 {nearest:.1f}%",
                span,
            )


def _rates(rule: CrossRule, case: Case, tolerance: Decimal) -> Iterator[Finding]:
    """Rates of attendance that are not those of the one meeting there was."""
    if len(case.meetings.attendances) != 1:
        return
    attendance = case.meetings.attendances[0]
    due, came = _base(attendance, True), _base(attendance, False)
    if not due or came is None:
        return
    computed = 100 * Decimal(came) / due
    for match in _RATE.finditer(case.page.tight.text):
        if abs(Decimal(match["p"]) - computed) > tolerance:
            span = case.page.tight.span(match.start("p"), match.end("p"))
            yield case.finding(
                rule,
                f"写的是 {match['p']}%，应到 {due} 实到 {came}，应是 {computed:.1f}%",
                Span(*span),
            )


def _base(attendance: Attendance, is_due: bool) -> int | None:
    facts = attendance.facts
    names = ("due", "households", "voting_due")
    if not is_due:
        names = ("present", "households_present", "voting_present")
    found = [facts[name].value for name in names if name in facts]
    return found[0] if len(found) == 1 else None


def _numbers(case: Case, attendance: Attendance, span: Span) -> list[int]:
    """Every number of the meeting that stands before the percentage."""
    counted = [one.value for one in attendance.facts.values()]
    counted += [
        one.value
        for vote in case.meetings.votes
        if vote.attendance is attendance and vote.span.start < span.start
        for one in vote.facts.values()
    ]
    near = case.page.folded[max(span.start - 40, 0) : span.start]
    return counted + [int(one) for one in re.findall(r"\d{1,6}(?=[人名位户票])", near)]
