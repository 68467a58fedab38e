"""Which elements a document owes, and whether each is there."""

from __future__ import annotations

from gongkai import dates
from gongkai.check import conditions, strange, traces, wording
from gongkai.check.elements import Elements
from gongkai.check.page import Page
from gongkai.model import NO_GENRE, ElementVerdict, Finding, Severity, Verdict
from gongkai.pattern import Pattern
from gongkai.rules import Element, Owed, RequirementRow, Rulebook, cite_on, in_force

_NOTHING = RequirementRow(())

_UNSEEN = frozenset({"N_SEAL"})
"""Stamped: what the text does not show may still be on the paper."""

_MINUTES = ("G01", "G02")
_RECORDS = "G01"
_MATTER = "M_AGENDA"
_RECORD = Pattern(r"(?:会|会议|大会)(?:记录|纪录|纪要)")

_ATTACHED = ("P_", "W_", "F_", "D_", "L_", "G_", "B_", "E_LIST", "N_OBJ", "X_WHO")
"""What an attachment may hold in the place of the document itself."""


def row(page: Page, rulebook: Rulebook) -> RequirementRow:
    """What the document owes by the rules of its day.

    An attachment on its own owes nothing.
    """
    if page.is_attachment:
        return _NOTHING
    return rulebook.owed(page.category, page.genre, page.day) or _NOTHING


def judge(
    page: Page, found: Elements, row: RequirementRow, rulebook: Rulebook
) -> tuple[ElementVerdict, ...]:
    """A verdict on every element of the row."""
    return tuple(
        _verdict(page, found, row, owed, rulebook.elements[owed.element], rulebook)
        for owed in row.owed
    )


def findings(
    page: Page,
    verdicts: tuple[ElementVerdict, ...],
    row: RequirementRow,
    rulebook: Rulebook,
) -> tuple[Finding, ...]:
    """A finding for every element that is missing."""
    severities = {owed.element: owed.severity for owed in row.owed}
    return tuple(
        _finding(rulebook.elements[one.id], severities[one.id], row, page, rulebook)
        for one in verdicts
        if one.verdict is Verdict.FAIL
    )


def _finding(
    element: Element,
    severity: Severity,
    row: RequirementRow,
    page: Page,
    rulebook: Rulebook,
) -> Finding:
    return Finding(
        rule=element.id,
        severity=severity,
        message=wording.missing(element),
        basis=cite_on(rulebook, _basis(element, row, page, rulebook), page.issued),
        hint=element.advice,
        element=element.id,
    )


def _basis(
    element: Element, row: RequirementRow, page: Page, rulebook: Rulebook
) -> tuple[str, ...]:
    """What an element is asked by: the law of the row, if it was in force, or its own."""
    if row.basis and in_force(rulebook, row.basis, page.issued) is not False:
        return row.basis
    return element.basis


def _verdict(
    page: Page,
    found: Elements,
    row: RequirementRow,
    owed: Owed,
    element: Element,
    rulebook: Rulebook,
) -> ElementVerdict:
    shown = found.surest(element.id)
    if shown is not None:
        return ElementVerdict(
            element.id, element.name, Verdict.PASS, shown.value, shown.span
        )
    verdict, reason = _absent(page, found, row, owed, element, rulebook)
    return ElementVerdict(element.id, element.name, verdict, reason=reason)


def _absent(
    page: Page,
    found: Elements,
    row: RequirementRow,
    owed: Owed,
    element: Element,
    rulebook: Rulebook,
) -> tuple[Verdict, str]:
    """The verdict on an element that was not found, and why it is that."""
    holds = conditions.hold(owed.when, page, found, rulebook.conditions)
    if holds is False:
        return Verdict.NOT_APPLICABLE, wording.unmet(owed.when, rulebook)
    if owed.severity is Severity.INFO:
        return Verdict.NOT_APPLICABLE, wording.RECOMMENDED
    if not _asked_then(element, page):
        return Verdict.NOT_APPLICABLE, wording.another_time(element)
    basis = _basis(element, row, page, rulebook)
    if (lawful := in_force(rulebook, basis, page.issued)) is not True:
        why = wording.not_yet if lawful is False else wording.unsure_time
        return Verdict.CANNOT_TELL, why(cite_on(rulebook, basis, page.issued))
    doubt = _doubt(page, found, element, rulebook)
    if doubt:
        return Verdict.CANNOT_TELL, doubt
    if holds is None:
        return Verdict.CANNOT_TELL, wording.unknown(owed.when, rulebook)
    return Verdict.FAIL, wording.searched(element)


def _asked_then(element: Element, page: Page) -> bool:
    """Whether an element was asked all the while that the document may be of.

    A document without a date is asked for what is asked today.
    """
    if page.issued is None:
        return element.validity.until is None
    days = dates.first_day(page.issued), dates.last_day(page.issued)
    return all(map(element.validity.covers, days))


def _doubt(page: Page, found: Elements, element: Element, rulebook: Rulebook) -> str:
    """Why an element that was not found may be there all the same; empty when it is not."""
    if page.extract.reasons:
        return wording.POOR_TEXT
    if element.id in _UNSEEN:
        return wording.UNSEEN
    if element.id == "N_ORG" and page.has_letterhead:
        return wording.LETTERHEAD
    if page.genre in ("", NO_GENRE):
        return wording.NO_GENRE
    if element.id.startswith("M_") and _unlike_minutes(page, found, rulebook):
        return wording.NO_MINUTES
    if element.id.startswith("M_") and _in_own_words(page, found):
        return wording.OWN_WORDS
    if page.is_cut:
        return wording.CUT
    if element.id.startswith(_ATTACHED) and page.lacks_attachment:
        return wording.ATTACHED
    if _second_thought(page, element, rulebook):
        return wording.UNDECIDED
    trace = traces.find(page, found, element)
    if trace is not None:
        return wording.traced(element, trace.of(page.text))
    if page.genre in _MINUTES and (place := strange.find(page, element)):
        return wording.strange(element, place.of(page.text))
    return ""


def _unlike_minutes(page: Page, found: Elements, rulebook: Rulebook) -> bool:
    """Whether most of what every meeting record shows is missing: it may be none.

    A title that calls it a record leaves no such doubt.
    """
    if page.genre not in _MINUTES or _RECORD.search(page.title):
        return False
    usual = {
        owed.element
        for owed in rulebook.base.get(page.genre, _NOTHING).owed
        if owed.severity is Severity.ERROR and not owed.when
    }
    missing = [name for name in usual if found.surest(name) is None]
    return 2 * len(missing) > len(usual)


def _in_own_words(page: Page, found: Elements) -> bool:
    """Whether a record does not even show what was talked about: we do not read its words."""
    return page.genre == _RECORDS and found.surest(_MATTER) is None


def _second_thought(page: Page, element: Element, rulebook: Rulebook) -> bool:
    """Whether the category is uncertain and the runner-up does not ask for the element.

    A category that has no documents of the genre is no real alternative.
    """
    losers = page.classification.losers
    if not page.classification.review or not losers:
        return False
    rival = rulebook.categories.get(losers[0].code)
    if rival and page.genre and page.genre not in rival.genres:
        return False
    other = rulebook.owed(losers[0].code, page.genre, page.day) or _NOTHING
    return all(
        owed.element != element.id or owed.severity is Severity.INFO
        for owed in other.owed
    )
