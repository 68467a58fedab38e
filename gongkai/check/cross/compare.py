"""Kind `compare`: the numbers of a meeting against shares of each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gongkai.check.cross.case import BALLOT_FACTS, Case, facts_of, resolved
from gongkai.check.cross.meetings import Attendance, Vote
from gongkai.model import Finding, Found
from gongkai.pattern import Pattern
from gongkai.rules import FACTS, Clause, Comparison, CrossRule

_PASSED = Pattern(r"通过|同意|决定|接收|纳入|批准|转正")
_NOT_PASSED = Pattern(
    r"(?:未|不|没有?|未能|未获|不予)(?:获得?)?(?:通过|纳入|接收|批准|转正|过半)|否决|暂缓|落选|搁置"
)
_AFTER_VOTE = 60  # characters in which a vote's outcome is told
_TO_OUTCOME = 2000  # characters in which the meeting's decision is told
_VOTE_FACTS = frozenset(("for", "against", "abstain"))
_BROKEN = {">=": "少于", ">": "没有超过", "<=": "多于", "<": "不少于"}
_SHORT = {
    "for": "赞成",
    "present": "实到",
    "due": "应到",
    "voting_due": "应到有表决权",
    "voting_present": "实到有表决权",
    "issued": "发出",
    "returned": "收回",
    "votes": "得票",
}


def check(rule: CrossRule, case: Case) -> Iterator[Finding]:
    """The clauses in force that some meeting of the document breaks."""
    told = case.meetings
    if not (told.attendances or told.votes or told.ballots or told.elected):
        return
    for clause in rule.clauses:
        lawful = case.in_force(clause.validity)
        if not lawful or not case.is_law(clause.basis or rule.basis):
            continue
        for facts in _sets_of_facts(clause, case):
            finding = _broken(rule, clause, facts, case)
            if finding is not None:
                yield finding
                break


def _sets_of_facts(clause: Clause, case: Case) -> Iterator[Mapping[str, Found[int]]]:
    """The facts of each meeting that the clause speaks of."""
    named = facts_of(clause)
    if named & _VOTE_FACTS:
        yield from _of_votes(clause, case)
    elif named & BALLOT_FACTS:
        attendances = case.meetings.attendances
        if clause.bodies and not any(one in case.page.title for one in clause.bodies):
            return
        of_one = attendances[0] if len(attendances) == 1 else None
        facts = dict(resolved(of_one, case)) | dict(case.meetings.ballots)
        if case.meetings.elected is not None:
            facts["votes"] = case.meetings.elected
        yield facts
    else:
        for attendance in case.meetings.attendances:
            if _is_of(clause, attendance, case):
                yield resolved(attendance, case)


def _of_votes(clause: Clause, case: Case) -> Iterator[Mapping[str, Found[int]]]:
    for vote in case.meetings.votes:
        if vote.attendance is None or not _is_of(clause, vote.attendance, case):
            continue
        if _passed(vote, case):
            yield {**resolved(vote.attendance, case), **vote.facts}
    attendances = case.meetings.attendances
    if case.meetings.votes or not case.meetings.is_unanimous or len(attendances) != 1:
        return
    if _is_of(clause, attendances[0], case):
        facts = resolved(attendances[0], case)
        came = facts.get("voting_present") or facts.get("present")
        if came is not None:
            yield {**facts, "for": came}


def _is_of(clause: Clause, attendance: Attendance, case: Case) -> bool:
    return not clause.bodies or _speaks_of(clause.bodies, attendance.body, case)


def _speaks_of(bodies: tuple[str, ...], text: str, case: Case) -> bool:
    """Whether the last meeting named in a text is one of these bodies."""
    ends = {body: text.rfind(body) + len(body) for body in case.bodies if body in text}
    last = max(ends.values(), default=0)
    named = [body for body, end in ends.items() if end == last]
    return bool(named) and max(named, key=len) in bodies


def _passed(vote: Vote, case: Case) -> bool:
    """Whether the document says that what was voted on was carried."""
    text = case.page.folded
    after = text[vote.span.end : vote.span.end + _AFTER_VOTE]
    for separator in ("\n\n", "。\n"):
        after = after.partition(separator)[0]
    if _NOT_PASSED.search(after):
        return False
    return _PASSED.search(text, vote.span.end, vote.span.end + _TO_OUTCOME) is not None


def _broken(
    rule: CrossRule, clause: Clause, facts: Mapping[str, Found[int]], case: Case
) -> Finding | None:
    """The finding when no comparison of a clause holds, and all could be told."""
    numbers = {name: found.value for name, found in facts.items()}
    outcomes = [one.holds(numbers) for one in clause.any_of]
    known = [
        one
        for one, holds in zip(clause.any_of, outcomes, strict=True)
        if holds is not None
    ]
    if any(outcomes) or not known:
        return None
    first = known[0]
    return case.finding(
        rule,
        f"{_said(first, numbers)}（{rule.name}）",
        facts[first.left].span,
        basis=clause.basis,
        hint=rule.description,
    )


def _said(comparison: Comparison, numbers: Mapping[str, int]) -> str:
    left, right = numbers[comparison.left], numbers[comparison.right]
    share = "" if comparison.share == 1 else f" 的 {comparison.share}"
    return (
        f"{_name(comparison.left)} {left}，{_BROKEN[comparison.operator]}"
        f"{_name(comparison.right)} {right}{share}"
    )


def _name(fact: str) -> str:
    return _SHORT.get(fact) or FACTS[fact]
