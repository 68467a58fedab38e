"""Lists of lines whose cells only spaces part: as grids, where it is sure which cell is which."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gongkai.check.grids import Grid, GridCell
from gongkai.check.labelled import Line
from gongkai.model import Span
from gongkai.pattern import Pattern

_PIECE = Pattern(r"[^ ]+")
_LONGEST = 160  # characters of a line of a list
_MOST_PIECES = 20
_LEAST = 2  # rows under the heading
_MOST_ROWS = 20_000
_PROSE = Pattern(r"[。;?!].|:.|^以上")
_CLOSE = "。;,、"
_NUMBER = Pattern(
    r"[-+¥￥]?\d[\d,.]*(?:万元|元|人|户|亩|票|分|天|个|份|斤|吨|%)?|\d[\d年月日号./-]{3,12}"
)
_PART = Pattern(r"[\u4e00-\u9fff、()]{2,10}:?")
_NOTE = Pattern(r"\([^()]{1,40}\)")  # behind the last number of a row
_LEFT_OUT = Pattern(
    r"^(?:…{1,4}|\.{3,12})[^ ]{0,20}$|^[(]?(?:以下)?(?:余|从)?略[^ ]{0,12}$"
)
_REMARKS = Pattern(r"备注|说明|签[名字收章]|签领|领取人|事由|用途")
_TOTAL = Pattern(r"(?:[^ ]{0,2}合计|总计|共计|小计)[^ ]{0,6}")


class _Row(NamedTuple):
    pieces: tuple[Span, ...]
    line: Line

    @property
    def texts(self) -> list[str]:
        start = self.line.span.start
        return [self.line.text[a - start : b - start] for a, b in self.pieces]

    @property
    def is_total(self) -> bool:
        return _TOTAL.fullmatch(self.texts[0]) is not None

    @property
    def tail(self) -> int:
        """How many numbers the line ends in."""
        return next(
            (n for n, text in enumerate(reversed(self.texts)) if not is_number(text)),
            len(self.pieces),
        )


def is_number(text: str) -> bool:
    """Whether a piece of a line is an amount, a count or a date."""
    return _NUMBER.fullmatch(text) is not None


def listed(
    lines: Sequence[Line], tables: Sequence[Grid], folded: str
) -> Iterator[Grid]:
    """The lists among some lines, without those that ruled or tabbed tables take."""
    heading: _Row | None = None
    above: _Row | None = None  # a heading that one line parts from the rows
    rows: list[_Row] = []
    for line in _outside(lines[:_MOST_ROWS], tables, folded):
        row = _row(line)
        if not rows and above is not None and row is not None and _is_entry(row):
            heading = above if len(above.pieces) == len(row.pieces) else heading
        if row is not None and (_is_entry(row) or (rows and _is_left_out(row))):
            rows.append(row)
            if not row.is_total or "小计" in row.texts[0]:
                continue
            row = None  # a total ends its list
        yield from _grid(heading, rows)
        above = heading if not rows and _is_name(row) else None
        rows = []
        heading = row
    yield from _grid(heading, rows)


def _outside(
    lines: Sequence[Line], tables: Sequence[Grid], folded: str
) -> Iterator[Line]:
    """The lines of no table that is ruled or tabbed."""
    taken = [one.span for one in tables if "\t" in one.span.of(folded)]
    taken.sort()
    starts = [one.start for one in taken]
    for line in lines:
        place = bisect_right(starts, line.span.start) - 1
        if place < 0 or taken[place].end <= line.span.start:
            yield line


def _row(line: Line) -> _Row | None:
    """The pieces of a line that may be one of a list."""
    if len(line.text) > _LONGEST or "\t" in line.text or "|" in line.text:
        return None
    if _PROSE.search(line.text):
        return None
    start = line.span.start
    found = list(_PIECE.finditer(line.text.rstrip(_CLOSE)))
    if len(found) > 2 and _NOTE.fullmatch(found[-1][0]) and is_number(found[-2][0]):
        del found[-1]
    pieces = tuple(Span(start + one.start(), start + one.end()) for one in found)
    return _Row(pieces, line) if 0 < len(pieces) <= _MOST_PIECES else None


def _is_entry(row: _Row) -> bool:
    return len(row.pieces) > 1 and any(map(is_number, row.texts))


def _is_name(row: _Row | None) -> bool:
    """Whether a line is but a short name, as those of the parts of a list are."""
    return (
        row is not None
        and len(row.pieces) == 1
        and _PART.fullmatch(row.line.text) is not None
    )


def _is_in_pairs(row: _Row) -> bool:
    """Whether words and numbers take turns: 黄绍基 500 温丽琼 300."""
    numeric = [is_number(text) for text in row.texts]
    return len(numeric) > 3 and numeric == [bool(n % 2) for n in range(len(numeric))]


def _is_left_out(row: _Row) -> bool:
    return _LEFT_OUT.search(row.line.text) is not None


def _grid(heading: _Row | None, rows: Sequence[_Row]) -> Iterator[Grid]:
    """The grid of a list, when each of its rows tells what is in which column."""
    entries = [one for one in rows if not one.is_total and not _is_left_out(one)]
    if len(entries) < _LEAST:
        return
    if heading is not None and max(map(len, heading.texts[1:]), default=0) < 2:
        heading = None  # 收 入 is one word
    if heading is None and any(map(_is_in_pairs, entries)):
        return
    by_piece = _fit(heading, entries)
    tail = min((one.tail for one in entries), default=0)
    if by_piece:
        whole = [heading, *rows] if heading else list(rows)
        cells = [one.pieces for one in whole]
    elif tail and all(one.tail == tail for one in entries):
        has_names = heading is not None and len(heading.pieces) > tail
        whole = [heading, *rows] if heading and has_names else list(rows)
        cells = [
            one.pieces if one.is_total else _behind_words(one, tail) for one in whole
        ]
    else:
        return
    start, end = whole[0].line.span.start, whole[-1].line.span.end
    yield Grid(
        Span(start, end),
        tuple(_cells(i, *one) for i, one in enumerate(zip(whole, cells, strict=True))),
    )


def _fit(heading: _Row | None, entries: Sequence[_Row]) -> bool:
    """Whether the pieces of every row are its cells, one for each name of the heading."""
    widths = {len(one.pieces) for one in entries}
    if heading is None:
        return len(widths) == 1
    width = len(heading.pieces)
    last = heading.texts[-1]
    return widths == {width} or (
        _REMARKS.search(last) is not None and widths <= {width, width - 1}
    )


def _behind_words(row: _Row, tail: int) -> tuple[Span, ...]:
    """The words of a row as one cell, and the numbers behind them."""
    words = row.pieces[: len(row.pieces) - tail]
    head = (Span(words[0].start, words[-1].end),) if words else ()
    return (*head, *row.pieces[len(row.pieces) - tail :])


def _cells(row: int, source: _Row, spans: Sequence[Span]) -> tuple[GridCell, ...]:
    start = source.line.span.start
    return tuple(
        GridCell(
            "".join(source.line.text[a - start : b - start].split()),
            Span(a, b),
            row,
            column,
        )
        for column, (a, b) in enumerate(spans)
    )
