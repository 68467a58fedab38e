"""Pictures of documents: scans and photographs, one page each, or many in a TIFF."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageOps, UnidentifiedImageError

from gongkai.errors import (
    CorruptError,
    FailureCode,
    IngestError,
    LimitError,
    NotADocumentError,
    TruncatedError,
)
from gongkai.ingest.ocr import OFF, Ocr
from gongkai.ingest.ocr.eyes import Eyes, room, shrunk
from gongkai.ingest.pages import reading
from gongkai.ingest.pages.line import Box
from gongkai.ingest.pages.reading import A4, MOST_TEXT, Page, Scan
from gongkai.model import Extract

MOST_PIXELS = 120_000_000  # A3 at 740 dpi
MOST_PAGES = 5000
SMALLEST = 64  # pixels; what is smaller is an icon or a bar
_FORMATS = ("BMP", "JPEG", "PNG", "TIFF")

Image.MAX_IMAGE_PIXELS = None  # pages are measured here, before they are unpacked


def extract(data: bytes, ocr: Ocr = OFF) -> Extract:
    """The text that a picture shows, in paragraphs and tables, as far as it is read.

    Raises NotADocumentError for what is too small to be a page, and TruncatedError,
    CorruptError or LimitError.
    """
    eyes = Eyes(ocr)
    with _explained():
        pages = list(_pages(data, eyes))
    return reading.compose(eyes.settled(pages), eyes.notes())


def pages_of(data: bytes, eyes: Eyes) -> list[Page]:
    """What a picture in a document shows; nothing, if it cannot be opened or is too small."""
    try:
        with _explained():
            return list(_pages(data, eyes))
    except (IngestError, NotADocumentError):
        return []


def opened(data: bytes) -> Image.Image | None:
    """A picture in a document, in no more pixels than are needed, or None."""
    try:
        with _explained(), Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            return _unpacked(image)
    except IngestError:
        return None


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what is raised over pictures that are damaged into our own errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about tags that nobody asks for
        try:
            yield
        except UnidentifiedImageError as error:
            raise CorruptError("not a picture that can be opened") from error
        except (OSError, EOFError, SyntaxError, ValueError, KeyError) as error:
            raise _refusal(error) from error


def _pages(data: bytes, eyes: Eyes) -> Iterator[Page]:
    length = 0
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        if min(image.size) < SMALLEST:
            raise NotADocumentError("icon")
        count = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        if count > MOST_PAGES:
            raise LimitError(FailureCode.LIMIT_PAGES, f"{count} pages")
        for number in range(count):
            image.seek(number)
            page = _page(image, eyes)
            length += sum(len(line.text) for line in page.lines)
            if length > MOST_TEXT:
                raise LimitError(FailureCode.LIMIT_OUTPUT, "too much text")
            yield page


def _page(image: Image.Image, eyes: Eyes) -> Page:
    picture = ImageOps.exif_transpose(_unpacked(image))
    scale = A4.top / max(picture.size)
    box = Box(0.0, 0.0, picture.width * scale, picture.height * scale)
    blank = Page([], [], box, [], Scan.UNREAD, 0)
    return eyes.read(blank, lambda: picture, box)


def _unpacked(image: Image.Image) -> Image.Image:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise LimitError(FailureCode.LIMIT_SIZE, f"{width} × {height} pixels")
    image.draft(None, room(image.size))  # a JPEG can be unpacked smaller than it is
    image.load()
    return shrunk(image)


def _refusal(error: Exception) -> CorruptError | TruncatedError:
    if "truncated" in str(error) or isinstance(error, EOFError):
        return TruncatedError("the end of the picture is missing")
    return CorruptError(str(error))
