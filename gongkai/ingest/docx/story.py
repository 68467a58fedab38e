"""Walk one story of a Word document: its paragraphs and tables, in order.

A story is the body, a header, a footer or the notes. What is walked is what a reader
would see with all tracked changes accepted: insertions are in, deletions are out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from gongkai.ingest import word
from gongkai.ingest.docx.names import (
    ALTERNATE,
    MATH_TEXT,
    MATHS,
    SPACE,
    VAL,
    WORD_ART,
    w,
)
from gongkai.ingest.docx.numbering import Numbering
from gongkai.ingest.docx.styles import Styles, settings, to_int
from gongkai.ingest.layout import Place
from gongkai.ingest.word import TAB, Item, Paragraph, Style, Table, text_of

MAX_SPAN = 1000  # columns; what claims more is damaged

_PARAGRAPH, _PARAGRAPH_PROPERTIES, _PARAGRAPH_STYLE = w("p"), w("pPr"), w("pStyle")
_RUN, _RUN_PROPERTIES, _RUN_STYLE = w("r"), w("rPr"), w("rStyle")
_TABLE, _ROW, _ROW_PROPERTIES = w("tbl"), w("tr"), w("trPr")
_CELL, _CELL_PROPERTIES = w("tc"), w("tcPr")
_GRID_BEFORE, _GRID_SPAN = w("gridBefore"), w("gridSpan")
_VERTICAL, _HORIZONTAL = w("vMerge"), w("hMerge")
_TEXT, _TEXT_BOX, _RUBY, _DELETED = w("t"), w("txbxContent"), w("ruby"), w("del")
_SYMBOL, _CHARACTER, _FONT = w("sym"), w("char"), w("font")
_FIELD, _FIELD_MARK = w("fldChar"), w("fldCharType")
_WRAPPERS = frozenset(  # around content that is simply there
    map(
        w,
        [
            "sdt",
            "sdtContent",
            "customXml",
            "smartTag",
            "ins",
            "moveTo",
            "hyperlink",
            "fldSimple",
            "dir",
            "bdo",
            "rubyBase",
        ],
    )
)
_DRAWINGS = frozenset((w("drawing"), w("pict"), w("object")))
_CHARACTERS = {
    w("tab"): TAB, w("ptab"): TAB, w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-",
}  # fmt: skip
_REMOVED = frozenset((_DELETED, w("moveFrom")))
_COMMENT = w("commentReference")
_FOREIGN = {w("altChunk"): "an embedded file", w("subDoc"): "a linked document"}
_XML_SPACE = " \t\r\n"
_LINE_ENDS_TO_SPACES = str.maketrans("\r\n", "  ")


@dataclass(slots=True)
class Omissions:
    """What the walk met and left out."""

    deletions: bool = False
    hidden: bool = False
    comments: bool = False
    foreign: str = ""  # content that is not in the part: an embedded file …

    def meet(self, tag: str) -> None:
        """Take note of an element that is passed over."""
        if tag in _REMOVED:
            self.deletions = True
        elif tag == _COMMENT:
            self.comments = True
        elif tag in _FOREIGN:
            self.foreign = _FOREIGN[tag]

    def notes(self) -> Iterator[str]:
        if self.deletions:
            yield "tracked deletions left out"
        if self.hidden:
            yield "hidden text left out"
        if self.comments:
            yield "comments left out"
        if self.foreign:
            yield f"{self.foreign} is not read"


class Walker:
    """Walks the stories of one document, which share list counters."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.omissions = Omissions()
        self._styles = styles
        self._numbering = numbering

    def items(self, parent: Iterable[etree._Element]) -> list[Item]:
        """The paragraphs and tables under an element, text boxes after their anchor."""
        found: list[Item] = []
        before = ""  # text of a paragraph whose end was deleted: it runs on
        for element in self._blocks(parent):
            if element.tag == _TABLE:
                found += self._table(element)
                continue
            inline = Inline(element, self._styles, self.omissions)
            text = before + inline.text
            before = text if inline.runs_on else ""
            if not inline.runs_on:
                found.append(inline.paragraph(self._label(inline) + text))
            for box in inline.boxes:
                found += self._box(box)
        if before:
            found.append(Paragraph(before, Style(), self._styles.size, is_bold=False))
        return found

    def _blocks(self, parent: Iterable[etree._Element]) -> Iterator[etree._Element]:
        for element in parent:
            tag = element.tag
            if tag in (_PARAGRAPH, _TABLE):
                yield element
            elif tag in _WRAPPERS:
                yield from self._blocks(element)
            elif tag == ALTERNATE:
                yield from self._blocks(choose(element))
            else:
                self.omissions.meet(tag)

    def _box(self, box: etree._Element) -> list[Item]:
        """What a text box holds, or the one line of a piece of word art."""
        if box.tag == _TEXT_BOX:
            return self.items(box)
        text = box.get("string", "")
        return [
            Paragraph(text, Style(is_heading=True), self._styles.size, is_bold=False)
        ]

    def _label(self, inline: Inline) -> str:
        style = inline.style
        if style.list_id is None or style.is_hidden:
            return ""
        return self._numbering.label(style.list_id, style.list_level, inline.style_id)

    def _table(self, table: etree._Element) -> list[Item]:
        grid = _Grid()
        for row in _rows(table):
            properties = _child(row, _ROW_PROPERTIES)
            if properties is not None and _child(properties, _DELETED) is not None:
                self.omissions.deletions = True
                continue
            grid.begin_row(_number_in(properties, _GRID_BEFORE))
            for cell in _cells(row):
                grid.add(_child(cell, _CELL_PROPERTIES), self.items(cell))
        return grid.finish()


class _Grid:
    """Lays cells out by row and column, and merges those that say they are merged."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._open: dict[int, int] = {}  # column → place that the row below may extend
        self._next_open: dict[int, int] = {}
        self._row = -1
        self._column = 0
        self._last: list[Item] = []

    def begin_row(self, skipped: int) -> None:
        self._row += 1
        self._column = skipped
        self._open, self._next_open = self._next_open, {}

    def add(self, properties: etree._Element | None, items: list[Item]) -> None:
        """Add the next cell of the row, or let the one above or before grow over it."""
        width = max(1, _number_in(properties, _GRID_SPAN))
        down = _merge(properties, _VERTICAL)
        index = self._open.get(self._column) if down == "continue" else None
        if index is not None:
            place = self._places[index]
            self._places[index] = place._replace(rows=self._row - place.row + 1)
        elif _merge(properties, _HORIZONTAL) == "continue" and self._is_after_cell():
            place = self._places[-1]
            self._places[-1] = place._replace(columns=place.columns + width)
        else:
            index = len(self._places)
            text = text_of(items)
            self._places.append(Place(self._row, self._column, text, columns=width))
            self._last = items
        if down and index is not None:
            self._next_open[self._column] = index
        self._column += width

    def finish(self) -> list[Item]:
        """The table; what stands in a frame of one cell, without the frame."""
        if len(self._places) == 1:
            return self._last
        return [Table(tuple(self._places))]

    def _is_after_cell(self) -> bool:
        return bool(self._places) and self._places[-1].row == self._row


class Inline:
    """The text of one paragraph, and what is anchored in it."""

    def __init__(
        self, element: etree._Element, styles: Styles, omissions: Omissions
    ) -> None:
        self.boxes: list[etree._Element] = []
        self._styles = styles
        self._omissions = omissions
        self._pieces: list[str] = []
        self._fields: list[bool] = []  # open fields: whether we are in the result
        self._sizes: dict[int, int] = {}
        self._bold = 0
        properties = _child(element, _PARAGRAPH_PROPERTIES)
        self.style_id = _style_id(properties, _PARAGRAPH_STYLE)
        self.style = styles.get(self.style_id)
        self.runs_on = False
        if properties is not None:
            self.style = self.style._replace(**settings(properties))
            mark = _child(properties, _RUN_PROPERTIES)
            self.runs_on = mark is not None and _child(mark, _DELETED) is not None
        self._walk(element)
        self.text = "".join(self._pieces)

    def paragraph(self, text: str) -> Paragraph:
        """The paragraph with its final text."""
        sizes = self._sizes
        size = max(sizes, key=sizes.__getitem__) if sizes else self._default_size
        return Paragraph(text, self.style, size, self._bold * 2 > sum(sizes.values()))

    @property
    def _default_size(self) -> int:
        return self.style.size or self._styles.size

    def _walk(self, parent: Iterable[etree._Element]) -> None:
        for element in parent:
            tag = element.tag
            if tag == _RUN:
                self._run(element)
            elif tag in _WRAPPERS:
                self._walk(element)
            elif tag == ALTERNATE:
                self._walk(choose(element))
            elif tag in MATHS:
                self._pieces += (text.text or "" for text in element.iter(MATH_TEXT))
            else:
                self._omissions.meet(tag)

    def _run(self, run: etree._Element) -> None:
        properties = _child(run, _RUN_PROPERTIES)
        own = {} if properties is None else settings(properties)
        style_id = _style_id(properties, _RUN_STYLE)
        style = self.style if style_id is None else self._styles.get(style_id)
        if own.get("is_hidden", style.is_hidden):
            self._omissions.hidden = True
            return
        before = len(self._pieces)
        self._content(run)
        length = sum(map(len, self._pieces[before:]))
        if length:
            size = own.get("size") or style.size or self._default_size
            self._sizes[size] = self._sizes.get(size, 0) + length
            if own.get("is_bold", style.is_bold or self.style.is_bold):
                self._bold += length

    def _content(self, run: Iterable[etree._Element]) -> None:
        for element in run:
            tag = element.tag
            if tag == _FIELD:
                self._field(element.get(_FIELD_MARK))
            elif not all(self._fields):
                continue  # the instruction of a field
            elif tag == _TEXT:
                self._pieces.append(_visible_text(element))
            elif tag in _CHARACTERS:
                self._pieces.append(_CHARACTERS[tag])
            elif tag == _SYMBOL:
                self._pieces.append(_symbol(element))
            elif tag in _DRAWINGS:
                self.boxes += _boxes(element)
            elif tag == ALTERNATE:
                self._content(choose(element))
            elif tag == _RUBY:
                self._walk(element)
            else:
                self._omissions.meet(tag)

    def _field(self, mark: str | None) -> None:
        if mark == "begin":
            self._fields.append(False)
        elif self._fields and mark == "separate":
            self._fields[-1] = True
        elif self._fields and mark == "end":
            self._fields.pop()


def _child(element: etree._Element, tag: str) -> etree._Element | None:
    """The first child of that name; `find` takes twice as long."""
    return next(element.iterchildren(tag), None)


def choose(alternate: etree._Element) -> Iterable[etree._Element]:
    """The first of several versions of the same content that has any text."""
    for branch in alternate:
        if next(branch.iter(_TEXT, _TEXT_BOX, WORD_ART), None) is not None:
            return branch
    return ()


def _rows(table: Iterable[etree._Element]) -> Iterator[etree._Element]:
    return _within(table, _ROW)


def _cells(row: Iterable[etree._Element]) -> Iterator[etree._Element]:
    return _within(row, _CELL)


def _within(parent: Iterable[etree._Element], tag: str) -> Iterator[etree._Element]:
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in _WRAPPERS:
            yield from _within(element, tag)


def _boxes(drawing: Iterable[etree._Element]) -> Iterator[etree._Element]:
    """The text boxes and word art of a drawing, those inside another box left to it."""
    for element in drawing:
        if element.tag in (_TEXT_BOX, WORD_ART):
            yield element
        else:
            yield from _boxes(choose(element) if element.tag == ALTERNATE else element)


def _visible_text(element: etree._Element) -> str:
    text = element.text or ""
    if element.get(SPACE) != "preserve":
        text = text.strip(_XML_SPACE)
    return (
        text.translate(_LINE_ENDS_TO_SPACES) if "\n" in text or "\r" in text else text
    )


def _symbol(element: etree._Element) -> str:
    """A character of a symbol font, where it has a counterpart that is readable."""
    try:
        code = int(element.get(_CHARACTER, ""), 16) & 0xFFFF
    except ValueError:
        return ""
    return word.symbol(code, element.get(_FONT, ""))


def _style_id(properties: etree._Element | None, tag: str) -> str | None:
    element = None if properties is None else properties.find(tag)
    return None if element is None else element.get(VAL)


def _number_in(properties: etree._Element | None, tag: str) -> int:
    element = None if properties is None else properties.find(tag)
    number = 0 if element is None else to_int(element.get(VAL))
    return min(max(number, 0), MAX_SPAN)


def _merge(properties: etree._Element | None, tag: str) -> str:
    """`restart`, `continue` (which is what no value means), or nothing."""
    element = None if properties is None else properties.find(tag)
    return "" if element is None else element.get(VAL, "continue")
