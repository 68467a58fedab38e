"""Kind `dues`: what members paid against its total and against what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gongkai.check.cross import column_sum
from gongkai.check.cross.amounts import NUMBER, money
from gongkai.check.cross.case import Case
from gongkai.model import Finding, Span
from gongkai.pattern import Pattern
from gongkai.rules import CrossRule

_PAID_COLUMN = Pattern(r"[实应][交缴收]|党费")
_HANDED_ON = Pattern(rf"(?:上[缴交解]|上级)[^\d\n。,;]{{0,14}}?(?P<n>{NUMBER}) ?元")
_KEPT = Pattern(rf"留存[^\d\n。,;]{{0,10}}?(?P<n>{NUMBER}) ?元")
_PAID = Pattern(rf"(?:实[缴交收]|收缴|共收)[^\d\n。,;]{{0,10}}?(?P<n>{NUMBER}) ?元")
_NEAR = 120  # characters in which what was paid is parted


def check(rule: CrossRule, case: Case) -> Iterator[Finding]:
    """Columns of dues that do not add up, and dues of which the parts do not."""
    yield from column_sum.wrong_totals(rule, case, _PAID_COLUMN)
    text = case.page.closed.text
    for handed in _HANDED_ON.finditer(text):
        kept = _KEPT.search(text, handed.end(), handed.end() + _NEAR)
        before = max(handed.start() - _NEAR, 0)
        paid = list(_PAID.finditer(text, before, handed.start()))
        if kept is None or not paid:
            continue
        total, first, second = (
            Decimal(one["n"].replace(",", "")) for one in (paid[-1], handed, kept)
        )
        if abs(first + second - total) > Decimal("0.01"):
            yield case.finding(
                rule,
                f"上缴 {money(first)} 加留存 {money(second)} 等于 {money(first + second)}，"
                f"与收缴 {money(total)} 不符",
                Span(*case.page.closed.span(*paid[-1].span("n"))),
            )
