"""主送机关: the line under the title that ends in a colon."""

from __future__ import annotations

from gongkai.describe import forms
from gongkai.describe.layout import Layout
from gongkai.model import Found, Span

_MOST_LINES = 5
_LONGEST = 400


def find(layout: Layout, begin: int, after: int) -> Found[str] | None:
    """To whom the document is sent; `after` is where the title ends.

    A long list of addressees may take several lines.
    """
    first: int | None = None
    for number in range(begin, min(begin + 12, len(layout.lines))):
        line = layout.lines[number]
        if line.span.start < after:
            continue
        if first is None:
            if not forms.ADDRESSEE.match(line.bare):
                if line.bare.endswith(("。", ";")):
                    return None
                continue
            first = number
        if line.bare.endswith(":"):
            span = Span(layout.lines[first].span.start, line.span.end - 1)
            return _found(span, layout)
        if number - first >= _MOST_LINES or "。" in line.bare:
            return None
    return None


def _found(span: Span, layout: Layout) -> Found[str] | None:
    raw = layout.raw(span).rstrip()
    if len(raw) > _LONGEST:
        return None
    return Found("".join(raw.split()), Span(span.start, span.start + len(raw)))
