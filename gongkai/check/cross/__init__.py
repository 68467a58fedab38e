"""Whether the facts of a document agree with each other and with the law of its day.

One module a kind of check; rule files choose the kind and say what it is held to. What
cannot be read for certain accuses no one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from gongkai.check.cross import (
    area_times_rate,
    balance,
    column_sum,
    compare,
    dossier,
    dues,
    member_dates,
    percentage,
    period,
    secret_ballot,
    tally,
    template,
    time_limit,
)
from gongkai.check.cross.case import Case
from gongkai.check.page import FoundElement, Page
from gongkai.model import Finding, Span
from gongkai.rules import CROSS_KINDS, CrossRule, RequirementRow, Rulebook

_EVERY = "any"

_KINDS: Mapping[str, Callable[[CrossRule, Case], Iterator[Finding]]] = {
    "compare": compare.check,
    "tally": tally.check,
    "secret_ballot": secret_ballot.check,
    "percentage": percentage.check,
    "dossier": dossier.check,
    "period": period.check,
    "member_dates": member_dates.check,
    "time_limit": time_limit.check,
    "balance": balance.check,
    "dues": dues.check,
    "column_sum": column_sum.check,
    "area_times_rate": area_times_rate.check,
    "template": template.check,
}
assert set(_KINDS) == set(CROSS_KINDS)


def check(
    page: Page,
    found: Mapping[str, tuple[FoundElement, ...]],
    row: RequirementRow | None,
    rulebook: Rulebook,
) -> list[Finding]:
    """What the facts of a document contradict, in reading order.

    Of two rules that say the same of the same words, the one that the row asks for speaks.
    """
    case = Case(page, found, rulebook)
    asked = row.cross_rules if row is not None else ()
    rules = sorted(rulebook.cross_rules.values(), key=lambda one: one.id not in asked)
    said: dict[tuple[str, Span | None], Finding] = {}
    for rule in rules:
        if (
            _applies(rule, row, page)
            and case.in_force(rule.validity)
            and case.is_law(rule.basis)
        ):
            for one in _KINDS[rule.kind](rule, case):
                said.setdefault((one.message, one.span), one)
    return sorted(said.values(), key=lambda one: one.span or (0, 0))


def _applies(rule: CrossRule, row: RequirementRow | None, page: Page) -> bool:
    """Whether the requirement row asks for a rule, or its category does."""
    if row is not None and rule.id in row.cross_rules:
        return True
    code = page.category
    return any(one in (_EVERY, code, code[:2]) for one in rule.categories)
