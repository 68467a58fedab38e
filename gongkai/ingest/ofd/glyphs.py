"""Runs of characters made lines of a page that stands upright."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from gongkai.ingest.ofd.content import NARROW, Run, share
from gongkai.ingest.pages.line import Box, Line, Turn

_SAME_BASE = 0.5  # times the size of the font
_GAP = 0.6  # times the size of the font, beyond what is usual in the run
_DESCENT = 0.14  # times the size of the font

Point = tuple[float, float]


class Glyphs:
    """The characters of a page one after another, and the lines they make."""

    def __init__(self, runs: Sequence[Run]) -> None:
        turns = Counter[Turn]()
        for run in runs:
            if run.turn:
                turns[run.turn] += len(run.text.strip())
        self.turn = turns.most_common(1)[0][0] if turns else Turn()
        self.slanted = [run.text.strip() for run in runs if run.turn is None]
        self.lines: list[Line] = []
        self._runs = [run for run in runs if run.turn is not None]
        self._starts: list[int] = []
        self._measured: dict[int, list[Point]] = {}
        length = 0
        for index, run in enumerate(self._runs):
            self._starts.append(length)
            self.lines += self._lines_of(index, run, length)
            length += len(run.text)
        self.text = "".join(run.text for run in self._runs)

    def box(self, index: int) -> Box:
        run, place = self._find(index)
        x, y = self._points(run)[place]
        bottom = y - _DESCENT * self._runs[run].size
        width = self._width(run, place)
        return Box(x, bottom, x + width, bottom + self._runs[run].size)

    def base(self, index: int) -> float:
        run, place = self._find(index)
        return self._points(run)[place][1]

    def _find(self, index: int) -> tuple[int, int]:
        """The run that a character is in, and its place there."""
        run = bisect_right(self._starts, index) - 1
        return run, index - self._starts[run]

    def _points(self, index: int) -> list[Point]:
        if index not in self._measured:
            self._measured[index] = [
                self.turn.point(x, y) for x, y in self._runs[index].places()
            ]
        return self._measured[index]

    def _width(self, index: int, place: int) -> float:
        run = self._runs[index]
        if place < len(run.text) - 1 or run.down:
            return run.scale * run.width * share(run.text[place])
        return run.scale * run.last_width(run.x + run.length())

    def _lines_of(self, index: int, run: Run, start: int) -> Iterator[Line]:
        if _is_plain(run, self.turn):
            left, base = self.turn.point(*run.matrix.point(run.x, run.y))
            length = run.length()
            right = left + run.scale * (length + run.last_width(run.x + length))
            yield self._line(run, start, 0, len(run.text), left, right, base)
            return
        points = self._points(index)
        for first, last in _pieces(run, points, is_level=run.turn == self.turn):
            while first < last and run.text[first].isspace():
                first += 1
            while first < last and run.text[last - 1].isspace():
                last -= 1
            if first < last:
                left, base = points[first]
                right = points[last - 1][0] + self._width(index, last - 1)
                yield self._line(run, start, first, last, left, right, base)

    @staticmethod
    def _line(
        run: Run,
        start: int,
        first: int,
        last: int,
        left: float,
        right: float,
        base: float,
    ) -> Line:
        return Line(
            run.text[first:last],
            left,
            max(left, right),
            base,
            run.size,
            run.size,
            run.is_bold,
            start + first,
            start + last,
        )


def _is_plain(run: Run, turn: Turn) -> bool:
    """Whether a run is surely one piece of one line, without a look at each character."""
    text = run.text
    if run.down or run.turn != turn or text[0].isspace() or text[-1].isspace():
        return False
    if not run.across:
        return True
    widest = (NARROW + _GAP) * run.width
    return max(run.across) <= widest and min(run.across) >= -NARROW * run.width


def _pieces(
    run: Run, points: Sequence[Point], *, is_level: bool
) -> Iterator[tuple[int, int]]:
    """The parts of a run that stand on one line without a gap.

    What runs down the page, as in the narrow cells of forms, is one part.
    """
    size, count = run.size, len(points)
    steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(points)]
    is_down = bool(steps) and all(abs(x) < _SAME_BASE * size < abs(y) for x, y in steps)
    if not is_level or is_down:
        yield 0, count
        return
    width = run.scale * run.width
    gaps = [
        x - width * share(char) for (x, _), char in zip(steps, run.text, strict=False)
    ]
    usual = max(median(gaps), 0.0) if gaps else 0.0
    first = 0
    for index, ((x, y), gap) in enumerate(zip(steps, gaps, strict=True), 1):
        if abs(y) > _SAME_BASE * size or x < -size or gap > usual + _GAP * size:
            yield first, index
            first = index
    yield first, count
