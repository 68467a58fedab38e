"""Walk one story of a binary Word document: its paragraphs and tables, in order.

A story is the body, a header, a footer, the notes or a text box. What is walked is
what a reader would see with all tracked changes accepted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gongkai.ingest import word
from gongkai.ingest.doc.fonts import Font
from gongkai.ingest.doc.numbering import Numbering
from gongkai.ingest.doc.pieces import FILLER
from gongkai.ingest.doc.properties import Dress, Face, Look, Properties
from gongkai.ingest.drafts import Draft
from gongkai.ingest.word import TAB, Item, Paragraph, Style

Boxes = Mapping[
    int, list[Item]
]  # what stands in text boxes, by the place of the anchor

_END = re.compile("[\r\x07\f]")
_FIELD = re.compile("[\x13\x14\x15]")
_BEGIN, _SEPARATOR = "\x13", "\x14"
_CELL = "\x07"
_SPECIAL = re.compile(f"[\x00-\x1f{FILLER}]")
_CHARACTERS: dict[int, str | None] = dict.fromkeys((*range(0x20), ord(FILLER))) | {
    0x09: TAB, 0x0B: "\n", 0x0E: "\n", 0x1E: "-",
}  # fmt: skip
_OF_SYMBOL_FONT = re.compile("[\uf020-\uf0ff]")


@dataclass(slots=True)
class Omissions:
    """What the walk met and left out."""

    deletions: bool = False
    hidden: bool = False

    def notes(self) -> Iterator[str]:
        if self.deletions:
            yield "tracked deletions left out"
        if self.hidden:
            yield "hidden text left out"


class Walker:
    """Walks the stories of one document, which share list counters."""

    def __init__(
        self,
        text: str,
        properties: Properties,
        numbering: Numbering,
        fonts: tuple[Font, ...],
    ) -> None:
        self.omissions = Omissions()
        self._text = text
        self._properties = properties
        self._numbering = numbering
        self._fonts = fonts

    def items(self, start: int, end: int, boxes: Boxes | None = None) -> list[Item]:
        """The paragraphs and tables of a stretch, text boxes after their anchor."""
        text = _without_instructions(self._text[start:end])
        runs = _Runs(self._properties.characters(start, start + len(text)))
        anchored = _Anchored(boxes or {})
        assembly = _Assembly()
        before = ""  # text of a paragraph whose end was deleted: it runs on
        for first, mark, end_mark in _paragraphs(text):
            look = self._look(text, start, mark, end_mark)
            inline = Inline(look.style, self._properties, self._fonts)
            for at, to, dress in runs.between(start + first, start + mark + 1):
                inline.add(text[at - start : min(to - start, mark)], dress)
            self._meet(inline)
            if inline.runs_on and end_mark == "\r":
                before += inline.text
            else:
                whole = self._label(look.style) + before + inline.text
                assembly.add(inline.paragraph(whole), look, end_mark)
                before = ""
            for box in anchored.until(start + mark):
                assembly.add_beside(box)
        return assembly.finish()

    def _look(self, text: str, start: int, mark: int, end_mark: str) -> Look:
        look = self._properties.paragraph(start + mark)
        if end_mark != _CELL:
            return look
        if not self._properties.has_paragraphs:  # then an empty cell ends a row
            return Look(depth=1, ends_row=text[mark - 1 : mark] == _CELL)
        return look if look.depth == 1 else look._replace(depth=1)

    def _meet(self, inline: Inline) -> None:
        self.omissions.deletions |= inline.has_deletions
        self.omissions.hidden |= inline.has_hidden

    def _label(self, style: Style) -> str:
        if style.list_id is None or style.is_hidden:
            return ""
        return self._numbering.label(style.list_id, style.list_level or 0)


class Inline:
    """The text of one paragraph."""

    def __init__(
        self, style: Style, properties: Properties, fonts: tuple[Font, ...]
    ) -> None:
        self.runs_on = self.has_deletions = self.has_hidden = False
        self._style = style
        self._properties = properties
        self._fonts = fonts
        self._pieces: list[str] = []
        self._sizes: dict[int, int] = {}
        self._bold = 0

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def add(self, text: str, dress: Dress) -> None:
        """Add characters that are formatted alike; none for the mark at the end."""
        face = self._properties.face(dress, self._style)
        self.runs_on = face.is_deleted
        if not text:
            return
        if face.is_deleted:
            self.has_deletions = True
        elif face.is_hidden:
            self.has_hidden |= bool(text.strip())
        else:
            shown = self._shown(text, face)
            self._pieces.append(shown)
            length = len(shown)
            self._sizes[face.size] = self._sizes.get(face.size, 0) + length
            if face.is_bold:
                self._bold += length

    def paragraph(self, text: str) -> Paragraph:
        """The paragraph with its final text."""
        sizes = self._sizes
        if len(sizes) == 1:
            ((size, length),) = sizes.items()
            return Paragraph(text, self._style, size, self._bold * 2 > length)
        size = max(sizes, key=sizes.__getitem__) if sizes else self._usual_size
        return Paragraph(text, self._style, size, self._bold * 2 > sum(sizes.values()))

    @property
    def _usual_size(self) -> int:
        return self._style.size or self._properties.styles.size

    def _shown(self, text: str, face: Face) -> str:
        if face.symbol is None and text.isprintable():  # which no mark is
            return text
        if _SPECIAL.search(text):
            text = text.translate(_CHARACTERS)
        if face.symbol is not None:
            font = self._font(int.from_bytes(face.symbol[:2], "little"))
            code = int.from_bytes(face.symbol[2:4], "little")
            return word.symbol(code, font) * len(text)
        if _OF_SYMBOL_FONT.search(text):
            font = self._font(face.font)
            return _OF_SYMBOL_FONT.sub(
                lambda match: word.symbol(ord(match[0]), font) or match[0], text
            )
        return text

    def _font(self, index: int) -> str:
        return self._fonts[index].name if index < len(self._fonts) else ""


class _Runs:
    """Stretches of characters, to be taken from the first on."""

    def __init__(self, runs: Iterable[tuple[int, int, Dress]]) -> None:
        self._runs = list(runs)
        self._at = 0

    def between(self, start: int, end: int) -> list[tuple[int, int, Dress]]:
        """What lies in a stretch that begins no earlier than the one before."""
        found = []
        runs = self._runs
        while self._at < len(runs):
            first, last, dress = runs[self._at]
            if first >= end:
                break
            if last > start:
                found.append((max(first, start), min(last, end), dress))
            if last > end:
                break
            self._at += 1
        return found


class _Anchored:
    """Text boxes, to be taken from the first on."""

    def __init__(self, boxes: Boxes) -> None:
        self._boxes = boxes
        self._anchors = sorted(boxes)
        self._at = 0

    def until(self, place: int) -> Iterator[list[Item]]:
        """Those with an anchor up to a place."""
        while self._at < len(self._anchors) and self._anchors[self._at] <= place:
            yield self._boxes[self._anchors[self._at]]
            self._at += 1


class _Assembly:
    """Puts paragraphs together into tables, and tables into the cells of others."""

    def __init__(self) -> None:
        self._items: list[Item] = []
        self._drafts: list[Draft] = []

    def add(self, paragraph: Paragraph, look: Look, mark: str) -> None:
        """Add a paragraph, in the table that it says it stands in."""
        self._close(look.depth)
        while len(self._drafts) < look.depth:
            self._drafts.append(Draft())
        if look.depth and look.ends_row:
            self._drafts[-1].end_row(look.plan)
            return
        self.add_beside([paragraph] if mark or paragraph.text else [])
        if look.depth and (mark == _CELL or look.ends_cell):
            self._drafts[-1].end_cell()

    def add_beside(self, items: list[Item]) -> None:
        """Add what stands where the last paragraph stood."""
        (self._drafts[-1].cell if self._drafts else self._items).extend(items)

    def finish(self) -> list[Item]:
        self._close(0)
        return self._items

    def _close(self, depth: int) -> None:
        while len(self._drafts) > depth:
            self.add_beside(self._drafts.pop().finish())


def _paragraphs(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each paragraph begins, and where its mark stands; the last may lack one."""
    at = 0
    for match in _END.finditer(text):
        mark = match.start()
        yield at, mark, match[0]
        at = mark + 1
    if at < len(text):
        yield at, len(text), ""


def _without_instructions(text: str) -> str:
    """The text with fields reduced to their result; FILLER stands for the rest.

    A field is its instruction, and after a separator its result. Marks that have no
    counterpart hide nothing, and neither does an instruction that goes beyond a cell.
    """
    if _BEGIN not in text:
        return text
    pieces: list[str] = []
    open_fields: list[tuple[int, int]] = []  # of each: its beginning, its separator
    hidden: list[tuple[int, int]] = []
    for match in _FIELD.finditer(text):
        at = match.start()
        if match[0] == _BEGIN:
            open_fields.append((at, -1))
        elif not open_fields:
            continue
        elif match[0] == _SEPARATOR:
            open_fields[-1] = (open_fields[-1][0], at)
        else:
            start, separator = open_fields.pop()
            hidden.append((start, at if separator < 0 else separator))
    at = 0
    for start, end in sorted(hidden):
        if start >= at and _CELL not in text[start:end]:
            pieces += (text[at:start], FILLER * (end - start))
            at = end
    return "".join(pieces) + text[at:]
