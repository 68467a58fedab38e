"""Word 97-2003 documents (.doc, .dot), those of WPS Office (.wps), and Word 6 and 95.

A document is a compound file. Its main stream begins with a head that says where in
it and in others everything lies: the pieces of the text, pages of formatting, styles,
lists. Where the formatting is damaged, headings and tables are lost, but not the text.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate, pairwise

from gongkai.errors import CorruptError
from gongkai.ingest import layout, quality
from gongkai.ingest.doc import sprms
from gongkai.ingest.doc.fib import Place, read_fib
from gongkai.ingest.doc.fonts import read_fonts
from gongkai.ingest.doc.formatting import Runs, read_runs
from gongkai.ingest.doc.numbering import Numbering
from gongkai.ingest.doc.pieces import FILLER, read_pieces, read_text
from gongkai.ingest.doc.properties import Properties
from gongkai.ingest.doc.story import Boxes, Walker
from gongkai.ingest.doc.styles import Styles, number, settings
from gongkai.ingest.ole import Compound
from gongkai.ingest.word import Item, Stories, text_of, usual_size
from gongkai.model import Extract, Part, Unjudgeable

NOISE_SHARE = 0.05  # of the characters: such as nobody could have typed

_SEPARATORS = 6  # stories before the headers: lines above the notes
_HEADERS, _FOOTERS = (4, 1, 0), (5, 3, 2)  # of six a section: first page, odd, even
_FIRST, _EVEN = (4, 5), (0, 2)
_SECTION, _SHAPE, _BOX = 12, 26, 22  # bytes
_FACING_PAGES = 0x01
_PICTURES = "\x01\x08"
_USED_CONTROLS = frozenset(
    "\x01\x02\x03\x04\x05\x07\x08\t\v\f\r\x0e\x13\x14\x15\x1e\x1f"
)
_USUAL = re.compile(f"[{''.join(sorted(_USED_CONTROLS))}{FILLER}\u3000]+")
_IMPOSSIBLE = frozenset(("Cc", "Cn", "Co", "Cs"))
_MACROS = frozenset(("Macros", "_VBA_PROJECT_CUR"))


def extract(data: bytes) -> Extract:
    """The text of a Word document as with all tracked changes accepted.

    Raises CorruptError, TruncatedError, EncryptedError, LimitError, or UnknownTypeError
    for a document of a Word that is too old.
    """
    compound = Compound(data)
    try:
        return _Reading(compound).extract()
    except CorruptError as error:
        raise compound.damage(str(error)) from error


class _Reading:
    """One document on its way from streams to an extract."""

    def __init__(self, compound: Compound) -> None:
        main = compound.stream("WordDocument")
        if main is None:
            raise CorruptError("the compound file has no stream of a Word document")
        self._main = main
        self._fib = read_fib(main)
        self._table = self._read_table(compound)
        is_old = self._fib.is_old
        fonts = read_fonts(self._part(Place.FONTS), is_old=is_old)
        pieces = read_pieces(main, self._part(Place.PIECES), self._fib)
        self._text = read_text(main, pieces.pieces, self._fib, fonts)
        if is_noise(self._text):
            raise CorruptError("what stands in the place of the text is no text")
        self._has_macros = not _MACROS.isdisjoint(compound.names)
        self._styles = Styles(self._part(Place.STYLES), is_old=is_old)
        properties = Properties(
            pieces,
            self._runs(Place.CHARACTERS),
            self._runs(Place.PARAGRAPHS),
            self._styles,
            compound.stream("Data") or b"",
            is_old=is_old,
        )
        self._walker = Walker(
            self._text,
            properties,
            Numbering(self._part(Place.LISTS, on=True), self._part(Place.LIST_USES)),
            fonts,
        )

    def extract(self) -> Extract:
        lengths = self._fib.lengths
        builder = layout.Builder()
        boxes = self._boxes()
        items = self._walker.items(0, lengths.body, boxes)
        stories = Stories(builder, usual_size(items) or self._styles.size)
        stories.add_beside(self._beside_pages(_HEADERS), Part.HEADER)
        stories.add_beside([self._story("header_boxes")], Part.HEADER)
        stories.add(items, Part.BODY)
        stories.add_beside([self._story("footnotes")], Part.NOTE)
        stories.add_beside([self._story("endnotes")], Part.NOTE)
        stories.add_beside(self._beside_pages(_FOOTERS), Part.FOOTER)
        for note in self._notes():
            builder.note(note)
        return builder.build(self._reasons(text_of(items)))

    def _reasons(self, body_text: str) -> Iterator[Unjudgeable]:
        body = self._text[: self._fib.lengths.body]
        has_pictures = any(picture in body for picture in _PICTURES)
        for reason in quality.assess(body_text):
            is_scan = reason is Unjudgeable.NEARLY_EMPTY and has_pictures
            yield Unjudgeable.NO_TEXT_LAYER if is_scan else reason

    def _notes(self) -> Iterator[str]:
        yield from self._walker.omissions.notes()
        if self._fib.lengths.comments:
            yield "comments left out"
        if self._has_macros:
            yield "macros left out"

    def _read_table(self, compound: Compound) -> bytes:
        if self._fib.is_old:
            return self._main
        for name in (self._fib.table, "1Table", "0Table"):
            if (table := compound.stream(name)) is not None:
                return table
        raise CorruptError("the compound file has no stream of tables")

    def _part(self, place: Place, *, on: bool = False) -> bytes:
        """A part of the table stream, on request with what comes after it."""
        start, end = self._fib.place(place)
        return b"" if start == end else self._table[start : None if on else end]

    def _runs(self, place: Place) -> Runs:
        of_paragraphs = place is Place.PARAGRAPHS
        first_and_count = (
            self._fib.pages[1::2] if of_paragraphs else self._fib.pages[::2]
        )
        return read_runs(
            self._main,
            self._part(place),
            first_and_count if self._fib.is_old else None,
            of_paragraphs=of_paragraphs,
        )

    def _start(self, story: str) -> int:
        lengths = self._fib.lengths
        return sum(lengths[: lengths._fields.index(story)])

    def _story(self, story: str) -> list[Item]:
        start = self._start(story)
        return self._walker.items(start, start + getattr(self._fib.lengths, story))

    def _beside_pages(self, kinds: tuple[int, ...]) -> Iterator[list[Item]]:
        """The headers or footers that the sections of the document show."""
        start = self._start("headers")
        limit = start + self._fib.lengths.headers
        bounds = [
            min(start + at, limit) for at in _counts(self._part(Place.HEADERS), 0)
        ]
        stories = list(pairwise(bounds))[_SEPARATORS:]
        for section in range(len(stories) // 6):
            for kind in kinds:
                first, last = stories[6 * section + kind]
                if first < last and self._shows(section, kind):
                    yield self._walker.items(first, last)

    def _shows(self, section: int, kind: int) -> bool:
        if kind in _FIRST:
            return section in self._with_title_page
        settings = self._part(Place.SETTINGS)
        return kind not in _EVEN or bool(settings and settings[0] & _FACING_PAGES)

    @cached_property
    def _with_title_page(self) -> frozenset[int]:
        """The sections whose first page has a header of its own."""
        part = self._part(Place.SECTIONS)
        count = max(0, (len(part) - 4) // (4 + _SECTION))
        found = set()
        for section in range(count):
            (at,) = struct.unpack_from(
                "<I", part, 4 * (count + 1) + _SECTION * section + 2
            )
            size = int.from_bytes(self._main[at : at + 2], "little")
            modifiers = self._main[at + 2 : at + 2 + size]
            if number(settings(modifiers, is_old=self._fib.is_old), sprms.TITLE_PAGE):
                found.add(section)
        return frozenset(found)

    def _boxes(self) -> Boxes:
        """The text boxes of the body by the place of their anchor.

        A box in a group of shapes has no anchor of its own; it follows the one before.
        """
        start = self._start("boxes")
        limit = start + self._fib.lengths.boxes
        part = self._part(Place.BOXES)
        bounds = _bounds(part, _BOX, start, limit)
        anchors = dict(self._anchors())
        boxes: dict[int, list[Item]] = {}
        anchor = self._fib.lengths.body
        for index, (first, last) in enumerate(pairwise(bounds)):
            (shape,) = struct.unpack_from(
                "<I", part, 4 * len(bounds) + _BOX * index + 14
            )
            anchor = anchors.get(shape, anchor)
            if first < last:
                boxes.setdefault(anchor, []).extend(self._walker.items(first, last))
        return boxes

    def _anchors(self) -> Iterator[tuple[int, int]]:
        """Where each shape is anchored, by its identity."""
        part = self._part(Place.SHAPES)
        places = _counts(part, _SHAPE)
        for index, place in enumerate(places[:-1]):
            (shape,) = struct.unpack_from("<I", part, 4 * len(places) + _SHAPE * index)
            yield shape, place


def _bounds(part: bytes, size: int, start: int, limit: int) -> list[int]:
    """Where the stories lie that a list cuts a stretch into; none goes back."""
    counts = accumulate(_counts(part, size), max)
    return [min(start + at, limit) for at in counts]


def _counts(part: bytes, size: int) -> tuple[int, ...]:
    """The character counts that a list of places begins with; `size` is of its items."""
    count = (len(part) - 4) // (4 + size)
    return struct.unpack_from(f"<{count + 1}I", part) if count > 0 else ()


def is_noise(text: str) -> bool:
    """Whether too many characters are such as no text has."""
    if _USUAL.sub("", text).isprintable():
        return False
    impossible = {
        char
        for char in set(text) - _USED_CONTROLS
        if not "\uf000" <= char <= "\uf0ff"  # of symbol fonts
        and unicodedata.category(char) in _IMPOSSIBLE
    } - {FILLER}
    if not impossible:
        return False
    counts = Counter(text)
    return sum(counts[char] for char in impossible) > NOISE_SHARE * len(text)
