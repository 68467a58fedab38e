"""Sums without a ruled table: typed lists, numbered items, amounts in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.check.cross.amounts import (
    LEAST,
    MOST_ROWS,
    NESTED,
    NOT_ADDED,
    NUMBER,
    Mistake,
    amount,
    is_total,
)
from gongkai.check.cross.case import Case
from gongkai.check.grids import GridCell
from gongkai.check.labelled import Line
from gongkai.model import BlockKind, Span

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
_PIECE = re.compile(r"[^ \t|]+")
_GAP = re.compile(r"[ \t|]+")


# Typed lists --------------------------------------------------------------


def in_typed_lists(case: Case, tolerance: Decimal) -> Iterator[Mistake]:
    """Lines of words and numbers without a ruled table, with a total below them."""
    run: list[list[Decimal]] = []
    heading: list[str] = []
    is_nested = False
    for line in _outside_tables(case):
        first, *others = _GAP.split(line.text)
        numbers = _tail(others)
        if is_total(GridCell(first, line.span, 0, 0)) and len(numbers) == len(others):
            if not is_nested:
                yield from _typed_totals(line, run, numbers, heading, tolerance)
            run, is_nested = [], False
        elif numbers and (not run or len(run[-1]) == len(numbers)):
            run.append(numbers)
            is_nested |= NESTED.search(line.text) is not None
        else:
            run = [numbers] if numbers else []
            heading = heading if numbers else [first, *others]
            is_nested = False


def _tail(pieces: Sequence[str]) -> list[Decimal]:
    """The numbers at the end of a line."""
    numbers: list[Decimal] = []
    for piece in reversed(pieces):
        one = amount(piece)
        if one is None:
            break
        numbers.insert(0, one.value)
    return numbers


def _outside_tables(case: Case) -> Iterator[Line]:
    """The lines that stand in no drawn table."""
    tables = iter(
        block.span
        for block in case.page.extract.blocks
        if block.kind is BlockKind.TABLE
    )
    table = next(tables, None)
    for line in case.page.lines[:MOST_ROWS]:
        while table is not None and table.end <= line.span.start:
            table = next(tables, None)
        if table is None or line.span.start < table.start:
            yield line


def _typed_totals(
    line: Line,
    run: Sequence[list[Decimal]],
    stated: Sequence[Decimal],
    heading: Sequence[str],
    tolerance: Decimal,
) -> Iterator[Mistake]:
    """The numbers of a total against as many columns of numbers above it."""
    if len(run) < LEAST or len(stated) != len(run[0]):
        return
    names = (
        heading[-len(stated) :] if len(heading) >= len(stated) else [""] * len(stated)
    )
    for place, (name, total) in enumerate(zip(names, stated, strict=True)):
        column = [one[place] for one in run]
        computed = sum(column, Decimal(0))
        if NOT_ADDED.search(name) or total in {column[0], Decimal(len(run))}:
            continue
        if abs(total - computed) > tolerance:
            wrong = _pieces(line)[place - len(stated)]
            yield name, wrong, total, computed


def _pieces(line: Line) -> list[Span]:
    """Where the words and numbers of a line stand."""
    start = line.span.start
    return [
        Span(start + match.start(), start + match.end())
        for match in _PIECE.finditer(line.text)
    ]


# Sentences ----------------------------------------------------------------


def in_items(case: Case, tolerance: Decimal) -> Iterator[Mistake]:
    """Numbered items of one amount each, and 共计 in the line below them."""
    run: list[Decimal | None] = []
    for line in case.page.body_lines[:MOST_ROWS]:
        total = _LISTED_TOTAL.match(line.text)
        if total and len(run) >= LEAST and None not in run:
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


def in_sentences(case: Case, tolerance: Decimal) -> Iterator[Mistake]:
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
        if len(told) < LEAST or doubtful:
            continue
        computed = sum((Decimal(one.replace(",", "")) for one in told), Decimal(0))
        stated = Decimal(total["n"].replace(",", ""))
        if abs(stated - computed) > tolerance:
            yield "", Span(*total.span("n")), stated, computed


def _without_groups(text: str) -> str:
    """A text without the commas that group the digits of a number."""
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
