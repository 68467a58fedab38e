"""Kind `time_limit`: how long before or after an event something was published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gongkai import dates
from gongkai.check.cross.case import Case
from gongkai.check.cross.period import holds_for
from gongkai.model import Finding, Found, PartialDate, Span
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
_PLANNED = Pattern(
    r"(?:定|拟|将|订|计划|安排)(?:于|在)?[^\d\n。]{0,6}$|(?<![由对基])于 ?$"
)
_WHEN = Pattern(r"(?:会议|开会|大会|召开)?(?:时间|日期)(?:定(?:于|在)|为|是)?:? {0,2}$")
_ANNOUNCED = Pattern(r"宣布|送达")
_ANNOUNCED_AFTER = Pattern(r"^[^,。;\n]{0,24}?(?:宣布|送达)(?!之|后|前|起)")
_DECIDED_AFTER = Pattern(
    r"^[^。;\n]{0,40}?(?:作出|决定给予|研究决定|会议决定|讨论决定|批准|生效)"
)
_ABOUT_ANNOUNCING = Pattern(r"宣布|送达")
_CALLS = Pattern(r"召开|举行|开")
_CLAUSES = Pattern(r"[。;\n]")
_EVERY = "any"
_NEAR = 24
_SENTENCE = 60  # characters behind a date that tell what is planned
_MONTH = 30  # days that a calendar month may be, one more or less


def check(rule: CrossRule, case: Case) -> Iterator[Finding]:
    """A publication that the named time limit calls too late."""
    for limit in case.rulebook.time_limits:
        if limit.name != rule.options.get("limit"):
            continue
        if not holds_for(limit, case, by_title=_EVERY in rule.categories):
            continue
        if limit.min_before_event is not None:
            yield from _too_late_before(rule, limit, case)
        elif limit.max_after_event is not None:
            yield from _too_late_after(rule, limit, case)


def _too_late_before(
    rule: CrossRule, limit: TimeLimit, case: Case
) -> Iterator[Finding]:
    published = case.day
    event = _meeting_day(case, rule.pattern) if rule.pattern else _election_day(case)
    if published is None or event is None or limit.min_before_event is None:
        return
    day, found = event
    ahead = (day - published).days
    told = f"{day} 开会" if rule.pattern else f"选举日是 {day}"
    if 0 <= ahead < limit.min_before_event:
        yield case.finding(
            rule,
            f"{published} 公布，{told}，只提前 {ahead} 天，应提前 {limit.min_before_event} 天以上",
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


def _meeting_day(
    case: Case, meeting: Pattern
) -> tuple[date, Found[PartialDate]] | None:
    """The one day for which the document calls a meeting."""
    text = case.page.tight.text
    told: dict[date, Found[PartialDate]] = {}
    for found in dates.find(text, year=case.page.year, coarse=False):
        start, end = found.span
        before = text[max(start - _NEAR, 0) : start]
        after = _CLAUSES.split(text[end : end + _SENTENCE])[0]
        named = _CLAUSES.split(before)[-1] + after
        called = _CALLS.search(after) and meeting.search(named)
        day = dates.as_day(found.value)
        if day == case.day:
            continue  # minutes bear the day of their meeting
        if day and (_WHEN.search(before) or (called and _PLANNED.search(before))):
            told.setdefault(
                day, Found(found.value, Span(*case.page.tight.span(start, end)))
            )
    return next(iter(told.items())) if len(told) == 1 else None


def _too_late_after(rule: CrossRule, limit: TimeLimit, case: Case) -> Iterator[Finding]:
    if limit.max_after_event is None:
        return
    is_of_announcing = _ABOUT_ANNOUNCING.search(case.page.title) is not None
    decided = _decided(case) if is_of_announcing else case.day
    days = _announced(case)
    if is_of_announcing and case.day is not None and not days:
        days = [(case.day, None)]
    if decided is None:
        return
    for day, span in days:
        passed = (day - decided).days
        if passed > limit.max_after_event and not _within_a_month(decided, day, limit):
            yield case.finding(
                rule,
                f"{decided} 作出决定，{day} 才宣布，隔了 {passed} 天，应在 {limit.max_after_event} 天内",
                span,
                severity=limit.severity,
                basis=limit.basis,
            )
            return


def _announced(case: Case) -> list[tuple[date, Span | None]]:
    """The days of which the text says that something was announced."""
    text = case.page.folded
    days: list[tuple[date, Span | None]] = []
    for found in dates.find(text, coarse=False):
        day = dates.as_day(found.value)
        before = text[max(found.span.start - _NEAR, 0) : found.span.start]
        after = text[found.span.end : found.span.end + 2 * _NEAR]
        said = _ANNOUNCED.search(_CLAUSES.split(before)[-1])
        if day is not None and (said or _ANNOUNCED_AFTER.search(after)):
            days.append((day, found.span))
    return days


def _decided(case: Case) -> date | None:
    """The last day of which the text says that something was decided."""
    text = case.page.folded
    days = [
        day
        for found in dates.find(text, year=case.page.year, coarse=False)
        if (day := dates.as_day(found.value)) is not None
        and _DECIDED_AFTER.search(text[found.span.end : found.span.end + _SENTENCE])
    ]
    return max(days, default=None)


def _within_a_month(first: date, last: date, limit: TimeLimit) -> bool:
    """Whether a limit of thirty days, which is a month, is kept by the calendar."""
    if limit.max_after_event != _MONTH:
        return False
    months = 12 * (last.year - first.year) + last.month - first.month
    return months < 1 or (months == 1 and last.day <= first.day)
