"""Read with pdfplumber what pdfium will not open: a catalogue that is not where it should be, say.

Slower by far and without our reading order, so it is only asked where there would be nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from gongkai.errors import FailureCode, LimitError
from gongkai.ingest import quality
from gongkai.ingest.layout import Builder, Place
from gongkai.ingest.pages.reading import MOST_TEXT
from gongkai.ingest.pdf.document import MOST_PAGES
from gongkai.model import Extract

log = logging.getLogger(__name__)


def extract(data: bytes) -> Extract | None:
    """The text of a PDF, a paragraph a line, and its ruled tables; None when there is none.

    Raises LimitError.
    """
    import pdfplumber  # heavy, and seldom needed

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    builder = Builder()
    try:
        with pdfplumber.open(BytesIO(data)) as document:
            _read(document, builder)
    except LimitError:
        raise
    except Exception as error:  # noqa: BLE001  # pdfminer has no error of its own to name
        log.info("pdfplumber: %r", error)
    if builder.is_empty:
        return None
    builder.note("damaged: pdfium cannot open it; read by pdfplumber")
    extract = builder.build()
    return Extract(
        extract.text,
        extract.blocks,
        extract.pages,
        extract.notes,
        quality.assess(extract.text),
    )


def _read(document: Any, builder: Builder) -> None:
    length = 0
    for number, page in enumerate(document.pages):
        if number >= MOST_PAGES:
            raise LimitError(FailureCode.LIMIT_PAGES, f"over {MOST_PAGES} pages")
        builder.begin_page()
        tables = page.find_tables()
        rest = page
        for table in tables:
            rest = rest.outside_bbox(table.bbox, strict=False)
        lines = (rest.extract_text() or "").split("\n")
        length += sum(map(len, lines))
        if length > MOST_TEXT:
            raise LimitError(FailureCode.LIMIT_OUTPUT, "too much text")
        for line in lines:
            builder.paragraph(line, heading=builder.is_empty)
        for table in tables:
            builder.table(_places(table.extract()))
        builder.end_page()


def _places(rows: list[list[str | None]]) -> Iterator[Place]:
    """The cells; what a merged cell covers besides its corner is None."""
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            if text is not None:
                yield Place(row, column, text)
