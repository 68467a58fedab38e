"""Totals below parts that each have a sum of their own: 小计 19户 1,967.20元 … 合计."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from gongkai.check.cross.amounts import LEAST, MOST_ROWS, NUMBER, Mistake
from gongkai.check.cross.case import Case
from gongkai.model import Span
from gongkai.pattern import Pattern

_SUM = Pattern(
    r"(?P<sub>[^\d\n:。,;]{0,8}小 ?计)|[^\d\n:。,;计]{0,6}(?:合 ?计|总 ?计|共 ?计)"
)
_FIGURE = Pattern(
    rf"(?<![\d.])[¥￥]?(?P<n>{NUMBER}) ?(?P<u>万元|元|亩|人|户|票|分|天|个|份|笔|项|名|公?斤|吨|株|米)?"
)
_OUTSIDE = Pattern(r"[。;]")
_RUNNING = Pattern(r"累计|其中|本页|承前|过次")
_LONGEST = 160  # characters of a line of sums


class _Line(NamedTuple):
    """The figures of a line of sums, with their units and places."""

    units: tuple[str, ...]
    values: tuple[Decimal, ...]
    spans: tuple[Span, ...]


def above_totals(
    case: Case, tolerance: Decimal, wrong: Container[Span]
) -> Iterator[Mistake]:
    """The figures of a total that its parts do not come to, where others do.

    That one figure fits tells what the total sums; a rate fits nothing and is no sum.
    Parts of which one is known to be wrong say nothing of their total.
    """
    parts: list[_Line] = []
    for line in islice(case.page.lines, MOST_ROWS):
        if "计" not in line.text[:16] or len(line.text) > _LONGEST:
            continue
        head = _SUM.match(line.text)
        if head is None or "\t" in line.text or _OUTSIDE.search(line.text[:-1]):
            continue
        read = _read(line.text, head.end(), line.span.start)
        if head["sub"]:
            parts.append(read)
            continue
        is_sure = not any(span in wrong for one in parts for span in one.spans)
        if is_sure and len(parts) >= LEAST and not _RUNNING.search(line.text):
            yield from _judge(read, parts, tolerance)
        parts = []


def _read(text: str, start: int, origin: int) -> _Line:
    found = list(_FIGURE.finditer(text, start))
    return _Line(
        tuple(one["u"] or "" for one in found),
        tuple(Decimal(one["n"].replace(",", "")) for one in found),
        tuple(Span(origin + one.start("n"), origin + one.end("n")) for one in found),
    )


def _judge(
    total: _Line, parts: Sequence[_Line], tolerance: Decimal
) -> Iterator[Mistake]:
    if any(one.units != total.units for one in parts):
        return
    columns = list(zip(*(one.values for one in parts), strict=True))
    sums = [sum(column, Decimal(0)) for column in columns]
    wrong = [
        place
        for place, stated in enumerate(total.values)
        if abs(stated - sums[place]) > tolerance
    ]
    if len(wrong) != 1 or len(sums) < LEAST:
        return
    (place,) = wrong
    if total.values[place] > max(columns[place]):
        yield "", total.spans[place], total.values[place], sums[place]
