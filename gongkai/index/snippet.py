"""The passages of a text that show why it was found."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from typing import NamedTuple

from gongkai.index import reading
from gongkai.index.query import Field, Phrase, Query, phrases

_PASSAGES = 3
_SHORTEST = 16  # characters of a passage
_MOST_MARKS = 400  # of one phrase that are weighed
_PIECE, _OVERLAP = 200_000, 200  # characters of a long text that are read at once
_LINE_ENDS, _SENTENCE_ENDS = "\n\t", "。；！？"
_SHOWN = (Field.TEXT, Field.TITLE, Field.ISSUER, Field.NUMBER)


class _Mark(NamedTuple):
    """A match, as a range of the text, and the number of its phrase."""

    start: int
    end: int
    phrase: int


class Snippet(NamedTuple):
    """Passages as HTML, and where the first match in them stands in the text."""

    html: str
    start: int | None


def snippet(text: str, query: Query, width: int = 80) -> Snippet:
    """The best passages of a text, about `width` characters, with their matches marked.

    What matched stands between `<mark>` and `</mark>`, all else is HTML-escaped. Of a
    text without a match it is how the text begins.
    """
    wanted = list(dict.fromkeys(p for p in phrases(query) if p.field in _SHOWN))
    for offset in range(0, max(1, len(text)), _PIECE - _OVERLAP):
        piece = text[offset : offset + _PIECE]
        if marks := list(_marks(piece, wanted)):
            ranges = _ranges(piece, marks, width)
            html = " ".join(_shown(piece, *place, marks) for place in ranges)
            first = next(mark.start for mark in marks if mark.start >= ranges[0][0])
            return Snippet(html, offset + first)
    return Snippet(_shown(text, *_grown(text[:_PIECE], 0, 0, width), []), None)


def _marks(text: str, wanted: Sequence[Phrase]) -> Iterator[_Mark]:
    """Where phrases stand in the text, in order; where two overlap they share out."""
    read, places = reading.align(text)
    found = [m for n, p in enumerate(wanted) for m in _of(p, n, read, places)]
    last = 0
    for mark in sorted(found, key=lambda mark: (mark.start, -mark.end)):
        if mark.end > last:
            yield mark._replace(start=max(mark.start, last))
            last = mark.end


def _of(
    phrase: Phrase, number: int, read: str, places: Sequence[int]
) -> Iterator[_Mark]:
    pattern = reading.contained(phrase.reading, wild=phrase.wild)
    for match in islice(pattern.finditer(read), _MOST_MARKS):
        yield _Mark(places[match.start()], places[match.end() - 1] + 1, number)


def _ranges(text: str, marks: list[_Mark], width: int) -> list[tuple[int, int]]:
    """The best passages, in the order of the text."""
    count = min(_PASSAGES, len({mark.phrase for mark in marks}))
    size = max(_SHORTEST, width // count)
    ranges = [
        _grown(text, window[0].start, window[-1].end, size)
        for window in _best(marks, count, size)
    ]
    return _joined(ranges)


def _best(marks: list[_Mark], count: int, size: int) -> list[list[_Mark]]:
    """Groups of neighbouring marks: each the one with most phrases not yet shown."""
    windows = [_window(marks, first, size) for first in range(len(marks))]
    chosen: list[list[_Mark]] = []
    shown: set[int] = set()
    for _ in range(count):
        best = max(windows, key=lambda window: _rank(window, shown))
        fresh = {mark.phrase for mark in best} - shown
        if not fresh:
            break
        chosen.append(best)
        shown |= fresh
    return chosen


def _window(marks: list[_Mark], first: int, size: int) -> list[_Mark]:
    """The marks from one on that fit into a passage; at least that one."""
    limit = max(marks[first].start + size, marks[first].end)
    return list(takewhile(lambda mark: mark.end <= limit, islice(marks, first, None)))


def _rank(window: list[_Mark], shown: set[int]) -> tuple[int, int, int]:
    fresh = {mark.phrase for mark in window} - shown
    return len(fresh), len(window), -window[0].start


def _grown(text: str, start: int, end: int, size: int) -> tuple[int, int]:
    """A passage around a range: from the start of its line or sentence, if that is near."""
    spare = max(0, size - (end - start))
    left = max(0, start - spare // 2)
    for ends in (_LINE_ENDS, _SENTENCE_ENDS):
        left = max(left, *(text.rfind(char, left, start) + 1 for char in ends))
    right = min(len(text), left + max(size, end - left))
    breaks = [text.find(char, end, right) for char in _LINE_ENDS]
    return left, min([place for place in breaks if place >= 0], default=right)


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Passages in the order of the text, those that touch as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _shown(text: str, start: int, end: int, marks: list[_Mark]) -> str:
    parts = ["" if _begins(text, start) else "…"]
    last = start
    for mark in marks:
        if start <= mark.start and mark.end <= end:
            parts.append(_plain(text[last : mark.start]))
            parts.append(f"<mark>{_plain(text[mark.start : mark.end])}</mark>")
            last = mark.end
    parts.append(_plain(text[last:end]))
    parts.append("" if end == len(text) or text[end] in _LINE_ENDS else "…")
    return "".join(parts)


def _begins(text: str, start: int) -> bool:
    return start == 0 or text[start - 1] in _LINE_ENDS + _SENTENCE_ENDS


def _plain(text: str) -> str:
    """Escaped for HTML, on one line."""
    for char in _LINE_ENDS:
        text = text.replace(char, " ")
    return html.escape(text)
