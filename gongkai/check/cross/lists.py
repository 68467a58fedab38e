"""Sums that no row of a table states: below a list, below numbered items, in a sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.check.cross.amounts import (
    LEAST,
    MOST_ROWS,
    NOT_ADDED,
    NUMBER,
    Mistake,
    amount,
    is_doubtful,
    total_cell,
)
from gongkai.check.cross.case import Case
from gongkai.check.grids import Grid, GridCell
from gongkai.check.labelled import Line
from gongkai.model import Span
from gongkai.pattern import Pattern
from gongkai.text import close_gaps, parse_number

_ITEM = Pattern(r"(?:[(（]?\d{1,2}[)）、.](?!\d)|[①-⑳])")
_COUNT = r"(?P<k>\d{1,3}|[一二三四五六七八九十两]{1,3})[户人名项笔家个位]"
_LISTED_TOTAL = Pattern(
    rf"^(?:以上)?(?:各项)?(?:(?:本[期月季年]度?)?(?:收入|支出))?(?:合计|共计|总计|小计)(?:支出|收入|使用|金额|资金|经费|费用)?[:为 ]{{0,2}}(?:人民币)?[¥￥]?(?P<n>{NUMBER})(?: ?元|$)"
)
_BELOW_LIST = Pattern(
    rf"^以上(?:{_COUNT}[\u4e00-\u9fff]{{0,4}}?)?(?:小计|合计|共计|总计|共)(?:支出|收入|金额|资金|捐款|为)?[: ]{{0,2}}(?:人民币)?[¥￥]?(?P<n>{NUMBER}) ?元"
    rf"|^(?:合计|总计|共计)(?:金额)?(?:\(元\))?: ?[¥￥]?(?P<n2>{NUMBER}) ?元?$"
)
_MONEY = Pattern(r"金额|[款元钱费]|工资|补[贴助偿]|奖|救助金|慰问金")
_YUAN = Pattern(rf"(?<![\d.])[¥￥]?(?P<n>{NUMBER}) ?元(?!/)")
_LAST = Pattern(rf" [¥￥]?(?P<n>{NUMBER})$")
_STATED_TOTAL = Pattern(
    rf"(?:(?<!小)(?:合计|共计|总计)|(?P<all>以上(?:{_COUNT}[\u4e00-\u9fff]{{0,4}}?)?(?:合计|共计|总计|共)))"
    rf"(?:支出|收入|金额|资金|经费|费用|开支|为)?[: ]{{0,2}}(?:人民币)?[¥￥]?(?P<n>{NUMBER}) ?元(?!/)"
)
_SENTENCE = Pattern(r"[。;!?\n\t:]|合计|共计|总计|小计")
_SENTENCE_END = Pattern(r"[。!?\n]")
_ALL_ABOVE = Pattern(r"[。!?\n\t:]|合计|共计|总计|小计")
_PART_OF = Pattern(
    r"其中|每|标准|单价|各|人均|分别|折合|[×*/比]|增|减|原|预算|上[年月季期]|结余|结存|余额|底价|限价|扣|退|累计|含|包括|到位|不足|超|等等|等$|…"
)
_CLAUSE = Pattern(r"[,、;]")
_LONGEST = 400  # characters of a sentence that a total sums


# Lists --------------------------------------------------------------------


def below_lists(case: Case, tolerance: Decimal) -> Iterator[Mistake]:
    """The total that the line below a list states: 以上五户共计74,800元."""
    lines = case.page.lines
    starts = [line.span.start for line in lines]
    for grid in case.page.sheets:
        place = bisect_left(starts, grid.span.end)
        if place < len(lines) and len(grid.rows) <= MOST_ROWS:
            yield from _summed(grid, lines[place], tolerance)


def _summed(grid: Grid, line: Line, tolerance: Decimal) -> Iterator[Mistake]:
    closed = close_gaps(line.text)
    total = _BELOW_LIST.match(closed.text)
    if total is None or any(total_cell(row) for row in grid.rows):
        return
    rows = [row for row in grid.rows if any(cell and cell.is_numeric for cell in row)]
    counted = parse_number(total["k"]) if total["k"] else None
    if (counted is None and is_doubtful(grid)) or counted not in {None, len(rows)}:
        return
    columns = list(_money(grid, rows))
    group = "n" if total["n"] else "n2"
    stated = Decimal(total[group].replace(",", ""))
    sums = [sum(numbers, Decimal(0)) for _, numbers in columns]
    if len(columns) != 1 or any(abs(stated - one) <= tolerance for one in sums):
        return
    start, end = closed.span(*total.span(group))
    wrong = Span(line.span.start + start, line.span.start + end)
    yield columns[0][0], wrong, stated, sums[0]


def _money(
    grid: Grid, rows: Sequence[tuple[GridCell | None, ...]]
) -> Iterator[tuple[str, list[Decimal]]]:
    """The columns of money that can be added, each with its name."""
    for place in range(max(map(len, rows), default=0)):
        cells = [row[place] if place < len(row) else None for row in rows]
        amounts = [amount(cell.text) if cell else None for cell in cells]
        numbers = [one.value for one in amounts if one is not None]
        heading = grid.at(0, place)
        name = heading.text if heading and not heading.is_numeric else ""
        in_yuan = all(one and one.unit == "元" for one in amounts)
        if len(numbers) < max(LEAST, len(rows)) or NOT_ADDED.search(name):
            continue
        if in_yuan or _MONEY.search(name):
            yield name, numbers


# Sentences ----------------------------------------------------------------


def in_items(case: Case, tolerance: Decimal) -> Iterator[Mistake]:
    """Items numbered from 1 of one amount each, and 共计 in the line below them."""
    run: list[Decimal | None] = []
    for start, text in case.closed_lines:
        total = _LISTED_TOTAL.match(text)
        if total and len(run) >= LEAST and None not in run:
            stated = Decimal(total["n"].replace(",", ""))
            computed = sum((one for one in run if one is not None), Decimal(0))
            if abs(stated - computed) > tolerance:
                wrong = start + total.start("n"), start + total.end("n")
                yield "", Span(*case.page.closed.span(*wrong)), stated, computed
        item = _ITEM.match(text)
        if item is None:
            run = []
            continue
        if _serial(item[0]) != len(run) + 1:
            run = [None]  # an item of an item, or the rest of a list
        else:
            run.append(_only_amount(text[item.end() :]))


def _serial(item: str) -> int | None:
    if "①" <= item[0] <= "⑳":
        return ord(item[0]) - ord("①") + 1
    return parse_number(re.sub(r"\D", "", item))


def _only_amount(text: str) -> Decimal | None:
    """The one amount in yuan of an item, or the number it ends in; None for several."""
    found = [match["n"] for match in _YUAN.finditer(text)]
    if not found and (last := _LAST.search(text)):
        found = [last["n"]]
    return Decimal(found[0].replace(",", "")) if len(found) == 1 else None


def in_sentences(case: Case, tolerance: Decimal) -> Iterator[Mistake]:
    """Amounts side by side in a sentence that 合计 closes, each of a clause of its own."""
    text = case.page.closed.text
    for total in _STATED_TOTAL.finditer(text):
        before = text[max(total.start() - _LONGEST, 0) : total.start()]
        ends = _ALL_ABOVE if total["all"] else _SENTENCE
        cut = [match.end() for match in ends.finditer(before)]
        clauses = _CLAUSE.split(_without_groups(before[cut[-1] if cut else 0 :]))
        amounts = [_YUAN.findall(clause) for clause in clauses]
        told = [found[0] for found in amounts if found]
        doubtful = any(len(found) > 1 for found in amounts) or any(
            _PART_OF.search(clause) for clause in clauses
        )
        counted = parse_number(total["k"]) if total["k"] else len(told)
        if len(told) < LEAST or doubtful or counted != len(told):
            continue
        computed = sum((Decimal(one.replace(",", "")) for one in told), Decimal(0))
        after = _SENTENCE_END.split(text[total.end() : total.end() + _LONGEST])[0]
        stated = [
            Decimal(one["n"].replace(",", ""))
            for one in (total, *_STATED_TOTAL.finditer(after))
        ]
        if all(abs(one - computed) > tolerance for one in stated):
            span = Span(*case.page.closed.span(*total.span("n")))
            yield "", span, stated[0], computed


def _without_groups(text: str) -> str:
    """A text without the commas that group the digits of a number."""
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
