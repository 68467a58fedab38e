"""Kind `member_dates`: the stages of joining the Party, one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from gongkai import dates
from gongkai.check.cross.case import Case
from gongkai.model import Finding, Found, PartialDate, Span
from gongkai.pattern import Pattern
from gongkai.rules import CrossRule

_STAGES: tuple[tuple[str, Pattern], ...] = (
    ("申请入党", Pattern(r"(?:递交|提交|提出|申请)[^,。;\n]{0,6}入党|入党申请")),
    ("列为积极分子", Pattern(r"积极分子")),
    ("列为发展对象", Pattern(r"发展对象")),
    (
        "接收为预备党员",
        Pattern(r"(?:接收|成为|吸收|批准)[^,。;\n]{0,4}预备党员|(?<!申请)入党时间"),
    ),
    ("转正", Pattern(r"转正|转为(?:中共)?正式党员")),
)
_YEAR_APART = {2, 4}  # a year at least after the stage before
_AFTER = 16
_BEFORE = 16
_MOST_LINES = 5000


def check(rule: CrossRule, case: Case) -> Iterator[Finding]:
    """The stages of a person that come too early."""
    for stages in (*_in_lines(case), *_in_tables(case)):
        for earlier, later in pairwise(sorted(stages)):
            finding = _too_early(rule, case, stages, earlier, later)
            if finding is not None:
                yield finding


def _in_lines(case: Case) -> Iterator[Mapping[int, Found[PartialDate]]]:
    for line in case.page.body_lines[:_MOST_LINES]:
        if "\t" in line.text:
            continue
        stages: dict[int, Found[PartialDate]] = {}
        doubtful = False
        for found in dates.find(line.text):
            stage = _stage_of(line.text, found.span)
            if stage is None:
                continue
            doubtful |= stage in stages
            start = line.span.start
            stages[stage] = Found(
                found.value, Span(found.span.start + start, found.span.end + start)
            )
        if len(stages) > 1 and not doubtful:
            yield stages


def _stage_of(line: str, span: Span) -> int | None:
    """The stage that a date is of: 2020年5月递交申请书, or 列为发展对象时间：2022年11月."""
    after = re.split(r"[,。;、(]", line[span.end : span.end + _AFTER])[0]
    before = re.split(r"[,。;、)]", line[max(span.start - _BEFORE, 0) : span.start])[-1]
    for words, tells in ((after, True), (before, ":" in before or "时间" in before)):
        named = [i for i, (_, stage) in enumerate(_STAGES) if stage.search(words)]
        if tells and len(named) == 1:
            return named[0]
    return None


def _in_tables(case: Case) -> Iterator[Mapping[int, Found[PartialDate]]]:
    for grid in case.page.sheets:
        columns = {}
        header = grid.rows[0] if grid.rows else ()
        for place, cell in enumerate(header):
            named = [
                i
                for i, (_, words) in enumerate(_STAGES)
                if cell and words.search(cell.text)
            ]
            if len(named) == 1:
                columns[place] = named[0]
        if len(set(columns.values())) < 2:
            continue
        for row in grid.rows[1:_MOST_LINES]:
            stages = {}
            for place, stage in columns.items():
                one = row[place] if place < len(row) else None
                value = dates.parse(one.text) if one else None
                if one and value:
                    stages[stage] = Found(value, one.span)
            yield stages


def _too_early(
    rule: CrossRule,
    case: Case,
    stages: Mapping[int, Found[PartialDate]],
    earlier: int,
    later: int,
) -> Finding | None:
    before, after = stages[earlier].value, stages[later].value
    names = _STAGES[earlier][0], _STAGES[later][0]
    if dates.last_day(after) < dates.first_day(before):
        said = f"{names[1]}（{after}）早于{names[0]}（{before}），次序倒置"
    elif (
        later in _YEAR_APART and earlier == later - 1 and _within_a_year(before, after)
    ):
        said = f"{names[0]}（{before}）到{names[1]}（{after}）不满一年"
    else:
        return None
    return case.finding(rule, said, stages[later].span)


def _within_a_year(before: PartialDate, after: PartialDate) -> bool:
    first = dates.first_day(before)
    year_later = date(first.year + 1, first.month, min(first.day, 28))
    return dates.last_day(after) < year_later
