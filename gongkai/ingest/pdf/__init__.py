"""PDF documents: text by pdfium, paragraphs by where lines stand, tables by their rules.

Text comes from pypdfium2: the order is good and a page takes two milliseconds. Tables
are built from the lines that pdfium knows to be drawn (`strokes`, and `pages.grid`) and
not by pdfplumber, which reads every page a second time: the cells are the same, in
seven to eleven times the time (`python -m bench.pdf_tables FOLDER`). It is asked where
pdfium opens nothing (`rescue`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from gongkai.errors import CorruptError, FailureCode, LimitError
from gongkai.ingest import quality
from gongkai.ingest.ocr import OFF, Ocr
from gongkai.ingest.ocr.eyes import Eyes
from gongkai.ingest.pages import reading
from gongkai.ingest.pages.grid import grids
from gongkai.ingest.pages.line import Box
from gongkai.ingest.pages.order import once, ordered
from gongkai.ingest.pages.reading import MOST_TEXT, Page, Scan
from gongkai.ingest.pages.tables import take
from gongkai.ingest.pdf import render, rescue
from gongkai.ingest.pdf.document import Handle, opened, opened_page, pdfium
from gongkai.ingest.pdf.page import PageText
from gongkai.ingest.pdf.strokes import drawn
from gongkai.model import Extract


def extract(data: bytes, ocr: Ocr = OFF) -> Extract:
    """The text of a PDF, in paragraphs and tables.

    A page without text, or whose text nobody can read, is looked at as a picture.
    Raises EncryptedError, TruncatedError, CorruptError, EmptyError or LimitError.
    """
    eyes = Eyes(ocr)
    try:
        with opened(data) as (document, count):
            pages = list(_pages(document, count, eyes))
        if all(page.scan is Scan.DAMAGED for page in pages):
            raise CorruptError("no page can be read")
    except CorruptError:
        rescued = rescue.extract(data)
        if rescued is None:
            raise
        return rescued
    return reading.compose(eyes.settled(pages), eyes.notes())


def _pages(document: Handle, count: int, eyes: Eyes) -> Iterator[Page]:
    length = 0
    for index in range(count):
        with opened_page(document, index) as handle:
            page = _looked_at(handle, eyes) if handle else reading.DAMAGED
        length += sum(len(line.text) for line in page.lines)
        if length > MOST_TEXT:
            raise LimitError(FailureCode.LIMIT_OUTPUT, "too much text")
        yield page


def _looked_at(handle: Handle, eyes: Eyes) -> Page:
    page = _read(handle)
    if not _is_unread(page) and not (eyes.are_open and _is_garbled(page)):
        return page
    return eyes.read(page, partial(render.picture, handle), render.box_of(handle))


def _is_unread(page: Page) -> bool:
    return page.scan in (Scan.UNREAD, Scan.MISREAD)


def _is_garbled(page: Page) -> bool:
    """Whether the characters of a page do not tell what it shows."""
    text = "\n".join(line.text for line in page.lines)
    return page.unmapped > quality.GARBLED_SHARE * len(text) or quality.is_garbled(text)


def _read(handle: Handle) -> Page:
    text = PageText(handle)
    try:
        box = _box(handle, text)
        lines = once(text.lines, text)
        shown = drawn(handle, text.turn)
        found, lines = take(grids(shown.level, shown.upright), lines, text)
        scan = reading.scan_of(text.text, shown, box)
    finally:
        text.close()
    return Page(ordered(lines), found, box, text.slanted, scan, text.unmapped)


def _box(handle: Handle, text: PageText) -> Box:
    rect = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(handle, rect):
        return reading.A4
    return text.turn.box(rect.left, rect.bottom, rect.right, rect.top)
