"""Runs of characters made lines of a page that stands upright."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from gongkai.ingest.ofd.content import Run
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
        self.slanted: list[str] = []  # watermarks
        self.lines: list[Line] = []
        self._texts: list[str] = []
        self._boxes: list[Box] = []
        self._bases: list[float] = []
        for run in runs:
            self._add(run)
        self.text = "".join(self._texts)

    def box(self, index: int) -> Box:
        return self._boxes[index]

    def base(self, index: int) -> float:
        return self._bases[index]

    def _add(self, run: Run) -> None:
        text = run.text
        if run.turn is None:
            if stripped := text.strip():
                self.slanted.append(stripped)
            return
        start = len(self._boxes)
        points = [self.turn.point(x, y) for x, y in run.points]
        self._texts.append(text)
        self._measure(run, points)
        for first, last in _pieces(run, points, is_level=run.turn == self.turn):
            while first < last and text[first].isspace():
                first += 1
            while first < last and text[last - 1].isspace():
                last -= 1
            if first < last:
                self.lines.append(self._line(run, start, first, last))

    def _measure(self, run: Run, points: Sequence[Point]) -> None:
        for (x, y), width in zip(points, run.widths, strict=True):
            self._bases.append(y)
            bottom = y - _DESCENT * run.size
            self._boxes.append(Box(x, bottom, x + width, bottom + run.size))

    def _line(self, run: Run, start: int, first: int, last: int) -> Line:
        boxes = self._boxes[start + first : start + last]
        return Line(
            run.text[first:last],
            boxes[0].left,
            max(boxes[0].left, boxes[-1].right),
            self._bases[start + first],
            run.size,
            run.size,
            run.is_bold,
            start + first,
            start + last,
        )


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
    gaps = [x - width for (x, _), width in zip(steps, run.widths, strict=False)]
    usual = max(median(gaps), 0.0) if gaps else 0.0
    first = 0
    for index, ((x, y), gap) in enumerate(zip(steps, gaps, strict=True), 1):
        if abs(y) > _SAME_BASE * size or x < -size or gap > usual + _GAP * size:
            yield first, index
            first = index
    yield first, count
