"""Kind `area_times_rate`: quantity times rate against the amount, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from gongkai.check.cross.amounts import amount, money, total_cell
from gongkai.check.cross.case import Case
from gongkai.check.grids import Grid, GridCell
from gongkai.model import Finding
from gongkai.pattern import Pattern
from gongkai.rules import CrossRule

_QUANTITY = Pattern(r"面积|亩数|数量|天数|工日|人数|人口")
_RATE = Pattern(r"标准|单价|单台|每亩|日工资|价格")
_AMOUNT = Pattern(r"金额|补贴额|补助额|补偿额|总额|合计|应补|应发|实发|补贴资金|补偿费")
_STATED_RATE = Pattern(
    r"(?<![\d.])(?P<n>\d{1,5}(?:\.\d{1,4})?) ?元 ?(?:/|每) ?亩|每亩[^\d\n。,;]{0,8}(?P<n2>\d{1,5}(?:\.\d{1,4})?) ?元"
)
_RIGHT_ENOUGH = 0.5  # of the rows must fit, or the columns mean something else
_LEAST = 3


class _Row(NamedTuple):
    quantity: Decimal
    rate: Decimal
    amount: Decimal
    cell: GridCell

    @property
    def due(self) -> Decimal:
        return self.quantity * self.rate


def check(rule: CrossRule, case: Case) -> Iterator[Finding]:
    """Rows whose amount is not what the others are made of."""
    tolerance = Decimal(rule.options.get("tolerance", "0.5"))
    rate = _stated_rate(case)
    for grid in case.page.sheets:
        rows = list(_rows(grid, rate))
        wrong = [one for one in rows if abs(one.due - one.amount) > tolerance]
        if len(rows) < _LEAST or len(wrong) >= _RIGHT_ENOUGH * len(rows):
            continue
        for one in wrong:
            yield case.finding(
                rule,
                f"{money(one.quantity)} × {money(one.rate)} ＝ {money(one.due)}，写的是 {money(one.amount)}",
                one.cell.span,
            )


def _stated_rate(case: Case) -> Decimal | None:
    """The one rate for an acre that the text states."""
    found = {
        Decimal(match["n"] or match["n2"])
        for match in _STATED_RATE.seek(case.page.folded)
    }
    return found.pop() if len(found) == 1 else None


def _rows(grid: Grid, rate: Decimal | None) -> Iterator[_Row]:
    header = grid.rows[0] if grid.rows else ()
    quantity, own_rate, due = (
        _place(header, words) for words in (_QUANTITY, _RATE, _AMOUNT)
    )
    if quantity is None or due is None or len({quantity, own_rate, due}) < 3:
        return
    for row in grid.rows[1:]:
        if total_cell(row) is not None:
            continue
        numbers = [
            _number(row, place)
            for place in (quantity, own_rate, due)
            if place is not None
        ]
        if own_rate is None:
            numbers.insert(1, rate)
        cell = row[due] if due < len(row) else None
        if cell is not None and all(one is not None for one in numbers):
            first, second, third = (one for one in numbers if one is not None)
            yield _Row(first, second, third, cell)


def _place(header: tuple[GridCell | None, ...], words: Pattern) -> int | None:
    """The one column whose name has one of some words."""
    places = [i for i, cell in enumerate(header) if cell and words.search(cell.text)]
    return places[0] if len(places) == 1 else None


def _number(row: tuple[GridCell | None, ...], place: int) -> Decimal | None:
    cell = row[place] if place < len(row) else None
    one = amount(cell.text) if cell else None
    return one.value if one else None
