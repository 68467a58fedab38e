"""Kind `tally`: votes for, against and abstained against those who could vote."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.check.cross.case import Case, resolved
from gongkai.check.cross.meetings import Vote
from gongkai.model import Finding, Severity
from gongkai.pattern import Pattern
from gongkai.rules import CrossRule

_PARTS = frozenset(("for", "against", "abstain"))
_ON_PAPER = Pattern("书面")
_SPOILT = Pattern(r"无效|废票|作废|未投|另选|回避|中途")


def check(rule: CrossRule, case: Case) -> Iterator[Finding]:
    """The votes whose parts cannot be those of the people who were there."""
    yield from _spoilt(rule, case)
    written = _written(case)
    for vote in case.meetings.votes:
        came = _came(vote, case)
        if came is None or "for" not in vote.facts:
            continue
        number, is_exact = came
        parts = "＋".join(str(one.value) for one in vote.facts.values())
        if vote.total > number + written:
            yield case.finding(
                rule,
                f"票数之和 {parts}＝{vote.total}，多于{_who(written)} {number + written}",
                vote.span,
                severity=None if _is_certain(rule, case) else Severity.WARN,
            )
        elif is_exact and set(vote.facts) == _PARTS and vote.total < number:
            yield case.finding(
                rule,
                f"票数之和 {parts}＝{vote.total}，少于实到 {number}",
                vote.span,
            )


def _spoilt(rule: CrossRule, case: Case) -> Iterator[Finding]:
    """Valid and invalid ballots that are not those which came back."""
    ballots = case.meetings.ballots
    if not {"valid", "invalid", "returned"} <= set(ballots):
        return
    valid, invalid, returned = (
        ballots[name].value for name in ("valid", "invalid", "returned")
    )
    if valid + invalid != returned:
        yield case.finding(
            rule,
            f"有效票 {valid} 加无效票 {invalid} 等于 {valid + invalid}，与收回 {returned} 不符",
            ballots["returned"].span,
        )


def _written(case: Case) -> int:
    """How many absent members may have voted on paper."""
    written = case.meetings.written
    return written.value if written else 0


def _is_certain(rule: CrossRule, case: Case) -> bool:
    """More votes than people are only a warning where absent members may vote."""
    return rule.options.get("written") != "yes" or case.says(_ON_PAPER)


def _who(written: int) -> str:
    return "实到加书面意见" if written else "实到"


def _came(vote: Vote, case: Case) -> tuple[int, bool] | None:
    """How many could vote, and whether exactly so many must have."""
    if vote.attendance is None:
        return None
    facts = resolved(vote.attendance, case)
    exact = not case.says(_SPOILT)
    if "voting_present" in facts:
        return facts["voting_present"].value, exact
    came = facts.get("present") or facts.get("households_present")
    if came is None:
        return None
    return came.value, False
