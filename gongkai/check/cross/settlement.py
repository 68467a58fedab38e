"""What a job was said to cost, what was taken off, what is paid and what is owed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from gongkai.check.cross.amounts import NUMBER, amount, is_slip, money
from gongkai.check.cross.case import Case
from gongkai.check.grids import Grid
from gongkai.model import Span
from gongkai.pattern import Pattern

_PRICE = r"(?:总?价|造价|金额|额|值|数|工程款|款)?(?:\((?:万?元)\))?"
_AMOUNT = rf"[: 为是了\t]{{0,4}}(?:人民币)?[¥￥]?(?P<n>{NUMBER}) ?(?:(?P<u>万?元)|(?=[\n。,;)\t]|$))"
_NAMES = {
    "submitted": r"(?:送审|报审|申报|送审结算)",
    "cut": r"(?:审计)?(?:核减|审减)",
    "raised": r"(?:审计)?(?:核增|审增)",
    "final": r"(?:审定|核定|审计后|审核后|审后|最终|最终结算|结算审定|审定结算)",
    "paid": r"已(?:支付|拨付|付|拨)",
    "kept": r"(?:质保金|质量保证金|保留金)",
    "owed": r"(?:尚欠|还欠|未付|余款|待付|欠付|尚未支付|下欠)",
}
_STATED: Mapping[str, Pattern] = {
    name: Pattern(rf"{words}{_PRICE}{_AMOUNT}") for name, words in _NAMES.items()
}
_COLUMNS: Mapping[str, Pattern] = {
    name: Pattern(rf"(?:工程)?{words}{_PRICE}") for name, words in _NAMES.items()
}
_TEN_THOUSAND = 10_000
_UNSAID = Decimal(0)


class Figure(NamedTuple):
    """A figure in yuan, and by how much it may be off for it is rounded."""

    value: Decimal
    slack: Decimal
    span: Span


class Wrong(NamedTuple):
    """What does not come out, in words, and the figure that says so."""

    message: str
    span: Span


def wrong_figures(case: Case) -> Iterator[Wrong]:
    """The figures of a settlement that do not follow from the others."""
    text = case.page.closed.text
    if _STATED["final"].seek_first(text) is not None:
        told = {name: _stated(words, case) for name, words in _STATED.items()}
        parts = {name: one for name, one in told.items() if one is not None}
        yield from _audited(parts)
        yield from _paid(parts)
    for grid in case.page.sheets:
        for row in _rows(grid):
            yield from _audited(row)


def _stated(words: Pattern, case: Case) -> Figure | None:
    """The figure that the text states, when it is one."""
    found = [
        _figure(
            match["n"], match["u"] or "", Span(*case.page.closed.span(*match.span("n")))
        )
        for match in words.seek(case.page.closed.text)
    ]
    return found[0] if len({one.value for one in found}) == 1 else None


def _figure(number: str, unit: str, span: Span) -> Figure:
    value = Decimal(number.replace(",", ""))
    if unit != "万元":
        return Figure(value, Decimal("0.01"), span)
    _, _, decimals = number.partition(".")
    least = Decimal(_TEN_THOUSAND) / 10 ** len(decimals)
    return Figure(value * _TEN_THOUSAND, least, span)


def _audited(parts: Mapping[str, Figure]) -> Iterator[Wrong]:
    """送审价－核减＋核增＝审定价."""
    if not {"submitted", "final"} <= set(parts) or not {"cut", "raised"} & set(parts):
        return
    submitted, final = parts["submitted"], parts["final"]
    cut, raised = parts.get("cut"), parts.get("raised")
    off, on = (one.value if one else _UNSAID for one in (cut, raised))
    due = submitted.value - off + on
    slack = sum((one.slack for one in (submitted, final, cut, raised) if one), _UNSAID)
    if abs(due - final.value) > slack and is_slip(final.value, due, most=3):
        told = f"送审 {money(submitted.value)}"
        told += f" － 核减 {money(off)}" if cut else ""
        told += f" ＋ 核增 {money(on)}" if raised else ""
        yield Wrong(
            f"{told} ＝ {money(due)}，与审定 {money(final.value)} 不符", final.span
        )


def _paid(parts: Mapping[str, Figure]) -> Iterator[Wrong]:
    """已付＋尚欠＝审定价, 质保金 being part of what is owed or beside it."""
    if not {"final", "paid", "owed"} <= set(parts):
        return
    final, paid, owed = (parts[name] for name in ("final", "paid", "owed"))
    kept = parts.get("kept")
    slack = final.slack + paid.slack + owed.slack + (kept.slack if kept else _UNSAID)
    rest = [final.value - paid.value]
    if kept is not None:
        rest += [rest[0] - kept.value, final.value - kept.value]
    if any(abs(one - owed.value) <= slack for one in rest):
        return
    for due in rest:
        if is_slip(owed.value, due):
            yield Wrong(
                f"审定 {money(final.value)} 减去已付应欠 {money(due)}，写的是 {money(owed.value)}",
                owed.span,
            )
            return


def _rows(grid: Grid) -> Iterator[Mapping[str, Figure]]:
    """The rows of a table with a column for each figure."""
    header = grid.rows[0] if grid.rows else ()
    columns = {
        place: name
        for place, cell in enumerate(header)
        for name, words in _COLUMNS.items()
        if cell and words.fullmatch(cell.text)
    }
    if len(columns) < 3 or len(set(columns.values())) != len(columns):
        return
    for row in grid.rows[1:]:
        parts = {}
        for place, name in columns.items():
            cell, heading = row[place] if place < len(row) else None, header[place]
            one = amount(cell.text) if cell else None
            if cell and one and heading:
                unit = "万元" if "万元" in heading.text + one.unit else ""
                number = cell.text.removesuffix(one.unit).lstrip("¥￥")
                parts[name] = _figure(number, unit, cell.span)
        yield parts
