"""OFD documents (GB/T 33190), the national format of China for finished pages.

An OFD package draws pages as a PDF does, with every character at a place of its own
and nothing said of paragraphs and tables. What it draws is therefore read like a page
of a PDF (`pages`): in points, with y growing upwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from lxml import etree

from gongkai.errors import CorruptError, EmptyError, FailureCode, LimitError
from gongkai.ingest.ofd.content import Canvas
from gongkai.ingest.ofd.glyphs import Glyphs
from gongkai.ingest.ofd.package import Document, Leaf, documents
from gongkai.ingest.pages import order, reading
from gongkai.ingest.pages.columns import by_place
from gongkai.ingest.pages.grid import grids
from gongkai.ingest.pages.line import Box
from gongkai.ingest.pages.reading import MOST_TEXT, Page, Scan
from gongkai.ingest.pages.strokes import Drawn, Matrix, Rules
from gongkai.ingest.pages.tables import take
from gongkai.ingest.zips import Package
from gongkai.model import Extract

MOST_PAGES = 5000
_POINTS = 72 / 25.4  # in a millimetre


def extract(data: bytes) -> Extract:
    """The text of an OFD package, in paragraphs and tables.

    Raises EncryptedError, TruncatedError, CorruptError, EmptyError or LimitError.
    """
    pages: list[Page] = []
    notes: list[str] = []
    length = 0
    for document in documents(Package(data)):
        for page in _pages(document):
            pages.append(page)
            length += sum(len(line.text) for line in page.lines)
            if len(pages) > MOST_PAGES:
                raise LimitError(FailureCode.LIMIT_PAGES, f"over {MOST_PAGES} pages")
            if length > MOST_TEXT:
                raise LimitError(FailureCode.LIMIT_OUTPUT, "too much text")
        notes += document.notes()
    if not pages:
        raise EmptyError("no pages")
    if all(page.scan is Scan.DAMAGED for page in pages):
        raise CorruptError("no page can be read")
    return reading.compose(pages, notes)


def _pages(document: Document) -> Iterator[Page]:
    for leaf in document.leaves:
        try:
            yield _read(document, leaf)
        except CorruptError:
            yield reading.DAMAGED


def _read(document: Document, leaf: Leaf) -> Page:
    """What stands on a page: first what its templates show, then its own."""
    root = document.part(leaf.location)
    width, height = document.size(root)
    matrix = Matrix(_POINTS, 0.0, 0.0, -_POINTS, 0.0, height * _POINTS)
    canvas = Canvas(document.resources(root, leaf.location))
    templates = document.templates(root)
    for content in (*templates, root):
        for layers in content.iterchildren("{*}Content"):
            canvas.draw(layers, matrix)
    page = _composed(canvas, Box(0.0, 0.0, width * _POINTS, height * _POINTS))
    return page._replace(slanted=[*page.slanted, *_stuck_on(document, leaf, matrix)])


def _composed(canvas: Canvas, box: Box) -> Page:
    glyphs = Glyphs(canvas.runs)
    box = glyphs.turn.box(*box)
    rules = Rules()
    for x1, y1, x2, y2 in canvas.segments:
        rules.add(glyphs.turn.box(x1, y1, x2, y2))
    drawn = Drawn(rules.level, rules.upright, canvas.paths, canvas.picture)
    lines = order.once(glyphs.lines, glyphs)
    tables, lines = take(grids(drawn.level, drawn.upright), lines, glyphs)
    scan = reading.scan_of(glyphs.text, drawn, box)
    return Page(by_place(lines, box), tables, box, glyphs.slanted, scan, 0)


def _stuck_on(document: Document, leaf: Leaf, matrix: Matrix) -> Iterator[str]:
    """What annotations of a page say: watermarks, stamps. It is no part of its text."""
    draw = partial(_words, matrix=matrix, resources=document)
    for appearance in document.appearances(leaf):
        yield from draw(appearance)


def _words(
    appearance: etree._Element, matrix: Matrix, resources: Document
) -> Iterator[str]:
    canvas = Canvas(resources.shared)
    canvas.draw_within(appearance, matrix)
    for run in canvas.runs:
        if text := run.text.strip():
            yield text
