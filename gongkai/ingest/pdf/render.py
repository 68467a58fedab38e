"""Draw a page of a PDF as a picture."""

from __future__ import annotations

import ctypes

from PIL import Image

from gongkai.ingest.ocr.eyes import room
from gongkai.ingest.pages.line import Box
from gongkai.ingest.pdf.document import Handle, pdfium

_DENSITY = 300 / 72  # pixels a point, where the page is small enough
_LARGEST = 20_000.0  # points of a side; a page may call itself larger


def box_of(page: Handle) -> Box:
    """A page as it is shown, in points."""
    sides = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    width, height = (min(max(side, 1.0), _LARGEST) for side in sides)
    return Box(0.0, 0.0, width, height)


def picture(page: Handle) -> Image.Image:
    """A page as it is shown, in as many pixels as an engine makes use of."""
    box = box_of(page)
    width, height = room((round(box.right * _DENSITY), round(box.top * _DENSITY)))
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGRx, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        flags = pdfium.FPDF_ANNOT
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        buffer = pdfium.FPDFBitmap_GetBuffer(bitmap)
        pixels = ctypes.string_at(buffer, stride * height)
        return Image.frombytes("RGB", (width, height), pixels, "raw", "BGRX", stride, 1)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
