"""版记: 抄送机关, 印发机关 and 印发日期."""

from __future__ import annotations

import re
from typing import NamedTuple

from gongkai import dates
from gongkai.describe import forms, names
from gongkai.describe.layout import Layout, Line
from gongkai.model import Found, PartialDate, Span

_COPIED = re.compile(rf"(?:{forms.COPIED})\s{{0,4}}:\s{{0,4}}(?P<names>[^\n]{{2,300}})")
_PRINTED = re.compile(r"^(?P<before>.{4,70}?)\s{0,10}印发$")


class Imprint(NamedTuple):
    """What the last lines of an official document say, and where they begin."""

    copied_to: Found[str] | None
    printed_by: Found[str] | None
    printed_on: Found[PartialDate] | None
    line: int | None


def find(layout: Layout) -> Imprint:
    """The imprint. Of several, as where a document encloses others, the first counts."""
    copied: Found[str] | None = None
    by: Found[str] | None = None
    on: Found[PartialDate] | None = None
    first: int | None = None
    for number, line in enumerate(layout.lines):
        if copied is None and (match := _COPIED.match(line.text)):
            copied = _copied(match, line, layout)
        elif on is None and line.bare.endswith("印发") and line.is_short:
            by, on = _printed(number, layout)
        elif not forms.IMPRINT.match(line.bare):
            continue
        if first is None and (copied or on or forms.IMPRINT.match(line.bare)):
            first = number
        if (
            by is not None
            and first is not None
            and layout.lines[first].span.start > by.span.start
        ):
            first -= 1
    return Imprint(copied, by, on, first)


def _copied(match: re.Match[str], line: Line, layout: Layout) -> Found[str]:
    start = line.span.start + match.start("names")
    text = match["names"].rstrip(" 。.")
    span = Span(start, start + len(text))
    return Found(layout.raw(span), span)


def _printed(
    number: int, layout: Layout
) -> tuple[Found[str] | None, Found[PartialDate] | None]:
    """Who printed the document and when, from the line that ends in 印发."""
    line = layout.lines[number]
    match = _PRINTED.match(line.text)
    found = list(dates.find(match["before"], coarse=False)) if match else []
    if not found:
        return None, None
    at = line.span.start
    last = found[-1]
    span = Span(at + last.span.start, at + last.span.end)
    before = Span(at, span.start)
    by = names.in_span(before, layout)
    if by is None and not before.of(layout.folded).strip() and number:
        by = names.in_line(layout.lines[number - 1], layout)
    return by, Found(last.value, span)
