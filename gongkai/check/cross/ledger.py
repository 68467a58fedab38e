"""Books with a running balance: each line's is that of the line before, plus or minus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from gongkai.check.cross.amounts import NUMBER, amount, is_blank, total_cell
from gongkai.check.cross.case import Case
from gongkai.check.grids import Grid, GridCell
from gongkai.check.labelled import Line
from gongkai.model import Span
from gongkai.pattern import Pattern

_TERM = r"(?:本[期月季年])?"
_INCOME = Pattern(rf"{_TERM}(?:收入|收方|借方)(?:金额)?(?:\(元\))?")
_EXPENSE = Pattern(rf"{_TERM}(?:支出|付方|贷方)(?:金额)?(?:\(元\))?")
_BALANCE = Pattern(rf"{_TERM}(?:余额|结余|结存)(?:金额)?(?:\(元\))?")
_HEADING = Pattern(
    r"^[^\d\n。;]{0,60}?收入(?:\(元\))?[ |]{1,8}支出(?:\(元\))?[ |]{1,8}(?:余额|结余|结存)[^\d\n。;]{0,30}$"
)
_OPENING = Pattern(r"上[年月季期]|期初|[年月]初|承前|结转|转来")
_TOTAL = Pattern(r"^(?:本[年月季期页]|当月)?(?:合 ?计|总 ?计|小 ?计)")
_NUMBERS = Pattern(
    rf"(?<![^ ])(?:[¥￥]?{NUMBER}元? +){{0,3}}[¥￥]?{NUMBER}元?(?=(?: +[^\d ]{{1,8}}){{0,2}}$)"
)
_ONE = Pattern(rf"(?<![\d.,])(?P<n>{NUMBER})")
_LEAST = 3  # lines that must fit
_MOST_WRONG = 2  # a wrong balance is off from the one before and the one after
_MOST_LINES = 5000


class Entry(NamedTuple):
    """A line of a book: what came or went, which of them if that is known, what was left."""

    income: Decimal | None
    expense: Decimal | None
    either: Decimal | None
    balance: Decimal
    span: Span  # of the balance


class Wrong(NamedTuple):
    """A figure of a book, what it says and what it should be."""

    name: str
    span: Span
    stated: Decimal
    computed: Decimal


class _Total(NamedTuple):
    values: tuple[Decimal, ...]
    spans: tuple[Span, ...]


def wrong_figures(case: Case, tolerance: Decimal) -> Iterator[Wrong]:
    """The first balance of a book that does not follow, or the sums that are not its own."""
    for grid in case.page.sheets:
        yield from _judge(list(_of_grid(grid)), None, tolerance)
    yield from _in_lines(case, tolerance)


def _judge(
    entries: Sequence[Entry], total: _Total | None, tolerance: Decimal
) -> Iterator[Wrong]:
    came = went = Decimal(0)
    wrong: list[Wrong] = []
    fit = 0
    for before, entry in pairwise(entries):
        steps = _steps(entry)
        near = [
            (plus, minus)
            for plus, minus in steps
            if abs(before.balance + plus - minus - entry.balance) <= tolerance
        ]
        if near:
            fit += 1
            came, went = came + near[0][0], went + near[0][1]
        else:
            plus, minus = steps[0]
            due = before.balance + plus - minus
            wrong.append(Wrong("余额", entry.span, entry.balance, due))
    if fit < _LEAST or len(wrong) > _MOST_WRONG:
        return
    if wrong:
        yield wrong[0]
    elif total is not None and len(total.values) > 1:
        sums = (("收入", came), ("支出", went))
        for (name, due), stated, span in zip(sums, *total, strict=False):
            if abs(stated - due) > tolerance:
                yield Wrong(name, span, stated, due)


def _steps(entry: Entry) -> list[tuple[Decimal, Decimal]]:
    """What may have come and gone in a line."""
    if entry.either is None:
        return [(entry.income or Decimal(0), entry.expense or Decimal(0))]
    return [(entry.either, Decimal(0)), (Decimal(0), entry.either)]


# Tables -------------------------------------------------------------------


def _of_grid(grid: Grid) -> Iterator[Entry]:
    header = grid.rows[0] if grid.rows else ()
    places = [
        [i for i, cell in enumerate(header) if cell and words.fullmatch(cell.text)]
        for words in (_INCOME, _EXPENSE, _BALANCE)
    ]
    if any(len(one) != 1 for one in places):
        return
    columns = [one[0] for one in places]
    for row in grid.rows[1:_MOST_LINES]:
        cells = [row[place] if place < len(row) else None for place in columns]
        income, expense, balance = map(_value, cells)
        left = cells[2]
        if total_cell(row) is None and balance is not None and left is not None:
            yield Entry(income, expense, None, balance, left.span)
        elif total_cell(row) is None and (income or expense):
            return  # a line without a balance


def _value(cell: GridCell | None) -> Decimal | None:
    one = amount(cell.text) if cell and not is_blank(cell.text) else None
    return one.value if one else None


# Lines --------------------------------------------------------------------


def _in_lines(case: Case, tolerance: Decimal) -> Iterator[Wrong]:
    """Books whose columns only spaces part: an amount came or went, as the balance tells."""
    entries: list[Entry] | None = None  # of the book that is being read
    for line in case.page.lines[:_MOST_LINES]:
        if _HEADING.match(line.text):
            entries = []
        elif entries is not None:
            numbers = _numbers(line)
            entry = _entry(numbers, line.text, entries)
            if entry is not None and not _TOTAL.match(line.text):
                entries.append(entry)
                continue
            total = numbers if _TOTAL.match(line.text) else None
            yield from _judge(entries, total, tolerance)
            entries = None
    yield from _judge(entries or [], None, tolerance)


def _numbers(line: Line) -> _Total:
    """The numbers that a line ends in, but for a name or two behind them."""
    found = None if "\t" in line.text else _NUMBERS.search(line.text)
    if found is None:
        return _Total((), ())
    start = line.span.start + found.start()
    numbers = list(_ONE.finditer(found.group()))
    return _Total(
        tuple(Decimal(one["n"].replace(",", "")) for one in numbers),
        tuple(Span(start + one.start("n"), start + one.end("n")) for one in numbers),
    )


def _entry(numbers: _Total, text: str, before: Sequence[Entry]) -> Entry | None:
    if not numbers.values:
        return None
    *moved, balance = numbers.values
    span = numbers.spans[-1]
    if not before:
        is_first = not moved and _OPENING.search(text)
        return Entry(None, None, None, balance, span) if is_first else None
    if not moved:
        return None
    if len(moved) > 1 and before[-1].balance + moved[-2] - moved[-1] == balance:
        return Entry(moved[-2], moved[-1], None, balance, span)
    return Entry(None, None, moved[-1], balance, span)
