"""Amounts as tables and sentences write them, exact to the last digit."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from gongkai.check.grids import Grid, GridCell
from gongkai.model import Span
from gongkai.pattern import Pattern

NUMBER = r"-?(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?:\.\d{1,4})?(?![\d.]|,\d{3})"
Mistake = tuple[str, Span, Decimal, Decimal]
"""The name of a column, the wrong total, what it says and what it should be."""
LEAST = 2  # rows that a sum is a sum of
MOST_ROWS = 20_000
NOT_ADDED = Pattern(
    r"序号|编号|标准|单[价台机位]|日工资|日薪|均价|人均|比例|比率|占比|率|[%％]|年|日期|时间|电话|账号|卡号|得票|名次|排名|备注|结余|余额|结存"
)
NESTED = Pattern(r"其中|^[(（]?[一二三四五六七八九十]{1,3}[)）、.]")
_CELL = Pattern(
    rf"[¥￥]?(?P<n>{NUMBER})(?P<u>万元|元|亩|人|户|票|分|天|个|份|笔|项|名)?"
)
_LONG_ENOUGH = 6  # characters with both decimals, of which a few may differ
_CENT = Decimal("0.01")
_BLANK = Pattern(r"[-—－/\\无]{0,4}")
_TOTAL = Pattern(
    r"(?:本页|本月|全村|总)?(?:合计|总计|共计|小计)(?:\([^()]{0,8}\)|金额|数)?:?"
)
_SUBTOTAL = Pattern(r"小计:?")
_RUNNING = Pattern(r"累计|承前页|过次页|转下页|本页")
_LEFT_OUT = Pattern(r"…|\.{3,}|^略$|^等$")


class Amount(NamedTuple):
    """A number and the unit that is written to it."""

    value: Decimal
    unit: str


def amount(text: str) -> Amount | None:
    """The amount that the text of a cell is, or None.

    >>> amount("1,674.80"), amount("4户")
    (Amount(value=Decimal('1674.80'), unit=''), Amount(value=Decimal('4'), unit='户'))
    """
    match = _CELL.fullmatch(text)
    if match is None:
        return None
    return Amount(Decimal(match["n"].replace(",", "")), match["u"] or "")


def is_blank(text: str) -> bool:
    return _BLANK.fullmatch(text) is not None


def is_total(cell: GridCell | None) -> bool:
    """Whether a cell says that its row is a sum."""
    return cell is not None and _TOTAL.fullmatch(cell.text) is not None


def is_subtotal(cell: GridCell | None) -> bool:
    return cell is not None and _SUBTOTAL.fullmatch(cell.text) is not None


def total_cell(row: tuple[GridCell | None, ...]) -> GridCell | None:
    """The cell at the head of a row of sums."""
    for cell in row[:3]:
        if is_total(cell):
            return cell
        if cell is not None and cell.text and amount(cell.text) is None:
            return None
    return None


def is_doubtful(grid: Grid) -> bool:
    """Whether rows may be left out of a table, or counted twice."""
    return any(
        cell and (_RUNNING.search(cell.text) or _LEFT_OUT.search(cell.text))
        for row in grid.rows
        for cell in row
    )


def is_slip(stated: Decimal, computed: Decimal, most: int = 2) -> bool:
    """Whether one amount is the other but for a few digits.

    >>> is_slip(Decimal("27888.2"), Decimal("26888.20")), is_slip(Decimal(7), Decimal(9))
    (True, False)
    """
    written, right = f"{stated:.2f}", f"{computed:.2f}"
    if len(written) != len(right) or len(right) < _LONG_ENOUGH:
        return False
    return 0 < sum(a != b for a, b in zip(written, right, strict=True)) <= most


def money(value: Decimal) -> str:
    """An amount as people write it.

    >>> money(Decimal("3250.00")), money(Decimal("979.6"))
    ('3,250', '979.60')
    """
    if value == value.to_integral_value():
        return f"{value.to_integral_value():,}"
    cents = value.quantize(_CENT)
    return f"{cents:,}" if cents == value else f"{value.normalize():,}"
