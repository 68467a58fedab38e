"""Kind `balance`: what was there, came in, went out and is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from gongkai.check.cross.amounts import NUMBER, amount, money, total_cell
from gongkai.check.cross.case import Case
from gongkai.check.grids import Grid, GridCell
from gongkai.model import Finding, Found, Span
from gongkai.pattern import Pattern
from gongkai.rules import CrossRule

_AMOUNT = (
    rf"[: \t为是共]{{0,4}}(?:人民币)?[¥￥]?[ \t]?(?P<n>{NUMBER})[ \t]?(?P<u>万元|元)?"
)
_LEFT = "(?:结存|结余|结转|余额|余)"
_KIND = "(?:货币资金|资金)?"
_PARTS: Mapping[str, Pattern] = {
    "open": Pattern(
        rf"(?:上(?:一)?(?:期|月|季度?|年度?)末?{_LEFT}|[期年月季]初{_KIND}{_LEFT}){_AMOUNT}"
    ),
    "income": Pattern(
        rf"(?:本(?:期|月|季度?|年度?)(?:总|合计)?收入(?:合计|总计|总额)?|收入(?:合计|总计|总额)|总收入|合计收入){_AMOUNT}"
    ),
    "expense": Pattern(
        rf"(?:本(?:期|月|季度?|年度?)(?:总|合计)?支出(?:合计|总计|总额)?|支出(?:合计|总计|总额)|总支出|合计支出|共计支出){_AMOUNT}"
    ),
    "close": Pattern(
        rf"(?:[期年月季]末{_KIND}{_LEFT}|本(?:期|月|季度?|年度?)末?{_LEFT}|累计{_LEFT}){_AMOUNT}"
    ),
}
_COLUMNS = {
    "open": Pattern(r"(?:上[期月季年]度?末?|[期年月季]初)(?:结存|结余|结转|余额|余)"),
    "income": Pattern(r"(?:本[期月季年]度?)?收入(?:金额|合计)?"),
    "expense": Pattern(r"(?:本[期月季年]度?)?支出(?:金额|合计)?"),
    "close": Pattern(
        r"(?:[期年月季]末|本[期月季年]度?末?)(?:结存|结余|余额|余)|结余|余额"
    ),
}
_OTHER_FLOWS = Pattern(
    rf"(?:借入|借款|还款|归还|偿还|暂[付收存]|代[收付]|应[收付]款|调整|调[入出]|转[入出]|提取|存入|往来)[^\d\n。,;]{{0,12}}{NUMBER}"
)
"""Money that comes or goes and is neither income nor an expense."""
_UNIT = Pattern(r"\((?:万?元|单位:万?元)\)$")

Sum = Found[Decimal]


def check(rule: CrossRule, case: Case) -> Iterator[Finding]:
    """An account whose end is not its beginning, plus income, less expenses."""
    tolerance = Decimal(rule.options.get("tolerance", "0.01"))
    stated = {name: _stated(name, case) for name in _PARTS}
    for name, totals in _totals(case).items():
        if not stated[name]:
            stated[name] = totals
    if _OTHER_FLOWS.seek_first(case.page.closed.text) is None:
        yield from _judge(rule, case, stated, tolerance)
    for grid in case.page.sheets:
        for row in _accounts(grid):
            yield from _judge(rule, case, row, tolerance)


def _judge(
    rule: CrossRule,
    case: Case,
    parts: Mapping[str, list[Sum]],
    tolerance: Decimal,
) -> Iterator[Finding]:
    """A finding when all four are stated once and do not balance."""
    if any(len({one.value for one in parts.get(name, [])}) != 1 for name in _PARTS):
        return
    first, income, expense, last = (parts[name][0] for name in _PARTS)
    computed = first.value + income.value - expense.value
    if abs(computed - last.value) > tolerance:
        yield case.finding(
            rule,
            f"期初 {money(first.value)} ＋ 收入 {money(income.value)} － 支出 "
            f"{money(expense.value)} ＝ {money(computed)}，与期末 {money(last.value)} 不符",
            last.span,
            hint="核对期初、收入、支出和期末余额",
        )


def _stated(name: str, case: Case) -> list[Sum]:
    """The amounts that sentences give; in yuan, and none where units differ."""
    found: list[Sum] = []
    for match in _PARTS[name].seek(case.page.closed.text):
        value = Decimal(match["n"].replace(",", ""))
        if match["u"] == "万元":
            return []
        found.append(Found(value, Span(*case.page.closed.span(*match.span("n")))))
    return found


def _totals(case: Case) -> Mapping[str, list[Sum]]:
    """Income and expenses from the total rows of tables that have such columns."""
    found: dict[str, list[Sum]] = {"income": [], "expense": []}
    for grid in case.page.sheets:
        columns = _columns(grid)
        for row in grid.rows[1:]:
            if total_cell(row) is None or "小计" in (total_cell(row) or row[0]).text:  # type: ignore[union-attr]
                continue
            for name, sums in found.items():
                cell = (
                    row[columns[name]]
                    if name in columns and columns[name] < len(row)
                    else None
                )
                value = amount(cell.text) if cell else None
                if cell and value:
                    sums.append(Found(value.value, cell.span))
    return found


def _columns(grid: Grid) -> Mapping[str, int]:
    """The one column of each part of an account, by the first rows' names."""
    places: dict[str, list[int]] = {}
    header = grid.rows[0] if grid.rows else ()
    for place, cell in enumerate(header):
        text = _UNIT.sub("", cell.text) if cell else ""
        for name, words in _COLUMNS.items():
            if words.fullmatch(text):
                places.setdefault(name, []).append(place)
    return {name: found[0] for name, found in places.items() if len(found) == 1}


def _accounts(grid: Grid) -> Iterator[Mapping[str, list[Sum]]]:
    """The rows of a table with a column for each part."""
    columns = _columns(grid)
    if len(columns) != len(_COLUMNS):
        return
    for row in grid.rows[1:]:
        account: dict[str, list[Sum]] = {}
        for name, place in columns.items():
            cell: GridCell | None = row[place] if place < len(row) else None
            value = amount(cell.text) if cell else None
            if cell and value:
                account[name] = [Found(value.value, cell.span)]
        yield account
