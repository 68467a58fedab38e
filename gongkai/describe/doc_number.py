"""发文字号: issuer's code, year in 〔〕, and serial — 国发〔2024〕1号.

Most numbers in a text are other documents': the document's own stands on a line of
its own at the head, or behind a label.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from gongkai.describe.labels import Labels
from gongkai.describe.layout import Layout, Line
from gongkai.model import BlockKind, DocNumber, Found, Span
from gongkai.pattern import Pattern
from gongkai.text import HAN, parse_number

_CODE = rf"(?P<code>[{HAN}](?:[{HAN} A-Za-z()\-]{{0,24}}[{HAN})A-Za-z])?)?"
_FORM = Pattern(
    rf"{_CODE}\s{{0,4}}[〔\[(【<{{]\s{{0,2}}(?P<year>(?:19|20)\d\d)\s{{0,2}}[〕\])】>}}J]\s{{0,6}}"
    r"(?:第\s{0,3})?(?P<serial>\d{1,5})\s{0,3}(?P<unit>[号期])"
)
_OLD_FORM = Pattern(
    rf"(?P<code>[{HAN}]{{1,14}}?字?)\s{{0,4}}(?P<year>(?:19|20)\d\d|[一二][九〇○零O0][〇○零O0一二三四五六七八九]{{2}})\s{{0,2}}年?\s{{0,2}}"
    r"第\s{0,3}(?P<serial>\d{1,5}|[一二三四五六七八九十百]{1,5})\s{0,3}(?P<unit>号)"
)
_SIGNER = Pattern(r"\s{1,40}签发人\s{0,4}:.{0,40}$")
_YEAR = Pattern(r"(?:19|20)\d\d[〕\])】>}J]$")
_CELLS = Pattern(rf"[{HAN}]{{2}} {{3,}}[{HAN}]{{2}}")  # a row of a table
_LOOKED_AT = 20  # lines
_CLOSED_BY_J = Pattern(r"(\d{4})J")  # how readers of pictures take a bracket
_RUN_OVER = 12  # characters of a number that ran over its line


def find(layout: Layout, labels: Labels) -> Found[DocNumber] | None:
    """The document's own number: labelled, or alone on a line of the head."""
    for each in labels.of("number"):
        if number := _whole(each.value.span, layout):
            return number
    lines = _before_text(layout)
    for line, below in zip_longest(lines, lines[1:]):
        number = _whole(line.span, layout)
        if number is None and _runs_over(line, below):
            number = _whole(Span(line.span.start, below.span.end), layout)
        if number is not None:
            return number
    return None


def _runs_over(line: Line, below: Line | None) -> bool:
    """Whether the line below may be the end of a number: 青政发〔2014〕 / 4号."""
    return (
        below is not None
        and len(below.bare) <= _RUN_OVER
        and _YEAR.search(line.bare) is not None
    )


def _before_text(layout: Layout) -> tuple[Line, ...]:
    """The lines of the head before the first sentence and the first table."""
    lines = layout.lines[layout.start : layout.start + _LOOKED_AT]
    for number, line in enumerate(lines):
        if line.bare.endswith("。") or line.kind is BlockKind.TABLE:
            return lines[:number]
    return lines


def is_number(text: str) -> bool:
    """Whether a line is a number and nothing else."""
    return len(text) <= 100 and _match(text) is not None


def _match(text: str) -> re.Match[str] | None:
    alone = _SIGNER.sub("", text)
    return _FORM.fullmatch(alone) or _OLD_FORM.fullmatch(alone)


def _whole(span: Span, layout: Layout) -> Found[DocNumber] | None:
    """The number that a whole line is, a signer beside it aside."""
    if span.end - span.start > 100:
        return None
    match = _match(span.of(layout.folded))
    if match is None or _CELLS.search(match["code"] or ""):
        return None
    year, serial = parse_number(match["year"]), parse_number(match["serial"])
    if year is None or serial is None:
        return None
    exact = Span(span.start, span.start + match.end())
    code = "".join((match["code"] or "").split())
    written = _CLOSED_BY_J.sub(r"\1)", "".join(layout.raw(exact).split()))
    return Found(DocNumber(code, year, serial, written), exact)
