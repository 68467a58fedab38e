"""What is drawn on a page of a PDF: its straight lines, and whether it shows pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator

from gongkai.ingest.pages.line import Turn
from gongkai.ingest.pages.strokes import Drawn, Matrix, Rules, Segment, filled
from gongkai.ingest.pdf.document import Handle, pdfium

DEEPEST = 8  # forms within forms
MOST_OBJECTS = 50_000
MOST_POINTS = 50_000
_FEW_POINTS = 64  # of a path; what has more is a drawing


def drawn(page: Handle, turn: Turn) -> Drawn:
    """The strokes and pictures of a page, turned so that its text stands upright."""
    rules = Rules()
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
            rules.add(turn.box(x1, y1, x2, y2))
    return Drawn(rules.level, rules.upright, paths, picture)


def _objects(page: Handle) -> Iterator[tuple[int, Handle, Matrix]]:
    """The paths and pictures of a page, also those in forms, as many as is sane."""
    count = pdfium.FPDFPage_CountObjects(page)
    left = [MOST_OBJECTS]
    yield from _walk(page, count, pdfium.FPDFPage_GetObject, Matrix(), 0, left)


def _walk(
    parent: Handle,
    count: int,
    get: Callable[[Handle, int], Handle],
    matrix: Matrix,
    depth: int,
    left: list[int],
) -> Iterator[tuple[int, Handle, Matrix]]:
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


def _matrix_of(item: Handle) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return Matrix()
    return Matrix(found.a, found.b, found.c, found.d, found.e, found.f)


def _area(item: Handle, matrix: Matrix) -> float:
    bounds = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(item, *bounds):
        return 0.0
    left, bottom, right, top = (bound.value for bound in bounds)
    scale = abs(matrix.a * matrix.d - matrix.b * matrix.c)
    return (right - left) * (top - bottom) * scale


def _segments(path: Handle, outer: Matrix) -> Iterator[Segment]:
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
        yield from filled(edges, is_white=_is_white(path))


def _is_white(path: Handle) -> bool:
    shades = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(path, *shades):
        return False
    return all(shade.value > 250 for shade in shades[:3]) or shades[3].value == 0


def _edges(path: Handle, count: int, matrix: Matrix) -> Iterator[Segment]:
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
