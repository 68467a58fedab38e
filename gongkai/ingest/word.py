"""What the readers of Word's formats have in common: paragraphs, tables, headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from gongkai.ingest import layout
from gongkai.ingest.layout import Place
from gongkai.model import Part

TITLE_LENGTH = 80  # characters; what is longer is a paragraph in a heading's dress
LARGE = 1.2  # times the size of the body
TAB = "  "  # in a paragraph; between cells a tab means the next cell
DEFAULT_SIZE = 20  # half-points, where no style says otherwise
BODY_LEVEL = 9  # of the outline: not a heading
HEADING_NAME = re.compile(r"(?:heading|title|subtitle)\b|.{0,20}标题", re.IGNORECASE)

# Characters of symbol fonts that carry meaning in forms, and in which font.
SYMBOLS = {
    ("wingdings", 0xFE): "☑", ("wingdings", 0xFD): "☒", ("wingdings", 0xA8): "□",
    ("wingdings", 0x6F): "□", ("wingdings", 0xFC): "✓", ("wingdings", 0xFB): "✗",
    ("wingdings 2", 0x52): "☑", ("wingdings 2", 0x50): "✓", ("wingdings 2", 0x54): "☒",
    ("wingdings 2", 0x4F): "✗", ("wingdings 2", 0xA3): "□", ("wingdings 2", 0x2A): "□",
}  # fmt: skip


class Style(NamedTuple):
    """A style with what it inherits."""

    is_heading: bool = False
    is_centred: bool = False
    is_bold: bool = False
    is_hidden: bool = False
    size: int | None = None  # half-points
    list_id: str | None = None  # of automatic numbering
    list_level: int | None = None


class Paragraph(NamedTuple):
    """A paragraph as it reads; a newline in it is a line break."""

    text: str
    style: Style
    size: int  # half-points, of most of its characters
    is_bold: bool  # most of it


class Table(NamedTuple):
    """A table; merged cells once, at their first corner."""

    places: tuple[Place, ...]


Item = Paragraph | Table


def symbol(code: int, font: str) -> str:
    """A character of a symbol font, where it has a counterpart that is readable."""
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    known = SYMBOLS.get((font.lower(), low))
    return known or ("" if 0xE000 <= code <= 0xF8FF or code < 0x20 else chr(code))


def text_of(items: Iterable[Item]) -> str:
    """The lines of a cell. A table in it gives a line a row, two spaces between cells."""
    return "\n".join(
        item.text if isinstance(item, Paragraph) else _text_of_table(item)
        for item in items
    )


def _text_of_table(table: Table) -> str:
    rows = groupby(table.places, key=attrgetter("row"))
    return "\n".join(
        TAB.join(" ".join(place.text.split()) for place in row) for _, row in rows
    )


def usual_size(items: Iterable[Item]) -> int:
    """The size of most of the text, in half-points, or 0 when there is none."""
    sizes: Counter[int] = Counter()
    for item in items:
        if isinstance(item, Paragraph):
            sizes[item.size] += len(item.text.strip())
    return sizes.most_common(1)[0][0] if sizes.total() else 0


def is_heading(paragraph: Paragraph, body_size: int) -> bool:
    """Whether a paragraph is dressed as a title: styled, large, or centred and bold."""
    if not 0 < len(paragraph.text.strip()) <= TITLE_LENGTH:
        return False
    style = paragraph.style
    if style.is_heading or paragraph.size >= LARGE * body_size:
        return True
    return style.is_centred and (paragraph.is_bold or paragraph.size > body_size)


class Stories:
    """Puts the stories of a document into an extract, one after the other."""

    def __init__(self, builder: layout.Builder, body_size: int) -> None:
        self._builder = builder
        self._body_size = body_size

    def add(self, items: Iterable[Item], part: Part) -> None:
        """Add a story as it is."""
        for item in items:
            if isinstance(item, Paragraph):
                heading = is_heading(item, self._body_size)
                self._builder.paragraph(item.text, part=part, heading=heading)
            else:
                self._builder.table(item.places, part=part)

    def add_beside(self, stories: Iterable[Iterable[Item]], part: Part) -> None:
        """Add stories beside the body, without blank lines and each text once."""
        seen = {""}
        for story in stories:
            items = [item for item in story if text_of([item]).strip()]
            text = text_of(items)
            if text not in seen:
                self.add(items, part)
            seen.add(text)
