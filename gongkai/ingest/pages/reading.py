"""Pages made an extract: paragraphs by where lines stand, tables by their rules.

Headers come before the body and footers after it, as from Word, so that text that
runs over a page is not interrupted.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from gongkai.ingest import layout, quality
from gongkai.ingest.pages import flow, margins
from gongkai.ingest.pages.flow import Frame, Paragraph, Style
from gongkai.ingest.pages.line import Box, Line
from gongkai.ingest.pages.margins import Sheet
from gongkai.ingest.pages.strokes import Drawn
from gongkai.ingest.pages.tables import Table
from gongkai.model import Extract, Part, Unjudgeable

MOST_TEXT = 50_000_000  # characters
A4 = Box(0, 0, 595, 842)
_FEW_PATHS = 40  # more on a page without text, and the text is drawn
_FEW_LETTERS = 20  # on a scanned page: a stamp or the name of an app, not its text
_FULL, _NOTABLE = 0.6, 0.1  # of a page that a picture covers
_ODD = re.compile(r"[~*^£%{}\\|<>$#@&=_;`¥§¢¬!?]")
_ODD_SHARE = 0.08  # of the characters over a scan: then it was read badly
_CONTROL = re.compile("[\x00\x01\x03-\x08\x0e-\x1f\x7f-\x9f]")
_SURE = 3  # lines that reach a margin


class Scan(Enum):
    """What a page holds beside its text."""

    READ = auto()
    BLANK = auto()
    UNREAD = auto()  # a picture or drawing, and no text
    MISREAD = auto()  # a picture, over which a machine has laid nonsense
    DAMAGED = auto()


class Page(NamedTuple):
    """A page that has been read and closed."""

    lines: list[Line]
    tables: list[Table]
    box: Box
    slanted: list[str]
    scan: Scan
    unmapped: int  # characters


DAMAGED = Page([], [], Box(0, 0, 0, 0), [], Scan.DAMAGED, 0)


def compose(pages: Sequence[Page], notes: Iterable[str] = ()) -> Extract:
    """The text of a document, given its pages and what its reader has to note."""
    return _Reading(pages, notes).extract()


def scan_of(text: str, shown: Drawn, box: Box) -> Scan:
    """What a page shows that the text may not tell."""
    share = shown.picture / max((box.right - box.left) * (box.top - box.bottom), 1.0)
    letters = sum(map(str.isalnum, text))
    if (letters < _FEW_LETTERS and share >= _FULL) or (
        not letters and (share >= _NOTABLE or shown.paths > _FEW_PATHS)
    ):
        return Scan.UNREAD
    if share >= _FULL and len(_ODD.findall(text)) > _ODD_SHARE * len(text):
        return Scan.MISREAD
    return Scan.READ if letters else Scan.BLANK


class _Reading:
    """One document on its way from pages to an extract."""

    def __init__(self, pages: Sequence[Page], notes: Iterable[str]) -> None:
        self._pages = pages
        self._builder = layout.Builder()
        for note in notes:
            self._builder.note(note)
        self._style = _style([line for page in pages for line in page.lines], A4)
        sheets = [
            Sheet(page.lines, page.box.bottom, page.box.top, bool(page.tables))
            for page in pages
        ]
        self._edges = margins.edges(sheets, self._style.size)

    def extract(self) -> Extract:
        bodies = self._bodies()
        is_indented = flow.has_indents(
            [line for body in bodies for line in body], self._style.frame
        )
        items = [
            list(self._items(body, page))
            for body, page in zip(bodies, self._pages, strict=True)
        ]
        for index in range(len(items) - 1, 0, -1):
            _join_over(items[index - 1], items[index], is_indented=is_indented)
        return self._built(items)

    def _bodies(self) -> list[list[Line]]:
        """The lines of each page without those at its edges."""
        outside: list[set[int]] = [set() for _ in self._pages]
        for edge in self._edges:
            outside[edge.page].add(id(edge.line))
        bodies = [
            [line for line in page.lines if id(line) not in lost]
            for page, lost in zip(self._pages, outside, strict=True)
        ]
        page = Counter(page.box for page in self._pages).most_common(1)[0][0]
        self._style = _style([line for body in bodies for line in body], page)
        return bodies

    def _items(self, lines: Sequence[Line], page: Page) -> Iterator[Paragraph | Table]:
        """Paragraphs and tables of a page in reading order."""
        columns = list(flow.flows(lines))
        before: dict[int, list[Table]] = defaultdict(list)
        for table in sorted(page.tables, key=lambda table: -table.box.top):
            before[_place(table, lines, is_single=len(columns) < 2)].append(table)
        index = 0
        for column in columns:
            frame = self._frame(column, page.box if len(columns) == 1 else None)
            part: list[Line] = []
            for line in column:
                if index in before:
                    yield from flow.paragraphs(part, frame, self._style.leading)
                    yield from before[index]
                    part = []
                part.append(line)
                index += 1
            yield from flow.paragraphs(part, frame, self._style.leading)
        yield from before[len(lines)]

    def _frame(self, column: Sequence[Line], page: Box | None) -> Frame:
        """The margins of a column: its own where it shows them, else the document's."""
        frame = flow.frame_of(column, page)
        if frame.support >= _SURE or (page is None and len(column) > _SURE):
            return frame
        return self._style.frame

    def _built(self, pages: Sequence[Sequence[Paragraph | Table]]) -> Extract:
        builder = self._builder
        only_headings, is_first = True, True  # so far
        for number, items in enumerate(pages):
            builder.begin_page()
            if number == 0:
                self._add_edges(is_top=True)
            for item in items:
                if isinstance(item, Table):
                    builder.table(item.places)
                    only_headings = False
                else:
                    heading = flow.is_heading(
                        item, self._style, is_first=is_first, is_top=only_headings
                    )
                    builder.paragraph(item.text, heading=heading)
                    only_headings = only_headings and heading
                is_first = False
            if number == len(pages) - 1:
                self._add_edges(is_top=False)
            builder.end_page()
        reasons = tuple(self._reasons(pages))  # may add a note
        return builder.build(reasons)

    def _add_edges(self, *, is_top: bool) -> None:
        """Headers stand before the body and footers after it, the same text once."""
        part = Part.HEADER if is_top else Part.FOOTER
        if is_top:
            slanted = (text for page in self._pages for text in page.slanted)
            for text in dict.fromkeys(slanted):
                self._builder.paragraph(text, part=part, page=1)
        for edge in margins.distinct(self._edges):
            if edge.is_top is is_top:
                self._builder.paragraph(edge.line.text, part=part, page=edge.page + 1)

    def _reasons(
        self, pages: Sequence[Sequence[Paragraph | Table]]
    ) -> Iterator[Unjudgeable]:
        scans = {page.scan for page in self._pages}
        if Scan.DAMAGED in scans:
            self._builder.note("damaged pages left out")
        if not scans & {Scan.READ, Scan.MISREAD} and Scan.UNREAD in scans:
            yield Unjudgeable.NO_TEXT_LAYER
            return
        if scans & {Scan.UNREAD, Scan.DAMAGED}:
            yield Unjudgeable.PARTIAL_TEXT
        if Scan.MISREAD in scans:
            yield Unjudgeable.LOW_OCR_CONFIDENCE
        yield from self._quality("\n".join(_texts(pages)))

    def _quality(self, text: str) -> tuple[Unjudgeable, ...]:
        """What the text itself tells, and the fonts that do not say what they show."""
        found = quality.assess(_CONTROL.sub("\ufffd", text))
        lost = sum(page.unmapped for page in self._pages)
        if lost <= quality.GARBLED_SHARE * len(text) or (
            Unjudgeable.GARBLED_TEXT in found
        ):
            return found
        return (Unjudgeable.GARBLED_TEXT, *found)


def _texts(pages: Sequence[Sequence[Paragraph | Table]]) -> Iterator[str]:
    for items in pages:
        for item in items:
            if isinstance(item, Table):
                yield from (place.text for place in item.places)
            else:
                yield item.text


def _style(lines: Sequence[Line], page: Box) -> Style:
    """How most of the text of a document is set."""
    if not lines:
        return Style(12.0, False, 20.0, Frame(0.0, 0.0))
    sizes: Counter[float] = Counter()
    bold = 0
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
        bold += len(line.text) if line.bold else 0
    size = sizes.most_common(1)[0][0]
    usual = [line for line in lines if abs(line.size - size) < 0.1] or lines
    return Style(
        size,
        2 * bold > sizes.total(),
        flow.leading_of(lines, size),
        flow.frame_of(usual, page),
    )


def _place(table: Table, lines: Sequence[Line], *, is_single: bool) -> int:
    """The index of the line that a table stands before."""
    for index, line in enumerate(lines):
        if line.base < table.box.top and (
            is_single or (line.left < table.box.right and line.right > table.box.left)
        ):
            return index
    return len(lines)


def _join_over(
    before: list[Paragraph | Table],
    after: list[Paragraph | Table],
    *,
    is_indented: bool,
) -> None:
    """Take the first paragraph of a page back to the one it goes on with, if it does."""
    if not before or not after:
        return
    last, first = before[-1], after[0]
    if isinstance(last, Table) or isinstance(first, Table):
        return
    if flow.runs_over(last, first, is_indented=is_indented):
        before[-1] = Paragraph((*last.lines, *first.lines), last.frame)
        del after[0]
