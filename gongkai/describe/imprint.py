"""版记: 抄送机关, 印发机关 and 印发日期."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gongkai import dates
from gongkai.describe import forms, names
from gongkai.describe.layout import Layout, Line
from gongkai.model import Found, PartialDate, Span
from gongkai.pattern import Pattern

_COPIED = Pattern(rf"(?:{forms.COPIED})\s{{0,4}}:\s{{0,4}}(?P<names>[^\n]{{2,300}})")
_PRINTED = Pattern(r"^(?P<before>.{4,70}?)\s{0,10}印发$")


class Imprint(NamedTuple):
    """What the last lines of an official document say, and where they begin."""

    copied_to: Found[str] | None
    printed_by: Found[str] | None
    printed_on: Found[PartialDate] | None
    line: int | None


def find(layout: Layout, begin: int) -> Imprint:
    """The imprint below a line. Where a document encloses others, the first counts."""
    numbers = range(begin, len(layout.lines))
    copied_at, copied = next(_copied(layout, numbers), (None, None))
    printed_at, printed_by, printed_on = next(
        _printed(layout, numbers), (None, None, None)
    )
    other_at = next(
        (at for at in numbers if forms.IMPRINT.match(layout.lines[at].bare)), None
    )
    places = [at for at in (copied_at, printed_at, other_at) if at is not None]
    return Imprint(copied, printed_by, printed_on, min(places, default=None))


def _copied(layout: Layout, numbers: Iterable[int]) -> Iterator[tuple[int, Found[str]]]:
    for at in numbers:
        line = layout.lines[at]
        if match := _COPIED.match(line.text):
            start = line.span.start + match.start("names")
            span = Span(start, start + len(match["names"].rstrip(" 。.")))
            yield at, Found(layout.raw(span), span)


def _printed(
    layout: Layout, numbers: Iterable[int]
) -> Iterator[tuple[int, Found[str] | None, Found[PartialDate] | None]]:
    """Who printed the document and when, from the line that ends in 印发.

    The name may stand on the line above.
    """
    for at in numbers:
        line = layout.lines[at]
        if not line.bare.endswith("印发"):
            continue
        found = _date_before(line)
        if found is None:
            if undated := _printer(line, layout):
                yield at, undated, None
            continue
        before = Span(line.span.start, found.span.start)
        above = not before.of(layout.folded).strip() and at > 0
        if above and (by := names.in_line(layout.lines[at - 1], layout)):
            yield at - 1, by, found
        else:
            yield at, names.in_span(before, layout), found


def _printer(line: Line, layout: Layout) -> Found[str] | None:
    """The body of a line that says only who printed a paper: 某厂工会委员会　印发."""
    if not line.is_short:
        return None
    name = line.text[: -len("印发")] if line.text.endswith("印发") else ""
    return names.in_span(Span(line.span.start, line.span.start + len(name)), layout)


def _date_before(line: Line) -> Found[PartialDate] | None:
    """The date right before 印发."""
    match = _PRINTED.match(line.text)
    found = list(dates.find(match["before"], coarse=False)) if match else []
    if not found:
        return None
    span = found[-1].span
    at = line.span.start
    return Found(found[-1].value, Span(at + span.start, at + span.end))
