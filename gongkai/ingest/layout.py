"""Put blocks together into an extract, keeping each block's place.

The text of an extract, as every reader lays it out:

- blocks are joined by a newline, and a blank line of the document is an empty line
  of the text that belongs to no block;
- a paragraph holds no newline: a line break in it makes two paragraphs;
- the cells of a table row are joined by a tab and the rows by a newline. A cell of
  several paragraphs keeps them as lines of its own, so that a label inside still
  begins a line: `Block.cells`, not the newlines, says where a cell ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from gongkai.errors import FailureCode, LimitError
from gongkai.model import Block, BlockKind, Cell, Extract, Part, Span, Unjudgeable

ATTACHED = "attachment: "  # begins the note that names a file attached to a message
MOST_TEXT = 50_000_000  # characters; a book has half a million

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
# What nobody sees: zero-width characters, soft hyphens, direction marks. And what no
# text should hold, since databases and terminals choke on it.
_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LONE_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_PAIR = re.compile(r"[\u3400-\u9fff]{1,2}")


class Place(NamedTuple):
    """A table cell before it has a span: its text, its corner and what it covers."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1


def lines(text: str) -> list[str]:
    """The lines of a text, whichever of the known line ends it uses."""
    return _BREAK.split(text)


class Builder:
    """Collects the blocks of a document in reading order.

    Raises LimitError where there is more text than any document has.

    >>> builder = Builder()
    >>> builder.paragraph("公示", heading=True)
    >>> builder.table([Place(0, 0, "姓名"), Place(0, 1, "金额")])
    >>> builder.build().text
    '公示\\n姓名\\t金额'
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._length = 0  # of the texts joined, with a newline after each
        self._blocks: list[Block] = []
        self._pages: list[Span] = []
        self._page_start: int | None = None
        self._notes: dict[str, None] = {}

    def paragraph(
        self,
        text: str,
        *,
        page: int | None = None,
        part: Part = Part.BODY,
        heading: bool = False,
    ) -> None:
        """Add a paragraph, or one for each of its lines. Blank ones become blank lines.

        Characters that nobody sees are left out, and those that no text should hold.
        """
        kind = BlockKind.HEADING if heading else BlockKind.PARAGRAPH
        for line in [text] if text.isprintable() else lines(self._clean(text)):
            span = self._add(line.rstrip())
            if span.start < span.end:
                self._blocks.append(Block(kind, span, page or self._page, part))

    def table(
        self,
        cells: Iterable[Place],
        *,
        page: int | None = None,
        part: Part = Part.BODY,
    ) -> None:
        """Add a table, given its cells in reading order (by row, then by column).

        A table without a single character is left out.
        """
        rows: list[str] = []
        placed: list[Cell] = []
        start = self._length
        for _, row in groupby(cells, key=attrgetter("row")):
            texts = []
            for place in row:
                text = _cell_text(self._clean(place.text))
                span = Span(start, start + len(text))
                placed.append(
                    Cell(place.row, place.column, span, place.rows, place.columns)
                )
                texts.append(text)
                start += len(text) + 1
            rows.append("\t".join(texts))
        if any(cell.span.start < cell.span.end for cell in placed):
            span = self._add("\n".join(rows))
            self._blocks.append(
                Block(BlockKind.TABLE, span, page or self._page, part, tuple(placed))
            )

    def begin_page(self) -> None:
        """What is added until `end_page` stands on the next page."""
        self._page_start = self._length

    def end_page(self) -> None:
        """Close the page. A page on which nothing was added has an empty span."""
        if self._page_start is not None:
            end = max(self._page_start, self._length - 1)
            self._pages.append(Span(self._page_start, end))
            self._page_start = None

    def note(self, text: str) -> None:
        """Say, in English, what was guessed or left out. The same note counts once."""
        self._notes[text] = None

    def build(self, reasons: Iterable[Unjudgeable] = ()) -> Extract:
        """The extract of what was added, without blank lines at its end."""
        end = self._blocks[-1].span.end if self._blocks else 0
        text = "\n".join(self._texts)[:end]
        pages = tuple(
            Span(min(start, len(text)), min(end, len(text)))
            for start, end in self._pages
        )
        return Extract(
            text, tuple(self._blocks), pages, tuple(self._notes), tuple(reasons)
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing but blank lines was added so far."""
        return not self._blocks

    @property
    def _page(self) -> int | None:
        return None if self._page_start is None else len(self._pages) + 1

    def _clean(self, text: str) -> str:
        if text.isprintable():
            return text
        if _CONTROL.search(text):
            self.note("control characters left out")
            text = _CONTROL.sub("", text)
        return _UNSEEN.sub("", text)

    def _add(self, text: str) -> Span:
        span = Span(self._length, self._length + len(text))
        if not span.end:  # blank lines before the first character
            return span
        if span.end > MOST_TEXT:
            raise LimitError(FailureCode.LIMIT_OUTPUT, f"over {MOST_TEXT} characters")
        self._texts.append(text)
        self._length = span.end + 1
        return span


def _cell_text(text: str) -> str:
    """The lines of a cell without blank ones; a label set one character a line is closed.

    Two characters a line may be a label (会议 / 内容) or names: they keep a space.
    """
    if text.isprintable():
        return text.strip()
    if not _BREAK.search(text):
        return text.strip().replace("\t", "  ")
    kept = [stripped for line in lines(text) if (stripped := line.strip())]
    if len(kept) > 1 and all(map(_LONE_HAN.fullmatch, kept)):
        return "".join(kept)
    if len(kept) > 1 and all(map(_HAN_PAIR.fullmatch, kept)):
        return " ".join(kept)
    return "\n".join(kept).replace("\t", "  ")
