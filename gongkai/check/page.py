"""One document as every check sees it. Frozen; what costs time is computed when asked for."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property

from gongkai import dates
from gongkai.check.grids import Grid, GridCell, grids
from gongkai.check.labelled import Labelled, Line, label_names, labelled
from gongkai.check.listed import listed
from gongkai.check.posted import Posted, posted
from gongkai.model import (
    BlockKind,
    Classification,
    Extract,
    Found,
    Metadata,
    PartialDate,
    Span,
)
from gongkai.pattern import Pattern
from gongkai.rules import Rulebook
from gongkai.text import Tight, close_gaps, fold, parse_number, tighten

_ATTACHMENT = Pattern(
    r"附[ \t]{0,4}[件表][ \t]{0,4}[\d一二三四五六七八九十]{0,3}[ \t]{0,4}(?:[:.、]|$)|附[ \t]{0,4}:"
)
_NUMBERS = ("n", "n2", "n3", "n4")
_LETTERHEAD = Pattern(r"^[^,。:《》]{4,60}文 {0,8}件$")
_HEAD_LINES = 10
_LONE = Pattern(r"附 {0,4}[件表] {0,4}[\d一二三四五六七八九十]{0,3} {0,4}[:.、]?")
_REFERS = Pattern(r"附件|附表|附后|见附|另附")
_CUT = Pattern(
    r"(?:\.{3}|…|\ufffd)\W{0,3}$"
    r"|^(?=[^,。;]{0,160}[,。;]).{40,160}[\u4e00-\u9fff,、(《]$"
)


class Shape(Enum):
    """How an element was written."""

    LABEL = "label"  # label and value on a line, or the value on the next
    TABLE = "table"  # label in a cell, value in the next one or below
    PROSE = "prose"  # a pattern of the element's data
    METADATA = "metadata"  # read by an earlier stage


@dataclass(frozen=True, slots=True)
class FoundElement:
    """One place where the document shows an element."""

    element: str  # its id
    value: str  # exactly the characters of the span, unfolded
    span: Span
    shape: Shape
    groups: Mapping[str, Found[str]] = field(default_factory=dict)
    """The named groups of the pattern that took part, folded: v n n2 s e u p …"""

    @property
    def number(self) -> int | None:
        """The number it states: 应到23人 → 23."""
        found = next((self.groups[n] for n in _NUMBERS if n in self.groups), None)
        return parse_number(found.value) if found else None


@dataclass(frozen=True)
class Page:
    """A document: what was read, what it says of itself and what it is about."""

    extract: Extract
    metadata: Metadata
    classification: Classification
    vocabulary: frozenset[str] = frozenset()
    """Every label that some element is known by, folded."""

    @classmethod
    def of(
        cls,
        extract: Extract,
        metadata: Metadata,
        classification: Classification,
        rulebook: Rulebook,
    ) -> Page:
        """The page of a document that is checked by these rules."""
        return cls(extract, metadata, classification, rulebook.labels)

    @property
    def text(self) -> str:
        return self.extract.text

    @cached_property
    def folded(self) -> str:
        """The text with look-alikes made equal, one character for one."""
        return fold(self.text)

    @cached_property
    def tight(self) -> Tight:
        """The folded text without spaces between Han characters."""
        return tighten(self.text)

    @cached_property
    def closed(self) -> Tight:
        """The tight text in which no gap is wider than one space."""
        return close_gaps(self.text)

    @cached_property
    def posted(self) -> tuple[Posted, ...]:
        """The periods for which something is posted, as ranges of the tight text."""
        return tuple(posted(self.tight.text, self.year))

    @cached_property
    def squeezed(self) -> str:
        """The folded text without any white space, as labels and cells are compared."""
        return "".join(self.folded.split())

    @property
    def is_spaced(self) -> bool:
        """Whether there are spaces between Han characters at all."""
        return len(self.tight.text) < len(self.folded)

    @cached_property
    def title(self) -> str:
        """The title, folded and without spaces; empty when there is none."""
        title = self.metadata.title
        return "".join(fold(title.value).split()) if title else ""

    @property
    def genre(self) -> str:
        """The code of the genre; empty when it is not known."""
        genre = self.metadata.genre
        return genre.value.code if genre else ""

    @property
    def category(self) -> str:
        return self.classification.category.code

    @property
    def issued(self) -> PartialDate | None:
        """The date the document bears, as far as it is stated."""
        found = self.metadata.issued_on
        return found.value if found else None

    @cached_property
    def day(self) -> date | None:
        """The day the document bears, when it is stated to the day."""
        return dates.as_day(self.issued) if self.issued else None

    @cached_property
    def year(self) -> int | None:
        """The year the document bears."""
        issued = self.metadata.issued_on
        return issued.value.year if issued else None

    @cached_property
    def body(self) -> Span:
        """The document itself: without masthead, attachments and imprint."""
        body = self.metadata.body
        return body if body.start < body.end else Span(0, len(self.text))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the whole text, attachments too."""
        return tuple(_lines(self.folded))

    @cached_property
    def body_lines(self) -> tuple[Line, ...]:
        start, end = self.body
        return tuple(one for one in self.lines if start <= one.span.start < end)

    @cached_property
    def attachments(self) -> tuple[Span, ...]:
        """The attachments that stand in the text after the body."""
        starts = [
            line.span.start
            for line in self.lines
            if line.span.start >= self.body.end and _ATTACHMENT.match(line.text)
        ]
        return tuple(map(Span, starts, [*starts[1:], len(self.text)]))

    @cached_property
    def is_attachment(self) -> bool:
        """Whether the whole text is an attachment of another document."""
        return bool(self.lines) and _LONE.fullmatch(self.lines[0].text) is not None

    @cached_property
    def has_letterhead(self) -> bool:
        """Whether its first lines hold the head of an official document: …文件."""
        return any(_LETTERHEAD.search(line.text) for line in self.lines[:_HEAD_LINES])

    @cached_property
    def lacks_attachment(self) -> bool:
        """Whether it refers to an attachment that is not in the text."""
        return not self.attachments and _REFERS.search(self.folded) is not None

    @cached_property
    def is_cut(self) -> bool:
        """Whether the text breaks off before its signature."""
        unsigned = self.metadata.issued_on is None or self.metadata.issuer is None
        last = self.lines[-1].text if self.lines else ""
        return unsigned and _CUT.search(last[-160:]) is not None

    @cached_property
    def tables(self) -> tuple[Grid, ...]:
        """The tables as grids, drawn ones and those that lines of plain text make."""
        return tuple(grids(self.extract, self.folded))

    @cached_property
    def lists(self) -> tuple[Grid, ...]:
        """Lists whose cells only spaces part, outside ruled and tabbed tables."""
        return tuple(listed(self.lines, self.tables, self.folded))

    @cached_property
    def sheets(self) -> tuple[Grid, ...]:
        """The tables and lists, in reading order, none of them twice."""
        spans = [one.span for one in self.lists]
        apart = [grid for grid in self.tables if not _overlaps(grid.span, spans)]
        return tuple(sorted((*apart, *self.lists), key=lambda one: one.span))

    @cached_property
    def list_spans(self) -> frozenset[Span]:
        """Where the lists stand in which only words in order tell the columns."""
        return frozenset(one.span for one in self.lists)

    @cached_property
    def _filled(self) -> Mapping[Span, Grid]:
        """The cells of all tables, each with its table."""
        return {
            cell.span: grid
            for grid in self.sheets
            for row in grid.rows
            for cell in row
            if cell and cell.text
        }

    def in_table(self, span: Span) -> bool:
        """Whether it stands in a table."""
        return any(
            grid.span.start <= span.start < grid.span.end for grid in self.tables
        )

    def fills_cell(self, span: Span) -> bool:
        """Whether it is all that a table cell says."""
        return span in self._filled

    def in_table_with_header(self, span: Span) -> bool:
        """Whether it fills a cell of a table whose columns have names."""
        return span in self._filled and bool(self._filled[span].header)

    @cached_property
    def labelled(self) -> Mapping[str, tuple[Labelled, ...]]:
        """The values on lines, by the label they stand after."""
        values: dict[str, list[Labelled]] = defaultdict(list)
        for one in labelled(self.lines, self.vocabulary, self._tabled):
            values[one.label].append(one)
        return {label: tuple(found) for label, found in values.items()}

    @cached_property
    def _tabled(self) -> frozenset[int]:
        """Where the lines of tables start whose columns have names, and of drawn ones."""
        drawn = {
            block.span.start
            for block in self.extract.blocks
            if block.kind is BlockKind.TABLE
        }
        tables = [
            grid.span for grid in self.sheets if grid.header or grid.span.start in drawn
        ]
        starts = [line.span.start for line in self.lines]
        return frozenset(
            start
            for table in tables
            for start in starts[
                bisect_left(starts, table.start) : bisect_left(starts, table.end)
            ]
        )

    @cached_property
    def cells(self) -> Mapping[str, tuple[tuple[Grid, GridCell], ...]]:
        """The table cells by what they say, without colon and unit: 面积(亩): is 面积."""
        cells: dict[str, dict[tuple[int, Span], tuple[Grid, GridCell]]] = defaultdict(
            dict
        )
        for number, grid in enumerate(self.sheets):
            for row in grid.rows:
                for cell in row:
                    if cell and cell.text:
                        for name in label_names(cell.text):
                            cells[name][number, cell.span] = grid, cell
        return {text: tuple(found.values()) for text, found in cells.items()}


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    """Whether a span shares characters with one of others, which are in order."""
    place = bisect_left(others, span.end, key=lambda one: one.start)
    return place > 0 and others[place - 1].end > span.start


def _lines(folded: str) -> Iterator[Line]:
    start = 0
    for raw in folded.split("\n"):
        text = raw.strip()
        if text:
            at = start + raw.index(text[0])
            yield Line(text, Span(at, at + len(text)))
        start += len(raw) + 1
