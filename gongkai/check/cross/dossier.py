"""Kind `dossier`: 四议两公开, step by step: no step before the one it follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from gongkai import dates
from gongkai.check.cross.case import Case
from gongkai.model import Finding, Found, PartialDate, Span
from gongkai.pattern import Pattern
from gongkai.rules import CrossRule

_STEPS: tuple[tuple[str, Pattern], ...] = (
    ("提议", Pattern(r"提议|动议|支委[^\n]{0,10}提出|支部[^\n]{0,12}提出")),
    ("商议", Pattern(r"商议|两委[^\n]{0,6}(?:商量|商讨|研究|联席|协商)")),
    ("审议", Pattern(r"党员(?:大会|会议?)|审议")),
    (
        "决议",
        Pattern(
            r"(?:村民|居民)(?:代表)?(?:大会|会议?)|(?:村民|居民)会议|代表会议?(?:表决|决议)"
        ),
    ),
    (
        "决议公开",
        Pattern(
            r"决议(?:结果|事项|内容)?(?:的)?(?:公开|公示|公告)|把?决议[^\n]{0,4}(?:贴|张贴|公布)"
        ),
    ),
    (
        "结果公开",
        Pattern(
            r"(?:实施|执行|办理|完成)?结果(?:的)?(?:公开|公示|公告)|明细[^\n]{0,12}(?:贴|公布|公示)"
        ),
    ),
)
_PARTS = Pattern(r"[。;→\n]|(?<=[)日])、")
_SHEET_LINES = 6  # lines below a step's heading in which its date stands
_WHEN = Pattern(r"(?:时间|日期)[^\d\n]{0,6}$")
_MOST_PARTS = 2000


class _Step(NamedTuple):
    place: int
    day: date
    found: Found[PartialDate]


def check(rule: CrossRule, case: Case) -> Iterator[Finding]:
    """The first step that is dated before an earlier one."""
    latest: _Step | None = None
    for step in sorted(_dated_steps(case), key=lambda one: one.place):
        if latest is not None and step.day < latest.day:
            yield case.finding(
                rule,
                f"“{_STEPS[step.place][0]}”（{step.day}）早于“{_STEPS[latest.place][0]}”（{latest.day}），次序倒置",
                step.found.span,
                hint="四议两公开依次是提议、商议、审议、决议、决议公开、结果公开；核对各步日期",
            )
            return
        latest = step


def _dated_steps(case: Case) -> list[_Step]:
    """Each step with its day, when the document gives it one day only."""
    days: dict[int, dict[date, Found[PartialDate]]] = {}
    waiting: tuple[int, int] | None = None  # step of the last heading, lines since
    for start, part in _parts(case.page.folded):
        named = _steps_of(part)
        found = [
            Found(one.value, Span(one.span.start + start, one.span.end + start))
            for one in dates.find(part, year=case.page.year, coarse=False)
        ]
        if len(named) == 1 and found:
            _note(days, named[0], found[0])
            waiting = None
        elif len(named) == 1:
            waiting = (named[0], 0)
        elif named:
            waiting = None
        elif waiting is not None:
            index, lines = waiting
            before = part[: found[0].span.start - start] if found else ""
            if found and _WHEN.search(before):
                _note(days, index, found[0])
                waiting = None
            else:
                waiting = (index, lines + 1) if lines < _SHEET_LINES else None
    return [
        _Step(index, *next(iter(one.items())))
        for index, one in days.items()
        if len(one) == 1
    ]


def _note(
    days: dict[int, dict[date, Found[PartialDate]]],
    index: int,
    found: Found[PartialDate],
) -> None:
    day = dates.as_day(found.value)
    if day is not None:
        days.setdefault(index, {}).setdefault(day, found)


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Clauses and rows, in which a date belongs to the step that is named beside it."""
    start = 0
    for count, match in enumerate(_PARTS.finditer(text)):
        if count >= _MOST_PARTS:
            return
        yield start, text[start : match.start()]
        start = match.end()
    yield start, text[start : start + 2000]


def _steps_of(part: str) -> list[int]:
    """The steps that a clause names; the publishing of a decision is not the decision."""
    named = [index for index, (_, words) in enumerate(_STEPS) if words.search(part)]
    if any(index >= 4 for index in named):
        return [index for index in named if index >= 4]
    if named == [2, 3] and "审议" not in part:
        return []
    return named
