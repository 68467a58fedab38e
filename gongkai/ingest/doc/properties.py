"""How the characters and paragraphs of a binary Word document look, by their count."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from gongkai.ingest.doc import sprms
from gongkai.ingest.doc.formatting import Runs
from gongkai.ingest.doc.pieces import Piece, Pieces
from gongkai.ingest.doc.styles import (
    Settings,
    Styles,
    apply,
    number,
    settings,
    toggled,
)
from gongkai.ingest.doc.tables import read_plan
from gongkai.ingest.drafts import RowPlan
from gongkai.ingest.word import Style

MAX_DEPTH = 60  # of tables in tables


class Look(NamedTuple):
    """How a paragraph looks, and its part in a table."""

    style: Style = Style()
    depth: int = 0  # of the table it stands in
    ends_cell: bool = False  # of a table in a table
    ends_row: bool = False
    plan: RowPlan = RowPlan()


class Face(NamedTuple):
    """How characters look in a paragraph."""

    is_deleted: bool
    is_hidden: bool
    is_bold: bool
    size: int  # half-points
    font: int
    symbol: bytes | None  # what stands in their place


Dress = tuple[bytes, int]  # the modifiers of characters, and what a fast save changed


class Properties:
    """Finds the look of what stands at a place in the text."""

    def __init__(
        self,
        pieces: Pieces,
        characters: Runs,
        paragraphs: Runs,
        styles: Styles,
        huge: bytes,
        *,
        is_old: bool,
    ) -> None:
        """`huge` is the stream where modifiers go that find no room on a page."""
        self.styles = styles
        self.has_paragraphs = len(paragraphs) > 0
        self._pieces = pieces.pieces
        self._modifiers = pieces.modifiers
        self._starts = [piece.start for piece in pieces.pieces]
        self._characters = characters
        self._paragraphs = paragraphs
        self._huge = huge
        self._is_old = is_old
        self._looks: dict[tuple[bytes, int], Look] = {}
        self._settings: dict[bytes, Settings] = {}
        self._faces: dict[Style, dict[Dress, Face]] = {}

    def paragraph(self, mark: int) -> Look:
        """The look of the paragraph whose mark is the character of that count."""
        index = bisect_right(self._starts, mark) - 1
        if index < 0:
            return Look()
        piece = self._pieces[index]
        key = self._paragraphs.at(piece.byte(mark)), piece.modifier
        if key not in self._looks:
            self._looks[key] = self._look(*key)
        return self._looks[key]

    def characters(self, start: int, end: int) -> Iterator[tuple[int, int, Dress]]:
        """The stretches of characters that are formatted alike, without gaps."""
        at = max(0, bisect_right(self._starts, start) - 1)
        for index in range(at, len(self._pieces)):
            piece = self._pieces[index]
            if piece.start >= end:
                return
            first, last = max(start, piece.start), min(end, piece.end)
            if first < last:
                yield from self._within(piece, first, last)

    def face(self, dress: Dress, style: Style) -> Face:
        """How characters look in a paragraph of that style."""
        faces = self._faces.setdefault(style, {})
        face = faces.get(dress)
        if face is None:
            face = faces[dress] = self._face(dress, style)
        return face

    def _face(self, dress: Dress, style: Style) -> Face:
        modifiers, changed = dress
        found = self._read(modifiers) | self._changed(changed)
        if sprms.CHARACTER_STYLE in found:
            named = self.styles.of_characters(number(found, sprms.CHARACTER_STYLE))
            found = named | found
        return Face(
            number(found, sprms.DELETED) == 1,
            toggled(found, sprms.HIDDEN, style.is_hidden),
            toggled(found, sprms.BOLD, style.is_bold),
            number(found, sprms.SIZE) or style.size or self.styles.size,
            number(found, sprms.FONT),
            found.get(sprms.SYMBOL),
        )

    def _within(
        self, piece: Piece, start: int, end: int
    ) -> Iterator[tuple[int, int, Dress]]:
        plain = b"", piece.modifier
        at = start
        for run in self._characters.within(piece.byte(start), piece.byte(end)):
            first = piece.start + -(-(run.start - piece.offset) // piece.width)
            last = min(end, piece.start + -(-(run.end - piece.offset) // piece.width))
            if first > at:
                yield at, first, plain
                at = first
            if last > at:
                yield at, last, (run.modifiers, piece.modifier)
                at = last
        if at < end:
            yield at, end, plain

    def _look(self, modifiers: bytes, changed: int) -> Look:
        found = self._read(modifiers[2:]) | self._changed(changed)
        for modifier in (sprms.HUGE, sprms.HUGE_OLD):
            if modifier in found:
                found = found | self._read(self._elsewhere(number(found, modifier)))
        own = int.from_bytes(modifiers[:2], "little")
        style = self.styles.get(number(found, sprms.PARAGRAPH_STYLE, own))
        depth = (
            max(1, number(found, sprms.DEPTH)) if number(found, sprms.IN_TABLE) else 0
        )
        return Look(
            apply(style, found),
            depth if depth <= MAX_DEPTH else 1,
            number(found, sprms.ENDS_INNER_CELL) == 1,
            1 in (number(found, sprms.ENDS_ROW), number(found, sprms.ENDS_INNER_ROW)),
            read_plan(found.get(sprms.TABLE_ROW, b""), is_old=self._is_old),
        )

    def _changed(self, modifier: int) -> Settings:
        """What a fast save changed: one small modifier, or the number of a list of them."""
        if not modifier:
            return {}
        if modifier & 1:
            index = modifier >> 1
            known = index < len(self._modifiers)
            return self._read(self._modifiers[index]) if known else {}
        simple = sprms.simple(modifier >> 1 & 0x7F)
        return {} if simple is None else {simple: bytes((modifier >> 8,))}

    def _elsewhere(self, offset: int) -> bytes:
        size = int.from_bytes(self._huge[offset : offset + 2], "little")
        return self._huge[offset + 2 : offset + 2 + size]

    def _read(self, modifiers: bytes) -> Settings:
        if modifiers not in self._settings:
            self._settings[modifiers] = settings(modifiers, is_old=self._is_old)
        return self._settings[modifiers]
