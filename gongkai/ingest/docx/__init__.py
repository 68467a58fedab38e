"""Word documents (.docx, .docm, .dotx): every story, with its tables and headings.

The XML is walked with lxml rather than through python-docx. Measured on the same
files, opening with python-docx takes ten times as long as the whole walk, and its
model leaves out tracked insertions, text boxes, footnotes, content controls, fields
and list numbers, and repeats merged cells: nothing of it would be used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TypeVar

from lxml import etree

from gongkai.errors import CorruptError
from gongkai.ingest import layout, quality
from gongkai.ingest.docx.names import RELATION_ID, RELATIONS, VML, w
from gongkai.ingest.docx.numbering import Numbering
from gongkai.ingest.docx.package import Parts
from gongkai.ingest.docx.story import Walker
from gongkai.ingest.docx.styles import Styles, is_on
from gongkai.ingest.ocr import OFF, Ocr
from gongkai.ingest.word import Item, Stories, text_of, usual_size
from gongkai.ingest.zips import Packed
from gongkai.model import Extract, Part, Unjudgeable

T = TypeVar("T")

_BODY, _SECTION, _FIRST_DIFFERS, _TYPE = w("body"), w("sectPr"), w("titlePg"), w("type")
_PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    f"{{{VML}}}imagedata",
)
_MOST_STYLES = 8
_STYLES: dict[Packed, Styles] = {}  # of the last documents, by the part they stand in
_EMBEDDED = f"{{{RELATIONS}}}embed"
_SEPARATORS = frozenset(("separator", "continuationSeparator", "continuationNotice"))


def extract(data: bytes, ocr: Ocr = OFF) -> Extract:
    """The text of a Word document as with all tracked changes accepted.

    Where pictures hold all there is to read, they are looked at. Raises CorruptError,
    TruncatedError, EncryptedError or LimitError.
    """
    return _Reading(Parts(data), ocr).extract()


class _Reading:
    """One document on its way from parts to an extract."""

    def __init__(self, parts: Parts, ocr: Ocr) -> None:
        self._parts = parts
        self._ocr = ocr
        self._builder = layout.Builder()
        self._styles = self._guarded("styles", self._read_styles) or Styles(None)
        numbering = Numbering(partial(self._optional, "numbering"), self._styles)
        self._walker = Walker(self._styles, numbering)

    def extract(self) -> Extract:
        body = self._parts.main().find(_BODY)
        if body is None:
            raise CorruptError("the main part has no body")
        items = self._walker.items(body)
        stories = Stories(self._builder, usual_size(items) or self._styles.size)
        stories.add_beside(self._references(body, "header"), Part.HEADER)
        stories.add(items, Part.BODY)
        stories.add_beside(self._notes("footnote"), Part.NOTE)
        stories.add_beside(self._notes("endnote"), Part.NOTE)
        stories.add_beside(self._references(body, "footer"), Part.FOOTER)
        written = self._finish(text_of(items), has_pictures=_has_pictures(body))
        if Unjudgeable.NO_TEXT_LAYER not in written.reasons:
            return written
        return self._looked_at(body, written)

    def _looked_at(self, body: etree._Element, written: Extract) -> Extract:
        """What the pictures of a document say that says nothing else, and what it does."""
        from gongkai.ingest import picture  # seldom needed
        from gongkai.ingest.ocr.eyes import Eyes
        from gongkai.ingest.pages import reading

        eyes = Eyes(self._ocr)
        pages = [
            page
            for data in self._pictures(body)
            for page in picture.pages_of(data, eyes)
        ]
        pages = eyes.settled(pages)
        if not any(page.lines or page.tables for page in pages):
            return replace(written, notes=(*written.notes, *eyes.notes()))
        pages[0] = pages[0]._replace(slanted=written.text.splitlines())
        seen = reading.compose(pages, (*written.notes, *eyes.notes()))
        others = set(written.reasons) - {Unjudgeable.NO_TEXT_LAYER, *seen.reasons}
        return replace(seen, reasons=(*seen.reasons, *sorted(others)))

    def _pictures(self, body: etree._Element) -> Iterator[bytes]:
        """The pictures of the body in their order, each once."""
        shown = dict.fromkeys(
            element.get(name, "")
            for element in body.iter(*_PICTURES)
            for name in (_EMBEDDED, RELATION_ID)
        )
        for identity in shown:
            with suppress(CorruptError):
                if (data := self._parts.bytes_by_id(identity)) is not None:
                    yield data

    def _finish(self, body_text: str, *, has_pictures: bool) -> Extract:
        for note in self._walker.omissions.notes():
            self._builder.note(note)
        if self._parts.has_kind("vbaProject"):
            self._builder.note("macros left out")
        reasons = [
            Unjudgeable.NO_TEXT_LAYER
            if reason is Unjudgeable.NEARLY_EMPTY and has_pictures
            else reason
            for reason in quality.assess(body_text)
        ]
        if self._walker.omissions.foreign:
            reasons.append(Unjudgeable.PARTIAL_TEXT)
        return self._builder.build(reasons)

    def _references(self, body: etree._Element, kind: str) -> Iterator[list[Item]]:
        """The headers or footers that the sections of the document show."""
        for section in body.iter(_SECTION):
            has_first = any(map(is_on, section.iterchildren(_FIRST_DIFFERS)))
            for reference in section.iterchildren(w(f"{kind}Reference")):
                if reference.get(_TYPE) == "first" and not has_first:
                    continue
                relation_id = reference.get(RELATION_ID, "")
                root = self._guarded(kind, partial(self._parts.by_id, relation_id))
                if root is not None:
                    yield self._walker.items(root)

    def _notes(self, kind: str) -> Iterator[list[Item]]:
        root = self._optional(f"{kind}s")
        for note in root.iterchildren(w(kind)) if root is not None else ():
            if note.get(_TYPE) not in _SEPARATORS:
                yield self._walker.items(note)

    def _read_styles(self) -> Styles | None:
        """Parsing them takes half the time of a document, and an office has one template."""
        packed = self._parts.packed_of_kind("styles")
        if packed is None:
            return None
        if packed not in _STYLES:
            styles = Styles(self._parts.of_kind("styles"))
            if len(_STYLES) >= _MOST_STYLES:
                _STYLES.pop(next(iter(_STYLES)))
            _STYLES[packed] = styles
        return _STYLES[packed]

    def _optional(self, kind: str) -> etree._Element | None:
        return self._guarded(kind, partial(self._parts.of_kind, kind))

    def _guarded(self, kind: str, read: Callable[[], T | None]) -> T | None:
        """A part that the text can do without: when it is damaged, a note says so."""
        try:
            return read()
        except CorruptError as error:
            self._builder.note(f"{kind} left out: {error}")
            return None


def _has_pictures(body: etree._Element) -> bool:
    return next(body.iter(*_PICTURES), None) is not None
