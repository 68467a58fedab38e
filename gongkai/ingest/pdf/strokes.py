"""The straight lines that are drawn on a page, and whether it shows pictures.

A rule of a table is a stroked line in one program's PDFs, a thin filled rectangle in
another's, the edge of a box in a third's.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from gongkai.ingest.pdf.document import Handle, pdfium
from gongkai.ingest.pdf.page import Turn

THIN = 3.0  # points; a rectangle that is no thicker is a line
SLOPE = 1.0  # points that a line may drift and still be level
DEEPEST = 8  # forms within forms
MOST_OBJECTS = 50_000
MOST_POINTS = 50_000
_FEW_POINTS = 64  # of a path; what has more is a drawing

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


class _Matrix(NamedTuple):
    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, outer: _Matrix) -> _Matrix:
        """This matrix, and the outer one after it."""
        a, b = outer.a * self.a + outer.c * self.b, outer.b * self.a + outer.d * self.b
        c, d = outer.a * self.c + outer.c * self.d, outer.b * self.c + outer.d * self.d
        e, f = outer.point(self.e, self.f)
        return _Matrix(a, b, c, d, e, f)


def drawn(page: Handle, turn: Turn) -> Drawn:
    """The strokes and pictures of a page, turned so that its text stands upright."""
    level: list[Stroke] = []
    upright: list[Stroke] = []
    paths = points = 0
    picture = 0.0
    for kind, item, matrix in _objects(page):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            picture = max(picture, _area(item, matrix))
            continue
        paths += 1
        if points > MOST_POINTS:
            continue
        for x1, y1, x2, y2 in _segments(item, matrix):
            points += 1
            left, bottom, right, top = turn.box(x1, y1, x2, y2)
            if top - bottom <= SLOPE:
                level.append(Stroke((bottom + top) / 2, left, right))
            elif right - left <= SLOPE:
                upright.append(Stroke((left + right) / 2, bottom, top))
    return Drawn(level, upright, paths, picture)


def _objects(page: Handle) -> Iterator[tuple[int, Handle, _Matrix]]:
    """The paths and pictures of a page, also those in forms, as many as is sane."""
    count = pdfium.FPDFPage_CountObjects(page)
    left = [MOST_OBJECTS]
    yield from _walk(page, count, pdfium.FPDFPage_GetObject, _Matrix(), 0, left)


def _walk(
    parent: Handle,
    count: int,
    get: Callable[[Handle, int], Handle],
    matrix: _Matrix,
    depth: int,
    left: list[int],
) -> Iterator[tuple[int, Handle, _Matrix]]:
    for index in range(min(count, left[0])):
        item = get(parent, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        left[0] -= 1
        if kind in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
            yield kind, item, matrix
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
            yield from _walk(
                item,
                pdfium.FPDFFormObj_CountObjects(item),
                pdfium.FPDFFormObj_GetObject,
                _matrix_of(item).then(matrix),
                depth + 1,
                left,
            )


def _matrix_of(item: Handle) -> _Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return _Matrix()
    return _Matrix(found.a, found.b, found.c, found.d, found.e, found.f)


def _area(item: Handle, matrix: _Matrix) -> float:
    bounds = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(item, *bounds):
        return 0.0
    left, bottom, right, top = (bound.value for bound in bounds)
    scale = abs(matrix.a * matrix.d - matrix.b * matrix.c)
    return (right - left) * (top - bottom) * scale


def _segments(path: Handle, outer: _Matrix) -> Iterator[Segment]:
    """The straight edges of a path that can be seen."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(path, fill, stroke):
        return
    if not fill.value and not stroke.value:  # only clips
        return
    count = pdfium.FPDFPath_CountSegments(path)
    if not 2 <= count <= MOST_POINTS:
        return
    matrix = _matrix_of(path).then(outer)
    edges = list(_edges(path, count, matrix))
    if stroke.value:
        yield from edges
    elif count <= _FEW_POINTS:
        yield from _filled(edges, path)


def _filled(edges: list[Segment], path: Handle) -> Iterator[Segment]:
    """A thin area is the line in its middle; of a broad one, its edges if not white."""
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
    elif not _is_white(path):
        yield from edges


def _is_white(path: Handle) -> bool:
    shades = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(path, *shades):
        return False
    return all(shade.value > 250 for shade in shades[:3]) or shades[3].value == 0


def _edges(path: Handle, count: int, matrix: _Matrix) -> Iterator[Segment]:
    x, y = ctypes.c_float(), ctypes.c_float()
    begin = here = (0.0, 0.0)
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        there = matrix.point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            begin = there
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield (*here, *there)
        here = there
        if pdfium.FPDFPathSegment_GetClose(segment) and here != begin:
            yield (*here, *begin)
            here = begin


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
