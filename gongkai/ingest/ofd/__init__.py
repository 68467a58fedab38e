"""OFD documents (GB/T 33190), the national format of China for finished pages.

An OFD package draws pages as a PDF does, with every character at a place of its own
and nothing said of paragraphs and tables. What it draws is therefore read like a page
of a PDF (`pages`): in points, with y growing upwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from lxml import etree
from PIL import Image

from gongkai.errors import CorruptError, EmptyError, FailureCode, LimitError
from gongkai.ingest.ocr import OFF, Ocr
from gongkai.ingest.ocr.eyes import Eyes
from gongkai.ingest.ofd.content import Canvas
from gongkai.ingest.ofd.glyphs import Glyphs
from gongkai.ingest.ofd.package import Document, Leaf, documents
from gongkai.ingest.ofd.pictures import Shown, together
from gongkai.ingest.pages import order, reading
from gongkai.ingest.pages.columns import by_place
from gongkai.ingest.pages.grid import grids
from gongkai.ingest.pages.line import Box, Turn
from gongkai.ingest.pages.reading import MOST_TEXT, Page, Scan
from gongkai.ingest.pages.strokes import Drawn, Matrix, Rules
from gongkai.ingest.pages.tables import take
from gongkai.ingest.zips import Package
from gongkai.model import Extract

MOST_PAGES = 5000
_POINTS = 72 / 25.4  # in a millimetre


def extract(data: bytes, ocr: Ocr = OFF) -> Extract:
    """The text of an OFD package, in paragraphs and tables.

    The pictures of a page without text are looked at. Raises EncryptedError, TruncatedError, CorruptError, EmptyError or LimitError.
    """
    eyes = Eyes(ocr)
    pages: list[Page] = []
    notes: list[str] = []
    length = 0
    for document in documents(Package(data)):
        for page in _pages(document, eyes):
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
    return reading.compose(eyes.settled(pages), (*notes, *eyes.notes()))


def _pages(document: Document, eyes: Eyes) -> Iterator[Page]:
    for leaf in document.leaves:
        try:
            yield _read(document, leaf, eyes)
        except CorruptError:
            yield reading.DAMAGED


def _read(document: Document, leaf: Leaf, eyes: Eyes) -> Page:
    """What stands on a page: first what its templates show, then its own."""
    root = document.part(leaf.location)
    width, height = document.size(root)
    matrix = Matrix(_POINTS, 0.0, 0.0, -_POINTS, 0.0, height * _POINTS)
    resources = document.resources(root, leaf.location)
    canvas = Canvas(resources)
    templates = document.templates(root)
    for content in (*templates, root):
        for layers in content.iterchildren("{*}Content"):
            canvas.draw(layers, matrix)
    box = Box(0.0, 0.0, width * _POINTS, height * _POINTS)
    page = _composed(canvas, box)
    if page.scan in (Scan.UNREAD, Scan.MISREAD) and canvas.pictures:
        page = _looked_at(page, canvas, document, resources.pictures, box, eyes)
    return page._replace(slanted=[*page.slanted, *_stuck_on(document, leaf, matrix)])


def _looked_at(
    page: Page,
    canvas: Canvas,
    document: Document,
    places: Mapping[str, str],
    box: Box,
    eyes: Eyes,
) -> Page:
    """The page as its pictures show it, if anybody can make it out."""

    def load(resource: str) -> bytes | None:
        try:
            return document.picture(places.get(resource, ""))
        except CorruptError:
            return None

    def take() -> Image.Image | None:
        shown = (Shown(name, Turn().box(*corners)) for name, corners in canvas.pictures)
        return together(shown, load, box)

    return eyes.read(page, take, box)


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
