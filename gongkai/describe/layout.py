"""The lines of a document, computed once for all that look at them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

from gongkai.describe import forms
from gongkai.model import Block, BlockKind, Extract, Part, Span
from gongkai.pattern import Pattern
from gongkai.rules import Wording
from gongkai.text import fold

HEAD = 40  # lines in which a title, a number or page metadata may stand
_LONGEST_RESIDUE = 320  # characters
_NO_WORDS = Pattern(r"[^〔\[(\w]{0,60}[A-Za-z]?[\W_]{0,60}")
_STEP = 12  # characters of a step of the way to a page
_ITEM = 6  # of an item of a menu
SHORT = 80  # characters; no longer line is a label, an issuer or a date


class Line(NamedTuple):
    """A line of the body: a paragraph, or a line of a table cell."""

    span: Span  # without the white space around it
    text: str  # folded; as long as the span
    bare: str  # folded, without any white space
    kind: BlockKind
    block: int  # its number in the extract

    @property
    def is_short(self) -> bool:
        return len(self.text) <= SHORT


@dataclass(frozen=True)
class Layout:
    """An extract as lines, without what web pages and printers leave behind."""

    extract: Extract
    legible: str  # the text, with what was misread put right
    folded: str
    lines: tuple[Line, ...]
    frame: tuple[Line, ...]  # page headers, footers and notes
    wording: Wording

    @property
    def head(self) -> tuple[Line, ...]:
        return self.lines[:HEAD]

    @cached_property
    def start(self) -> int:
        """The number of the line where the text begins, after a web page's navigation."""
        at = 0
        for number, line in enumerate(self.head[:20]):
            if forms.LOCATION.fullmatch(line.bare):
                at = number + 1
                break
        while at + 1 < len(self.head) and _is_menu(*self.head[at : at + 2]):
            at += 1
        return at

    def number_after(self, offset: int) -> int:
        """The number of the first line that begins at an offset or behind it."""
        return bisect_left(self.lines, offset, key=lambda line: line.span.start)

    def is_apart(self, above: Line, below: Line) -> bool:
        """Whether an empty line stands between two lines."""
        between = self.folded[above.span.end : below.span.start]
        return between.count("\n") > 1

    def raw(self, span: Span) -> str:
        """The characters as they stand in the document."""
        return span.of(self.extract.text)


def _is_menu(line: Line, below: Line) -> bool:
    """Whether a line is what a web page offers to click: 政务公开>公示, 网站地图|收藏本站."""
    if trail := forms.TRAIL.fullmatch(line.bare):
        last = trail["last"]
        return len(last) <= _STEP or below.bare.startswith(last.rstrip(".…")[:_STEP])
    if forms.MENU.fullmatch(line.bare):
        return forms.MENU_WORDS.search(line.bare) is not None
    items = line.text.split() if line.is_short else []
    clicked = sum(1 for item in items if forms.MENU_WORDS.search(item))
    return 1 < len(items) < 2 * clicked and all(len(item) <= _ITEM for item in items)


def read(extract: Extract, wording: Wording) -> Layout:
    """The lines of an extract."""
    legible = _corrected(extract.text, wording)
    folded = fold(legible)
    body: list[Line] = []
    frame: list[Line] = []
    for number, block in enumerate(extract.blocks):
        lines = body if block.part is Part.BODY else frame
        for span in _spans(block, folded):
            text = span.of(folded)
            bare = "".join(text.split())
            if not _is_residue(bare, wording):
                lines.append(Line(span, text, bare, block.kind, number))
    return Layout(extract, legible, folded, tuple(body), tuple(frame), wording)


def _corrected(text: str, wording: Wording) -> str:
    """A text without what readers of pictures take amiss, one character for one."""
    for wrong, right in wording.misread:
        text = wrong.sub(partial(_instead, right), text)
    return text


def _instead(right: str, wrong: re.Match[str]) -> str:
    return right if len(right) == len(wrong[0]) else wrong[0]


def _spans(block: Block, folded: str) -> Iterator[Span]:
    for piece in (cell.span for cell in block.cells) if block.cells else (block.span,):
        at = piece.start
        for part in piece.of(folded).split("\n"):
            stripped = part.strip()
            if stripped:
                start = at + part.index(stripped)
                yield Span(start, start + len(stripped))
            at += len(part) + 1


def _is_residue(bare: str, wording: Wording) -> bool:
    """Whether a line holds no word of the document."""
    if len(bare) > _LONGEST_RESIDUE:
        return False
    return any(pattern.fullmatch(bare) for pattern in (_NO_WORDS, wording.residue))
