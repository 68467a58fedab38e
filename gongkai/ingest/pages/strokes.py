"""The straight lines that are drawn on a page: what tables are ruled with.

A rule of a table is a stroked line in one program's pages, a thin filled rectangle in
another's, the edge of a box in a third's.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from gongkai.ingest.pages.line import Box

THIN = 3.0  # points; a rectangle that is no thicker is a line
SLOPE = 1.0  # points that a line may drift and still be level

Segment = tuple[float, float, float, float]  # from x, y to x, y


class Stroke(NamedTuple):
    """A level or upright line: where it lies across, and from where to where."""

    at: float
    start: float
    end: float


class Drawn(NamedTuple):
    """What is drawn on a page beside text."""

    level: list[Stroke]
    upright: list[Stroke]
    paths: int
    picture: float  # area of the largest, in square points


class Rules:
    """Collects the level and upright lines among all that are drawn."""

    def __init__(self) -> None:
        self.level: list[Stroke] = []
        self.upright: list[Stroke] = []

    def add(self, box: Box) -> None:
        """Take a line, given the box around it. A slanted one is no rule."""
        if box.top - box.bottom <= SLOPE:
            self.level.append(Stroke((box.bottom + box.top) / 2, box.left, box.right))
        elif box.right - box.left <= SLOPE:
            self.upright.append(Stroke((box.left + box.right) / 2, box.bottom, box.top))


class Matrix(NamedTuple):
    """Turns, stretches and moves points, as in PostScript."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, outer: Matrix) -> Matrix:
        """This matrix, and the outer one after it."""
        a, b = outer.a * self.a + outer.c * self.b, outer.b * self.a + outer.d * self.b
        c, d = outer.a * self.c + outer.c * self.d, outer.b * self.c + outer.d * self.d
        e, f = outer.point(self.e, self.f)
        return Matrix(a, b, c, d, e, f)


def filled(edges: list[Segment], *, is_white: bool) -> Iterator[Segment]:
    """The lines that a filled area shows, given its edges.

    A thin one is the line in its middle, a broad one its edges, unless it is white.
    """
    if not edges:
        return
    xs = [x for edge in edges for x in (edge[0], edge[2])]
    ys = [y for edge in edges for y in (edge[1], edge[3])]
    left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
    if top - bottom <= THIN and right - left > top - bottom:
        middle = (bottom + top) / 2
        yield left, middle, right, middle
    elif right - left <= THIN:
        middle = (left + right) / 2
        yield middle, bottom, middle, top
    elif not is_white:
        yield from edges


def merged(strokes: list[Stroke], snap: float, join: float) -> list[Stroke]:
    """Strokes that lie on one line made one, where no gap is wider than `join`."""
    result = []
    for group in _clusters(sorted(strokes), snap):
        at = sum(stroke.at for stroke in group) / len(group)
        spans = sorted((stroke.start, stroke.end) for stroke in group)
        start, end = spans[0]
        for next_start, next_end in spans[1:]:
            if next_start > end + join:
                result.append(Stroke(at, start, end))
                start = next_start
            end = max(end, next_end) if next_start >= start else next_end
        result.append(Stroke(at, start, end))
    return result


def _clusters(strokes: list[Stroke], snap: float) -> Iterator[list[Stroke]]:
    if not strokes:
        return
    group = [strokes[0]]
    for before, stroke in pairwise(strokes):
        if stroke.at - before.at > snap or stroke.at - group[0].at > 2 * snap:
            yield group
            group = []
        group.append(stroke)
    yield group
