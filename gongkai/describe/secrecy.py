"""密级, 保密期限 and 内部标记: marks on lines of their own (SPEC 12.1).

秘密写票处, 保守党的秘密 and 商业秘密 are words of a sentence and no marks.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from gongkai.describe.layout import Layout, Line
from gongkai.model import Found, Secrecy, Span
from gongkai.pattern import Pattern

_WORD = Pattern(r"[^\W_]")
_HEAD = 12  # lines in which a level alone is a mark
_MARK = Pattern(
    r"(?:密\s{0,4}级\s{0,4}:\s{0,4})?(?P<level>绝\s{0,4}密|机\s{0,4}密|秘\s{0,4}密)"
    r"\s{0,4}(?:(?P<star>[★☆*])\s{0,4}(?P<term>\d{1,2}\s{0,2}(?:年|个月|月|天|日)|长期|解密前|启用前|公布前)?)?"
)
_BESIDE = Pattern(
    r"(?:^|\s{2})(?P<level>绝密|机密|秘密)\s{0,2}(?P<star>[★☆])\s{0,2}(?P<term>\d{1,2}\s?(?:年|个月|月|天)|长期)?(?=\s|$)"
)


class Marks(NamedTuple):
    """How secret a document says it is."""

    secrecy: Found[Secrecy] | None
    term: Found[str] | None
    internal: Found[str] | None


def find(layout: Layout) -> Marks:
    """The marks, wherever they stand alone."""
    secrecy, term = None, None
    internal = None
    for number, line in _marked(layout):
        if secrecy is None:
            secrecy, term = _level(line, number, layout)
        if internal is None and _is_internal(line, layout):
            internal = Found(" ".join(layout.raw(line.span).split()), line.span)
    return Marks(secrecy, term, internal)


def _is_internal(line: Line, layout: Layout) -> bool:
    """Whether a line is made of internal marks and nothing else."""
    rest, count = layout.wording.internal_marks.subn("", line.bare)
    return count > 0 and not _WORD.search(rest)


def _marked(layout: Layout) -> list[tuple[int, Line]]:
    """Lines short enough to be a mark; those of page headers count as the first."""
    frame = [(0, line) for line in layout.frame]
    return [
        (number, line)
        for number, line in (*frame, *enumerate(layout.lines))
        if len(line.bare) <= 40
    ]


def _level(
    line: Line, number: int, layout: Layout
) -> tuple[Found[Secrecy] | None, Found[str] | None]:
    match = _MARK.fullmatch(line.text) or _BESIDE.search(line.text)
    if match is None or (match["star"] is None and number >= _HEAD):
        return None, None
    level = Found(Secrecy("".join(match["level"].split())), _span(match, "level", line))
    if match["term"] is None:
        return level, None
    span = _span(match, "term", line)
    return level, Found("".join(layout.raw(span).split()), span)


def _span(match: re.Match[str], group: str, line: Line) -> Span:
    return Span(
        line.span.start + match.start(group), line.span.start + match.end(group)
    )
