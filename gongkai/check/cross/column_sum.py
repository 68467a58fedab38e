"""Kind `column_sum`: the rows of a table, or the items of a list, against their total."""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, combinations
from typing import NamedTuple

from gongkai.check.cross import lists, pairs, subtotals
from gongkai.check.cross.amounts import (
    LEAST,
    MOST_ROWS,
    NESTED,
    NOT_ADDED,
    Amount,
    Mistake,
    amount,
    is_blank,
    is_doubtful,
    is_subtotal,
    money,
    total_cell,
)
from gongkai.check.cross.case import Case
from gongkai.check.grids import Grid, GridCell
from gongkai.model import Finding, Span
from gongkai.pattern import Pattern
from gongkai.rules import CrossRule

Row = tuple[GridCell | None, ...]

_ANY = Pattern("")
_OPENING = Pattern(r"上[年月季期]|期初|[年月]初|承前|结转")
_MOST_SECTIONS = 12  # parts of a table, each under a heading of its own
_MOST_SERIAL = 1000  # beyond it a number tells of a year
_COUNTED = frozenset("人户笔项名份个")  # units of what is counted, not added
_MOST_ADDABLE = 8  # columns; a list has no more
_SERIALS = 3  # numbers in turn that are no amounts


class _Column(NamedTuple):
    """The numbers above a total; None where one of them is no number."""

    numbers: list[Decimal] | None
    name: str
    unit: str = ""


def check(rule: CrossRule, case: Case) -> Iterator[Finding]:
    """Totals that are not the sum of what stands above them."""
    yield from wrong_totals(rule, case, _ANY)


def wrong_totals(rule: CrossRule, case: Case, columns: Pattern) -> Iterator[Finding]:
    """The wrong totals of columns of some names."""
    tolerance = Decimal(rule.options.get("tolerance", "0.01"))
    told: set[Span] = set()
    mistakes = chain(
        _in_tables(case, tolerance),
        lists.below_lists(case, tolerance),
        lists.in_items(case, tolerance),
        lists.in_sentences(case, tolerance),
        pairs.below_pairs(case, tolerance),
        subtotals.above_totals(case, tolerance, told),
    )
    for name, wrong, stated, computed in mistakes:
        if wrong in told or not columns.search(name):
            continue
        told.add(wrong)
        yield case.finding(
            rule,
            f"{name}合计 {money(stated)} 与各项之和 {money(computed)} 不符",
            wrong,
            hint="核对各项和合计；两者应当相等",
        )


# Tables -------------------------------------------------------------------


def _in_tables(case: Case, tolerance: Decimal) -> Iterator[Mistake]:
    pages: list[Grid] = []  # the parts of a table that goes on over pages
    sections: deque[Mapping[int, Decimal]] = deque(maxlen=_MOST_SECTIONS)
    heading: Row = ()
    for grid in case.page.sheets:
        width = max(map(len, grid.rows), default=0)
        if pages and width != max(map(len, pages[-1].rows), default=0):
            pages = []
        heading = _heading(grid, heading)
        if is_doubtful(grid) or len(grid.rows) > MOST_ROWS:
            pages = []
            continue
        has_total = any(total_cell(row) for row in grid.rows)
        if has_total:
            is_sure = grid.span not in case.page.list_spans
            for place, mistake in _in_table(
                grid, heading, pages, tolerance, is_sure=is_sure
            ):
                if not _is_of_sections(place, mistake, sections, tolerance):
                    yield mistake
        sections.append(_sums(grid))
        pages = [] if has_total else [*pages, grid]


def _in_table(
    grid: Grid,
    heading: Row,
    earlier: Sequence[Grid],
    tolerance: Decimal,
    *,
    is_sure: bool,
) -> Iterator[tuple[int, Mistake]]:
    """The totals that do not fit what is above them, each with its column."""
    width = max(map(len, grid.rows))
    for at, row in enumerate(grid.rows):
        head = total_cell(row)
        if head is None:
            continue
        above = _rows_above(grid, at, is_subtotal(head))
        before = [one for part in earlier for one in part.rows]
        if not _is_flat(above) or not _is_complete(above):
            continue
        if not is_subtotal(head) and _goes_on(above, before):
            continue
        if heading and above and above[0] != heading:
            above.insert(0, heading)
        cells = _cells(row, head)
        if not is_sure or len(row) < width:
            cells = _placed(grid, cells, above, tolerance)
        for place, cell in cells:
            mistake = _mistake(place, cell, above, before, tolerance)
            if mistake is not None:
                yield place, mistake


def _heading(grid: Grid, last: Row) -> Row:
    """The row that names the columns of a table, or those of the one before it."""
    first = grid.rows[0] if grid.rows else ()
    filled = [cell for cell in first if cell and cell.text]
    if len(set(filled)) > 1 and not any(cell.is_numeric for cell in filled):
        return first
    return last if len(last) == len(first) else ()


def _sums(grid: Grid) -> Mapping[int, Decimal]:
    """What each column of numbers adds up to, without the totals."""
    rows = [row for row in grid.rows if total_cell(row) is None]
    return {
        place: sum(column.numbers, Decimal(0))
        for place in range(max(map(len, rows), default=0))
        if (column := _column(rows, place)).numbers
    }


def _is_of_sections(
    place: int,
    mistake: Mistake,
    sections: Sequence[Mapping[int, Decimal]],
    tolerance: Decimal,
) -> bool:
    """Whether a total sums this part of a table and earlier ones, or is what they differ by.

    Where more went before than are remembered, it may.
    """
    if len(sections) == _MOST_SECTIONS:
        return True
    _, _, stated, own = mistake
    earlier = Decimal(0)
    for sums in reversed(sections):
        earlier += sums.get(place, Decimal(0))
        for one in (own + earlier, own - earlier, earlier - own):
            if earlier and abs(stated - one) <= tolerance:
                return True
    return False


def _cells(row: Row, head: GridCell) -> list[tuple[int, GridCell]]:
    """The cells of a total with their columns, each once."""
    return [
        (place, cell)
        for place, cell in enumerate(row)
        if cell is not None and cell != head and row.index(cell) == place
    ]


def _placed(
    grid: Grid,
    cells: list[tuple[int, GridCell]],
    above: Sequence[Row],
    tolerance: Decimal,
) -> list[tuple[int, GridCell]]:
    """The cells of a total that may have lost empty ones, with the columns that they sum.

    Its numbers are those of the columns that can be added, if they are as many; none
    when they are right in whatever columns.
    """
    sums = {
        place: sum(column.numbers, Decimal(0))
        for place in range(max(map(len, above), default=0))
        if (column := _column(above, place)).numbers and not _is_of_serials(column)
    }
    names = {place: _column_name(grid, above, place) for place in sums}
    addable = [place for place in sums if not NOT_ADDED.search(names[place])]
    counts = {Decimal(len(above))}
    stated = [
        (cell, one) for _, cell in cells if (one := amount(cell.text)) is not None
    ]
    if _fits([one.value for _, one in stated], [*sums.values()], counts, tolerance):
        return []
    if all(place in addable for place, cell in cells if amount(cell.text)):
        return cells
    if nearest := _nearest(stated, addable, sums, counts, tolerance):
        return nearest
    for columns in (addable, _last_columns(above, sums)):
        told = stated
        if len(told) > len(columns):
            told = [
                (cell, one)
                for cell, one in stated
                if one.value not in counts and one.unit not in _COUNTED
            ]
        if told and len(told) == len(columns):
            return [(at, cell) for at, (cell, _) in zip(columns, told, strict=True)]
    return []


def _nearest(
    stated: Sequence[tuple[GridCell, Amount]],
    addable: Sequence[int],
    sums: Mapping[int, Decimal],
    counts: Container[Decimal],
    tolerance: Decimal,
) -> list[tuple[int, GridCell]]:
    """The columns of which all figures of a total but one are the sums, if there are any."""
    told = [(cell, one) for cell, one in stated if not _is_count(one, counts)]
    if len(told) < LEAST or len(addable) > _MOST_ADDABLE:
        return []
    best: list[tuple[int, GridCell]] = []
    least: Decimal | None = None
    for columns in combinations(addable, len(told)):
        off = [
            difference
            for place, (_, one) in zip(columns, told, strict=True)
            if (difference := abs(one.value - sums[place])) > tolerance
        ]
        if len(off) == 1 and (least is None or off[0] < least):
            least = off[0]
            best = [(at, cell) for at, (cell, _) in zip(columns, told, strict=True)]
    return best


def _is_count(one: Amount, counts: Container[Decimal]) -> bool:
    return one.value in counts and (one.unit in _COUNTED or not one.unit)


def _last_columns(above: Sequence[Row], numeric: Container[int]) -> list[int]:
    """The columns of numbers behind the last one of words."""
    places = range(max(map(len, above), default=0))
    words = [place for place in places if place not in numeric]
    return [place for place in places if place > max(words, default=-1)]


def _fits(
    stated: Sequence[Decimal],
    sums: Sequence[Decimal],
    counts: Container[Decimal],
    tolerance: Decimal,
) -> bool:
    """Whether all numbers of a total are sums of columns, in their order, or counts."""
    rest = iter(sums)
    return all(
        one in counts or any(abs(one - each) <= tolerance for each in rest)
        for one in stated
    )


def _column_name(grid: Grid, above: Sequence[Row], place: int) -> str:
    """What stands atop a column, where the rows above a subtotal have no heading."""
    own = _column(above, place).name
    heading = grid.at(0, place)
    return own or (heading.text if heading and not heading.is_numeric else "")


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
        cell and NESTED.match(cell.text) for row in rows for cell in row[:2]
    ) and not any("合计" in head or "小计" in head for head in heads)


def _is_complete(rows: Sequence[Row]) -> bool:
    """Whether the serial numbers in the first column, when there are any, have no gap."""
    serials = _serials(rows)
    return len(serials) < LEAST or _in_turn(serials)


def _goes_on(rows: Sequence[Row], before: Sequence[Row]) -> bool:
    """Whether rows are numbered from more than 1 and those before them are not known."""
    serials = _serials(rows)
    if len(serials) < LEAST or not 1 < serials[0] < _MOST_SERIAL:
        return False
    all_serials = _serials([*before, *rows])
    return all_serials[0] > 1 or not _in_turn(all_serials)


def _serials(rows: Sequence[Row]) -> list[int]:
    return [
        int(row[0].text)
        for row in rows
        if row and row[0] and row[0].text.isdigit() and len(row[0].text) < 5
    ]


def _in_turn(numbers: Sequence[Decimal] | Sequence[int]) -> bool:
    """Whether numbers are consecutive: 4, 5, 6."""
    return list(numbers) == [numbers[0] + n for n in range(len(numbers))]


def _mistake(
    place: int,
    total: GridCell,
    above: Sequence[Row],
    before: Sequence[Row],
    tolerance: Decimal,
) -> Mistake | None:
    stated = amount(total.text)
    column = _column(above, place)
    if stated is None or column.numbers is None or len(column.numbers) < LEAST:
        return None
    if NOT_ADDED.search(column.name) or _is_of_serials(column):
        return None
    if stated.unit in _COUNTED and not _counts(column, stated.unit):
        return None
    own = sum(column.numbers, Decimal(0))
    sums = [own]
    earlier = _column(before, place)
    if earlier.numbers:
        sums.append(own + sum(earlier.numbers, Decimal(0)))
    sums += _same_named(above, place, column.name)
    later = [row for row in above if not _is_opening(row)]
    if len(later) < len(above):
        sums.append(sum(_column(later, place).numbers or [], Decimal(0)))
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


def _is_opening(row: Row) -> bool:
    """Whether a row tells what was there before, which a total may leave out."""
    return any(cell and _OPENING.search(cell.text) for cell in row)


def _is_of_serials(column: _Column) -> bool:
    """Whether a column without a name numbers the rows."""
    numbers = column.numbers
    return (
        not column.name
        and numbers is not None
        and len(numbers) >= _SERIALS
        and _in_turn(numbers)
    )


def _counts(column: _Column, unit: str) -> bool:
    """Whether the numbers of a column are of a unit, by its name or in its cells."""
    return unit == column.unit or unit in column.name


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
    name = "".join(dict.fromkeys(names)) if len(names) <= 3 else ""
    return _Column(numbers, name, unit)


def _same_named(rows: Sequence[Row], place: int, name: str) -> list[Decimal]:
    """The sum over all columns of one name: lists that are set side by side."""
    if not name:
        return []
    width = max(map(len, rows), default=0)
    columns = [_column(rows, other) for other in range(width)]
    same = [one.numbers for one in columns if one.name == name and one.numbers]
    if len(same) < LEAST:
        return []
    return [sum((sum(one, Decimal(0)) for one in same), Decimal(0))]
