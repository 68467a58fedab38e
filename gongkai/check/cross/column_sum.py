"""Kind `column_sum`: the rows of a table, or the items of a list, against their total."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai.check.cross.amounts import (
    NUMBER,
    amount,
    is_blank,
    is_doubtful,
    is_subtotal,
    is_total,
    money,
    total_cell,
)
from gongkai.check.cross.case import Case
from gongkai.check.grids import Grid, GridCell
from gongkai.check.labelled import Line
from gongkai.model import BlockKind, Finding, Span
from gongkai.rules import CrossRule

Row = tuple[GridCell | None, ...]

_NOT_ADDED = re.compile(
    r"序号|编号|标准|单价|单台|均价|人均|比例|比率|占比|率|[%％]|年|日期|时间|电话|账号|卡号|得票|名次|排名|备注|结余|余额|结存"
)
_NESTED = re.compile(r"其中|^[(（]?[一二三四五六七八九十]{1,3}[)）、.]")
_ITEM = re.compile(r"(?:[(（]?\d{1,2}[)）、.]|[①-⑳])")
_LISTED_TOTAL = re.compile(
    rf"^(?:以上)?(?:各项)?(?:合计|共计|总计)(?:支出|收入|使用|金额|资金|经费|费用)?[:为 ]{{0,2}}(?:人民币)?[¥￥]?(?P<n>{NUMBER}) ?元"
)
_YUAN = re.compile(rf"(?<![\d.])[¥￥]?(?P<n>{NUMBER}) ?元(?!/)")
_STATED_TOTAL = re.compile(
    rf"(?<!小)(?:合计|共计|总计)(?:支出|收入|金额|资金|经费|费用|开支|为)?[: ]{{0,2}}(?:人民币)?[¥￥]?(?P<n>{NUMBER}) ?元(?!/)"
)
_SENTENCE = re.compile(r"[。;!?\n\t:]|合计|共计|总计|小计")
_PART_OF = re.compile(
    r"其中|每|标准|单价|各|人均|分别|折合|[×*/比]|增|减|原|预算|上[年月季期]|结余|结存|余额|底价|限价|扣|退|累计|含|包括|到位|不足|超"
)
_CLAUSE = re.compile(r"[,、]")
_LONGEST = 400  # characters of a sentence that a total sums
_ANY = re.compile("")
_GAP = re.compile(r"[ \t|]+")
_LEAST = 2  # rows that a sum is a sum of
_MOST_ROWS = 20_000


class _Column(NamedTuple):
    """The numbers above a total; None where one of them is no number."""

    numbers: list[Decimal] | None
    name: str


def check(rule: CrossRule, case: Case) -> Iterator[Finding]:
    """Totals that are not the sum of what stands above them."""
    yield from wrong_totals(rule, case, _ANY)


def wrong_totals(
    rule: CrossRule, case: Case, columns: re.Pattern[str]
) -> Iterator[Finding]:
    """The wrong totals of columns of some names."""
    tolerance = Decimal(rule.options.get("tolerance", "0.01"))
    for name, wrong, stated, computed in (
        *_in_tables(case, tolerance),
        *_in_typed_lists(case, tolerance),
        *_in_items(case, tolerance),
        *_in_sentences(case, tolerance),
    ):
        if not columns.search(name):
            continue
        yield case.finding(
            rule,
            f"{name}合计 {money(stated)} 与各项之和 {money(computed)} 不符",
            wrong,
            hint="核对各项和合计；两者应当相等",
        )


_Mistake = tuple[str, Span, Decimal, Decimal]


# Tables -------------------------------------------------------------------


def _in_tables(case: Case, tolerance: Decimal) -> Iterator[_Mistake]:
    pages: list[Grid] = []  # the parts of a table that goes on over pages
    for grid in case.page.tables:
        width = max(map(len, grid.rows), default=0)
        if pages and width != max(map(len, pages[-1].rows), default=0):
            pages = []
        if is_doubtful(grid) or len(grid.rows) > _MOST_ROWS:
            pages = []
            continue
        has_total = any(total_cell(row) for row in grid.rows)
        if has_total:
            yield from _in_table(grid, pages, tolerance)
        pages = [] if has_total else [*pages, grid]


def _in_table(
    grid: Grid, earlier: Sequence[Grid], tolerance: Decimal
) -> Iterator[_Mistake]:
    for at, row in enumerate(grid.rows):
        head = total_cell(row)
        if head is None:
            continue
        above = _rows_above(grid, at, is_subtotal(head))
        if not _is_flat(above) or not _is_complete(above):
            continue
        before = [one for part in earlier for one in part.rows]
        for place, cell in enumerate(row):
            if cell is None or cell == head or row.index(cell) != place:
                continue
            mistake = _mistake(grid, place, cell, above, before, tolerance)
            if mistake is not None:
                yield mistake


def _rows_above(grid: Grid, at: int, is_sub: bool) -> list[Row]:
    """The rows that a total sums: up to the total before it, or the header."""
    rows: list[Row] = []
    for row in reversed(grid.rows[:at]):
        head = total_cell(row)
        if head is not None:
            if is_sub or not is_subtotal(head):
                break
            continue
        rows.append(row)
    return rows[::-1]


def _is_flat(rows: Sequence[Row]) -> bool:
    """Whether no row is itself a sum of others: 一、 with 1. below it, 其中."""
    heads = [
        next((cell.text for cell in row if cell and cell.text), "") for row in rows
    ]
    return not any(
        cell and _NESTED.match(cell.text) for row in rows for cell in row[:2]
    ) and not any("合计" in head or "小计" in head for head in heads)


def _is_complete(rows: Sequence[Row]) -> bool:
    """Whether the serial numbers in the first column, when there are any, have no gap."""
    serials = [
        int(row[0].text)
        for row in rows
        if row and row[0] and row[0].text.isdigit() and len(row[0].text) < 5
    ]
    return (
        not serials
        or len(serials) < _LEAST
        or serials == list(range(serials[0], serials[0] + len(serials)))
    )


def _mistake(
    grid: Grid,
    place: int,
    total: GridCell,
    above: Sequence[Row],
    before: Sequence[Row],
    tolerance: Decimal,
) -> _Mistake | None:
    stated = amount(total.text)
    column = _column(above, place)
    if stated is None or column.numbers is None or len(column.numbers) < _LEAST:
        return None
    if _NOT_ADDED.search(column.name):
        return None
    own = sum(column.numbers, Decimal(0))
    sums = [own]
    earlier = _column(before, place)
    if earlier.numbers:
        sums.append(own + sum(earlier.numbers, Decimal(0)))
    sums += _same_named(above, place, column.name)
    counts = {Decimal(len(above)), Decimal(len(column.numbers))}
    if (
        any(abs(stated.value - one) <= tolerance for one in sums)
        or stated.value in counts
    ):
        return None
    if len(set(column.numbers)) == 1 and stated.value == column.numbers[0]:
        return None  # a rate that holds for all
    if earlier.numbers is None and before:
        return None
    return column.name, total.span, stated.value, own


def _column(rows: Sequence[Row], place: int) -> _Column:
    """The numbers of a column and its name; a merged cell counts once."""
    numbers: list[Decimal] = []
    names: list[str] = []
    unit = ""
    seen: set[GridCell] = set()
    for row in rows:
        cell = row[place] if place < len(row) else None
        if cell is None or cell in seen or is_blank(cell.text):
            continue
        seen.add(cell)
        one = amount(cell.text)
        if one is None and not numbers:
            names.append(cell.text)
        elif one is None or (one.unit and unit and one.unit != unit):
            return _Column(None, "".join(names))
        elif (
            cell.text != cell.text.lstrip("0")
            and cell.text.isdigit()
            and len(cell.text) > 1
        ):
            return _Column(None, "".join(names))  # a code, not a number
        else:
            unit = unit or one.unit
            numbers.append(one.value)
    return _Column(numbers, "".join(dict.fromkeys(names)) if len(names) <= 3 else "")


def _same_named(rows: Sequence[Row], place: int, name: str) -> list[Decimal]:
    """The sum over all columns of one name: lists that are set side by side."""
    if not name:
        return []
    width = max(map(len, rows), default=0)
    columns = [_column(rows, other) for other in range(width)]
    same = [one.numbers for one in columns if one.name == name and one.numbers]
    if len(same) < _LEAST:
        return []
    return [sum((sum(one, Decimal(0)) for one in same), Decimal(0))]


# Lists --------------------------------------------------------------------


def _in_typed_lists(case: Case, tolerance: Decimal) -> Iterator[_Mistake]:
    """Lines of words and numbers without a ruled table, with a total below them."""
    run: list[list[Decimal]] = []
    for line in _outside_tables(case):
        first, *others = _GAP.split(line.text)
        numbers = [one.value for one in map(amount, others) if one is not None]
        if is_total(GridCell(first, line.span, 0, 0)) and len(numbers) == len(others):
            yield from _typed_total(line, run, numbers, tolerance)
            run = []
        elif numbers and not (run and len(run[-1]) != len(numbers)):
            run.append(numbers)
        else:
            run = [numbers] if numbers else []


def _outside_tables(case: Case) -> Iterator[Line]:
    """The lines that stand in no drawn table."""
    tables = iter(
        block.span
        for block in case.page.extract.blocks
        if block.kind is BlockKind.TABLE
    )
    table = next(tables, None)
    for line in case.page.lines[:_MOST_ROWS]:
        while table is not None and table.end <= line.span.start:
            table = next(tables, None)
        if table is None or line.span.start < table.start:
            yield line


def _typed_total(
    line: Line,
    run: Sequence[list[Decimal]],
    stated: Sequence[Decimal],
    tolerance: Decimal,
) -> Iterator[_Mistake]:
    """The one number of a total against the one column of numbers above it."""
    if len(run) < _LEAST or len(stated) != 1 or len(run[0]) != 1:
        return
    computed = sum((one[0] for one in run), Decimal(0))
    if abs(stated[0] - computed) > tolerance and stated[0] != len(run):
        yield "", line.span, stated[0], computed


def _in_items(case: Case, tolerance: Decimal) -> Iterator[_Mistake]:
    """Numbered items of one amount each, and 共计 in the line below them."""
    run: list[Decimal | None] = []
    for line in case.page.body_lines[:_MOST_ROWS]:
        total = _LISTED_TOTAL.match(line.text)
        if total and len(run) >= _LEAST and None not in run:
            stated = Decimal(total["n"].replace(",", ""))
            computed = sum((one for one in run if one is not None), Decimal(0))
            if abs(stated - computed) > tolerance:
                start = line.span.start
                wrong = Span(start + total.start("n"), start + total.end("n"))
                yield "", wrong, stated, computed
        if not _ITEM.match(line.text):
            run = []
            continue
        found = [match["n"] for match in _YUAN.finditer(line.text)]
        run.append(Decimal(found[0].replace(",", "")) if len(found) == 1 else None)


def _in_sentences(case: Case, tolerance: Decimal) -> Iterator[_Mistake]:
    """Amounts side by side in a sentence that 合计 closes, each of a clause of its own."""
    text = case.page.folded
    for total in _STATED_TOTAL.finditer(text):
        before = text[max(total.start() - _LONGEST, 0) : total.start()]
        cut = [match.end() for match in _SENTENCE.finditer(before)]
        clauses = _CLAUSE.split(_without_groups(before[cut[-1] if cut else 0 :]))
        amounts = [_YUAN.findall(clause) for clause in clauses]
        told = [found[0] for found in amounts if found]
        doubtful = any(len(found) > 1 for found in amounts) or any(
            _PART_OF.search(clause) for clause in clauses
        )
        if len(told) < _LEAST or doubtful:
            continue
        computed = sum((Decimal(one.replace(",", "")) for one in told), Decimal(0))
        stated = Decimal(total["n"].replace(",", ""))
        if abs(stated - computed) > tolerance:
            yield "", Span(*total.span("n")), stated, computed


def _without_groups(text: str) -> str:
    """A text without the commas that group the digits of a number."""
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
