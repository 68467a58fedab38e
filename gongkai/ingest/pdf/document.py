"""Open a PDF with pdfium, hand out its pages one at a time, and close all of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as pdfium  # importing it starts the library

from gongkai.errors import (
    CorruptError,
    EmptyError,
    EncryptedError,
    FailureCode,
    IngestError,
    LimitError,
    TruncatedError,
    UnreadableError,
)
from gongkai.ingest.pdf import boxfont

MOST_PAGES = 5000
_TAIL = 2048  # bytes; the end of a file is looked for here
_MOST_NOTES = 1000  # on a page, looked at
_LINEARIZED = b"/Linearized"

Handle = Any  # pdfium's pointers are opaque

__all__ = ["Handle", "opened", "opened_page", "pdfium"]


@contextmanager
def opened(data: bytes) -> Iterator[tuple[Handle, int]]:
    """The document in the bytes and the number of its pages, closed at the end.

    Raises EncryptedError, TruncatedError, CorruptError, EmptyError or LimitError.
    """
    boxfont.install()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise _refusal(pdfium.FPDF_GetLastError(), data)
    try:
        yield document, _page_count(document, data)
    finally:
        pdfium.FPDF_CloseDocument(document)


def _page_count(document: Handle, data: bytes) -> int:
    if _is_cut_short(data):
        raise TruncatedError("the end of the file is missing")
    count = int(pdfium.FPDF_GetPageCount(document))
    if count < 1:
        if b"/Encrypt" in data:
            raise EncryptedError("encrypted in a way that hides its pages")
        raise EmptyError("no pages")
    if count > MOST_PAGES:
        raise LimitError(FailureCode.LIMIT_PAGES, f"{count} pages")
    return count


@contextmanager
def opened_page(document: Handle, index: int) -> Iterator[Handle | None]:
    """A page by its index, closed at the end; None when it is damaged."""
    page = pdfium.FPDF_LoadPage(document, index)
    if page and _is_filled_in(page):
        # Its fields and notes become part of the page, and it has to be read anew.
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        pdfium.FPDF_ClosePage(page)
        page = pdfium.FPDF_LoadPage(document, index)
    try:
        yield page or None
    finally:
        if page:
            pdfium.FPDF_ClosePage(page)


def _is_filled_in(page: Handle) -> bool:
    """Whether a page has form fields or text typed upon it."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_NOTES)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        pdfium.FPDFPage_CloseAnnot(note)
        if kind in (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT):
            return True
    return False


def _refusal(code: int, data: bytes) -> IngestError:
    if code == pdfium.FPDF_ERR_PASSWORD:
        return EncryptedError("it takes a password to open it")
    if code == pdfium.FPDF_ERR_SECURITY:
        return EncryptedError("encrypted in a way that is not supported")
    if code == pdfium.FPDF_ERR_FORMAT:
        if _is_cut_short(data):
            return TruncatedError("the end of the file is missing")
        return CorruptError("no PDF that can be repaired")
    return UnreadableError(f"pdfium error {code}")


def _is_cut_short(data: bytes) -> bool:
    """Whether the end that every PDF has is missing.

    Pdfium rebuilds what is left of such a file, with fewer pages and no complaint. An
    end further up counts too, since some append to a file, unless it is the one near
    the beginning of a file made for the web.
    """
    tail = data[-_TAIL:]
    if b"%%EOF" in tail or b"startxref" in tail:
        return False
    return b"%%EOF" not in data or _LINEARIZED in data[:_TAIL]
