"""A document as passages in which words weigh differently: title, agenda, opening …"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from gongkai.model import BlockKind, Extract, Metadata, Span, Where
from gongkai.pattern import Pattern
from gongkai.text import Tight, tighten

REACH = 200_000
"""What a document is about is said in its first characters, these at the most."""

OPENING = 160
"""How many characters of the text after the title open it."""

_AGENDA = 300
_HEADER_ROWS = 2
_QUOTED = Pattern(r"《[^《》]{1,200}》")
_BREAKS = str.maketrans("\n\t\r", "   ")
_BEFORE_LABEL = r"(?:^|(?<=[\t\n])|(?<=[\t\n] ))(?:[\(【]?[一二三四五六七八九十\d]{1,2}[、.\)】]? {0,3})?【?"
_AFTER_LABEL = r"】? {0,4}(?:[:\t\n】]| (?=\S)|(?=[一1][、.]?))[ \t\n]{0,4}"
_MATTER = Pattern(
    r"(?:^|[\s;])[\(]?(?:[一二三四五六七八九十]|\d{1,2}|[①-⑳])(?:[、.\)) ]|(?<=[①-⑳]))"
)
_NEXT_LABEL = Pattern(r"\n[^\n:]{1,8}:")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text that is searched by itself, and the places within it."""

    tight: Tight
    offset: int  # of the stretch in the extract's text
    default: Where
    places: tuple[tuple[Where, tuple[Span, ...]], ...] = ()  # of the tight text
    citations: tuple[Span, ...] = ()  # what stands in 《》
    _ends: tuple[int, ...] = field(init=False)  # of the stretches of one kind each
    _kinds: tuple[Where, ...] = field(init=False)

    def __post_init__(self) -> None:
        bounds = {at for _, spans in self.places for span in spans for at in span}
        ends = tuple(sorted(bounds - {0}))
        kinds = (self._kind(start) for start in (0, *ends))
        object.__setattr__(self, "_ends", ends)
        object.__setattr__(self, "_kinds", tuple(kinds))

    def where(self, start: int) -> Where:
        return self._kinds[bisect_right(self._ends, start)]

    def _kind(self, start: int) -> Where:
        for where, spans in self.places:
            if spans and _within(spans, start):
                return where
        return self.default

    def cites(self, start: int) -> bool:
        return bool(self.citations) and _within(self.citations, start)

    def span(self, start: int, end: int) -> Span:
        """The place in the extract's text of a range of the tight text."""
        first, last = self.tight.span(start, end)
        return Span(self.offset + first, self.offset + last)


def _within(spans: Sequence[Span], start: int) -> bool:
    at = bisect_right(spans, start, key=lambda span: span.start) - 1
    return at >= 0 and start < spans[at].end


def title_passage(extract: Extract, metadata: Metadata) -> Passage | None:
    """The title, in which a wrapped line does not part a word."""
    if metadata.title is None:
        return None
    span = metadata.title.span
    tight = tighten(span.of(extract.text).translate(_BREAKS))
    quoted = _quoted(tight.text)
    return Passage(tight, span.start, Where.TITLE, ((Where.QUOTED_TITLE, quoted),))


def _quoted(text: str) -> tuple[Span, ...]:
    return tuple(Span(*match.span()) for match in _QUOTED.finditer(text))


def body_passage(
    extract: Extract, metadata: Metadata, agenda_labels: tuple[str, ...]
) -> Passage:
    """Everything after the title, attachments included."""
    start = _body_start(metadata)
    tight = tighten(extract.text[start : start + REACH])
    places = (
        (Where.AGENDA, tuple(_agenda(tight.text, agenda_labels))),
        (Where.TABLE_HEADER, tuple(_headers(extract, start, tight))),
        (Where.OPENING, (Span(0, OPENING),)),
    )
    return Passage(tight, start, Where.BODY, places, _quoted(tight.text))


def _body_start(metadata: Metadata) -> int:
    title = metadata.title.span.end if metadata.title else 0
    return max(title, metadata.body.start)


@lru_cache(maxsize=4)
def _any_of(labels: tuple[str, ...]) -> Pattern:
    choice = "|".join(map(re.escape, labels))
    return Pattern(f"{_BEFORE_LABEL}(?:{choice}){_AFTER_LABEL}")


def _agenda(text: str, labels: tuple[str, ...]) -> Iterator[Span]:
    """What stands behind a label such as 议题, up to the next label."""
    end = 0
    for match in _any_of(labels).seek(text):
        if match.end() < end:
            continue
        start = match.end()
        rest = text[start : start + _AGENDA]
        stop = _NEXT_LABEL.search(rest)
        end = start + (stop.start() if stop else len(rest))
        yield Span(start, end)


def matters(agenda: str) -> int:
    """How many matters an agenda numbers; one when it numbers none."""
    return max(1, len(_MATTER.findall(agenda)))


def _headers(extract: Extract, offset: int, tight: Tight) -> Iterator[Span]:
    """The first rows of the tables, where columns are named."""
    for block in extract.blocks:
        if block.kind is not BlockKind.TABLE or block.span.start < offset:
            continue
        cells = [cell.span for cell in block.cells if cell.row < _HEADER_ROWS]
        if cells:
            start = tight.until(cells[0].start - offset)
            end = tight.until(max(cells)[1] - offset)
            if start < end:
                yield Span(start, end)
