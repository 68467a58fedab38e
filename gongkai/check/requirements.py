"""Which elements a document owes, and whether each is there."""

from __future__ import annotations

from gongkai.check import conditions, wording
from gongkai.check.conditions import Found
from gongkai.check.page import Page
from gongkai.model import ElementVerdict, Finding, Severity, Verdict
from gongkai.rules import Element, Owed, RequirementRow, Rulebook, cite

ANY = "any"
_NOTHING = RequirementRow(())
_OWN_GENRES = frozenset({"G01", "G02", "G15", "G23", "G24"})
"""Minutes, speeches and agendas never owe what a category asks of its other genres."""

_UNSEEN = frozenset({"N_SEAL"})
"""Stamped: what the text does not show may still be on the paper."""

_ATTACHED = ("P_", "W_", "F_", "D_", "L_", "G_", "B_", "E_LIST", "N_OBJ", "X_WHO")
"""What an attachment may hold in the place of the document itself."""


def row(page: Page, rulebook: Rulebook) -> RequirementRow:
    """What the document owes by its category and genre; the genre's own row comes first."""
    category = rulebook.categories.get(page.category)
    owing = rulebook.requirements.get(category.requirement) if category else None
    rows = owing.rows if owing else {}
    if page.genre in rows:
        return rows[page.genre]
    if page.genre not in _OWN_GENRES and ANY in rows:
        return rows[ANY]
    return rulebook.base.get(page.genre, _NOTHING)


def judge(
    page: Page, found: Found, row: RequirementRow, rulebook: Rulebook
) -> tuple[ElementVerdict, ...]:
    """A verdict on every element of the row."""
    return tuple(
        _verdict(page, found, owed, rulebook.elements[owed.element], rulebook)
        for owed in row.owed
    )


def findings(
    verdicts: tuple[ElementVerdict, ...], row: RequirementRow, rulebook: Rulebook
) -> tuple[Finding, ...]:
    """A finding for every element that is missing."""
    severities = {owed.element: owed.severity for owed in row.owed}
    return tuple(
        _finding(rulebook.elements[one.id], severities[one.id], row, rulebook)
        for one in verdicts
        if one.verdict is Verdict.FAIL
    )


def _finding(
    element: Element, severity: Severity, row: RequirementRow, rulebook: Rulebook
) -> Finding:
    return Finding(
        rule=element.id,
        severity=severity,
        message=wording.missing(element),
        basis=cite(rulebook, row.basis or element.basis),
        hint=element.advice,
        element=element.id,
    )


def _verdict(
    page: Page, found: Found, owed: Owed, element: Element, rulebook: Rulebook
) -> ElementVerdict:
    first = next(iter(found[element.id]), None)
    if first:
        return ElementVerdict(
            element.id, element.name, Verdict.PASS, first.value, first.span
        )
    verdict, reason = _absent(page, found, owed, element, rulebook)
    return ElementVerdict(element.id, element.name, verdict, reason=reason)


def _absent(
    page: Page, found: Found, owed: Owed, element: Element, rulebook: Rulebook
) -> tuple[Verdict, str]:
    """The verdict on an element that was not found, and why it is that."""
    holds = conditions.hold(owed.when, page, found, rulebook.conditions)
    if holds is False:
        return Verdict.NOT_APPLICABLE, wording.unmet(owed.when, rulebook)
    if owed.severity is Severity.INFO:
        return Verdict.NOT_APPLICABLE, wording.RECOMMENDED
    doubt = _doubt(page, element)
    if doubt:
        return Verdict.CANNOT_TELL, doubt
    if holds is None:
        return Verdict.CANNOT_TELL, wording.unknown(owed.when, rulebook)
    return Verdict.FAIL, wording.searched(element)


def _doubt(page: Page, element: Element) -> str:
    """Why an element that was not found may be there all the same; empty when it is not."""
    if page.extract.reasons:
        return wording.POOR_TEXT
    if element.id in _UNSEEN:
        return wording.UNSEEN
    if page.is_cut:
        return wording.CUT
    if element.id.startswith(_ATTACHED) and page.lacks_attachment:
        return wording.ATTACHED
    return ""
