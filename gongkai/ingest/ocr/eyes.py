"""Reading the pictures among the pages of a document, as long as there is time for it."""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache

from PIL import Image

from gongkai import workers
from gongkai.ingest.ocr import HOW_TO_SEE, TOLD_NOT_TO, Ocr, is_installed
from gongkai.ingest.ocr.cache import Cache
from gongkai.ingest.ocr.page import evened, page_of
from gongkai.ingest.ocr.seen import Engine, Seen, confidence
from gongkai.ingest.ocr.turning import upright
from gongkai.ingest.pages.line import Box
from gongkai.ingest.pages.reading import Page, Scan

LONGEST = 1800.0  # seconds for the pages of one document
MOST_SIDE = 2000  # pixels, the most that the engine makes use of
MOST_PIXELS = 3_000_000  # A4 at 170 dpi; memory grows with it
_SLIMMEST = 2.6

_FRUGAL = {-8: 1, -3: 1 << 20}  # M_ARENA_MAX, and M_MMAP_THRESHOLD in bytes


@cache
def engine() -> Engine | None:
    """The engine of this process, if one is installed. It takes a second to start."""
    if not is_installed():
        return None
    _be_frugal()
    from gongkai.ingest.ocr.rapid import Rapid

    return Rapid()


def _be_frugal() -> None:
    """Have the C library give back what is large, and keep one heap for all threads.

    A worker may map 2 GiB; this takes what the engine maps from 1.6 to 1.2.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", lambda *_: 0)  # musl has none
        for option, value in _FRUGAL.items():
            mallopt(option, value)


class Eyes:
    """Reads the pictures among the pages of one document."""

    def __init__(self, ocr: Ocr) -> None:
        self._wanted = ocr.wanted
        self._cache = Cache(ocr.cache) if ocr.cache else None
        self._looked: dict[int, Page] = {}  # by id, pages that were looked at
        self._empty: set[int] = set()  # ids of those without a word
        self._seen: list[Seen] = []
        self._seconds = 0.0
        self._refused = 0  # pages
        self._too_large = 0  # pages

    def read(
        self, before: Page, take: Callable[[], Image.Image | None], box: Box
    ) -> Page:
        """The page that a picture shows, or the one before if nothing is made out.

        `take` makes the picture, if it can; it is not called when there is nobody to
        look at it.
        """
        looker = engine() if self._wanted else None
        if looker is None or self._seconds > LONGEST:
            self._refused += 1
            return before
        workers.renew()
        begin = time.monotonic()
        try:
            taken = take()
            if taken is None:
                return before
            picture = shrunk(taken)
            seen = self._look(looker, _padded(picture))
        except MemoryError:
            self._too_large += 1
            return before
        self._seconds += time.monotonic() - begin
        self._seen.append(seen)
        scale = (box.top - box.bottom) / picture.height
        page = page_of(seen, box, scale)
        if page.scan is Scan.UNREAD:
            page = before._replace(box=before.box)  # a page of its own
        self._looked[id(page)] = page
        if not seen.words:
            self._empty.add(id(page))
        return page

    def settled(self, pages: Sequence[Page]) -> list[Page]:
        """All pages of the document, given those that were read alike.

        In a document that has text, a page on which the engine sees none is blank.
        """
        looked = [page for page in pages if id(page) in self._looked]
        done = dict(zip(map(id, looked), evened(looked), strict=True))
        result = [done.get(id(page), page) for page in pages]
        if any(page.scan is Scan.READ for page in result):
            result = [
                page._replace(scan=Scan.BLANK)
                if page.scan is Scan.UNREAD and id(before) in self._empty
                else page
                for before, page in zip(pages, result, strict=True)
            ]
        return result

    @property
    def are_open(self) -> bool:
        """Whether there is anything to be had from looking."""
        return self._wanted and is_installed()

    def notes(self) -> list[str]:
        """What the reader of the document should know, in English."""
        found = []
        if read := [seen for seen in self._seen if seen.words]:
            pages = "1 page" if len(read) == 1 else f"{len(read)} pages"
            found.append(f"{pages} read by OCR, mean confidence {confidence(read):.2f}")
        if self._too_large:
            found.append(f"not enough memory to read {self._too_large} pages by OCR")
        if self._seconds > LONGEST and self._refused:
            found.append(f"OCR took too long: {self._refused} pages are not read")
        elif self._refused:
            found.append(HOW_TO_SEE if self._wanted else TOLD_NOT_TO)
        return found

    def _look(self, looker: Engine, picture: Image.Image) -> Seen:
        if self._cache is None:
            return upright(looker, picture)
        return self._cache.of(looker.version, picture, lambda: upright(looker, picture))


def shrunk(picture: Image.Image) -> Image.Image:
    """A picture in no more pixels than the engine makes use of, in RGB, on white."""
    if picture.mode == "1":
        picture = picture.convert("L")  # so that shrinking makes greys
    size = room(picture.size)
    if size != picture.size:
        if picture.mode == "P":
            picture = picture.convert("RGBA")
        picture = picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0)
    if picture.has_transparency_data:
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture.convert("RGBA"))
    return picture.convert("RGB")


def room(size: tuple[int, int]) -> tuple[int, int]:
    """The size, in pixels, that a picture of some size is shrunk to."""
    width, height = size
    most = (MOST_PIXELS / (width * height)) ** 0.5
    scale = min(MOST_SIDE / max(width, height), most, 1.0)
    return max(round(width * scale), 1), max(round(height * scale), 1)


def _padded(picture: Image.Image) -> Image.Image:
    """A slim picture on a broader sheet: of such the engine enlarges the short side."""
    width, height = picture.size
    least = round(max(width, height) / _SLIMMEST)
    if min(width, height) >= least:
        return picture
    sheet = Image.new("RGB", (max(width, least), max(height, least)), "white")
    sheet.paste(picture)
    return sheet
