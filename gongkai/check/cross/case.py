"""What every cross check gets: the document, the rules, and how to say what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice

from gongkai import dates
from gongkai.check.cross.amounts import MOST_ROWS
from gongkai.check.cross.meetings import Attendance, Meetings, read_meetings
from gongkai.check.page import FoundElement, Page
from gongkai.model import Finding, Found, Severity, Span
from gongkai.pattern import Pattern
from gongkai.rules import Clause, CrossRule, Rulebook, Validity, cite_on, in_force

_WITHOUT_VOTE = Pattern(
    r"(?<!接收)(?<!为)(?<!中共)(?<!吸收)(?<!成为)(?<!发展)预备党员(?!转正|同志|按期|大会|预备期)|留党察看"
)
"""Members who have no vote; not the one whose admission is the matter."""


BALLOT_FACTS = frozenset(
    ("issued", "returned", "registered", "votes", "seats", "candidates")
)
"""Facts of an election; the clauses that compare them speak of documents, not meetings."""
_OTHER_BODIES = (
    "支委会",
    "支部委员会",
    "党小组会",
    "两委会",
    "联席会",
    "监事会",
    "监督委员会会议",
    "评议会",
)


@dataclass(frozen=True)
class Case:
    """One document before the cross checks."""

    page: Page
    found: Mapping[str, tuple[FoundElement, ...]]
    rulebook: Rulebook
    _said: dict[Pattern, bool] = field(default_factory=dict)

    def says(self, pattern: Pattern) -> bool:
        """Whether the document says something anywhere; looked for but once."""
        if pattern not in self._said:
            self._said[pattern] = pattern.seek_first(self.page.folded) is not None
        return self._said[pattern]

    @cached_property
    def closed_lines(self) -> tuple[tuple[int, str], ...]:
        """The lines of the text without wide gaps, each with its place in `page.closed`."""
        lines: list[tuple[int, str]] = []
        start = 0
        for raw in islice(self.page.closed.text.split("\n"), MOST_ROWS):
            text = raw.strip()
            if text:
                lines.append((start + raw.index(text[0]), text))
            start += len(raw) + 1
        return tuple(lines)

    @cached_property
    def meetings(self) -> Meetings:
        """The head-counts and votes that the document tells of."""
        return read_meetings(self.page)

    @cached_property
    def bodies(self) -> frozenset[str]:
        """The meetings that rules name, and others that may stand beside them."""
        named = (
            body
            for rule in self.rulebook.cross_rules.values()
            for clause in rule.clauses
            if not facts_of(clause) & BALLOT_FACTS
            for body in clause.bodies
        )
        return frozenset((*named, *_OTHER_BODIES))

    def in_force(self, validity: Validity) -> bool:
        """Whether something was in force on every day that the document may be of.

        A document without a date is held to what is in force without an end, when
        that has no beginning either: nobody is accused by a rule of another time.
        """
        issued = self.page.metadata.issued_on
        if issued is None:
            return validity.since is None and validity.until is None
        first, last = dates.first_day(issued.value), dates.last_day(issued.value)
        return validity.covers(first) and validity.covers(last)

    def is_law(self, basis: tuple[str, ...]) -> bool:
        """Whether some law that a rule rests on was in force when the document was made."""
        return in_force(self.rulebook, basis, self.page.issued) is True

    @property
    def day(self) -> date | None:
        return self.page.day

    def finding(
        self,
        rule: CrossRule,
        message: str,
        span: Span | None,
        *,
        severity: Severity | None = None,
        basis: tuple[str, ...] = (),
        hint: str = "",
    ) -> Finding:
        """What a rule has to say, with the law it rests on."""
        return Finding(
            rule=rule.id,
            severity=rule.severity if severity is None else severity,
            message=message,
            basis=cite_on(self.rulebook, basis or rule.basis, self.page.issued),
            hint=hint or f"请核对：{rule.description}",
            span=span,
        )


def facts_of(clause: Clause) -> frozenset[str]:
    """The facts that a clause compares."""
    return frozenset(name for one in clause.any_of for name in (one.left, one.right))


def resolved(attendance: Attendance | None, case: Case) -> Mapping[str, Found[int]]:
    """The facts of a meeting, with those that follow from what it leaves unsaid.

    Who came is who may vote where only those due to vote were counted; and everyone
    due may vote where nobody speaks of members without a vote.
    """
    if attendance is None:
        return {}
    facts = dict(attendance.facts)
    if "due" not in facts and "voting_due" in facts and "present" in facts:
        facts.setdefault("voting_present", facts["present"])
    if not case.says(_WITHOUT_VOTE):
        for name in ("due", "present"):
            if name in facts:
                facts.setdefault(f"voting_{name}", facts[name])
    return facts
