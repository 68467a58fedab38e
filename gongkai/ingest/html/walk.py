"""Walk the tree of a web page: paragraphs, lists and tables, in order.

One pass of our own stack, since pages may nest thousands of elements deep. A table is
a table when it holds data; one that only arranges a page is walked like any element.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from gongkai.ingest import numerals
from gongkai.ingest.html.styles import HEADINGS, Setting, inner, is_hidden
from gongkai.ingest.layout import Place
from gongkai.ingest.word import Item, Paragraph, Style, Table, text_of

MAX_SPAN = 1000  # columns or rows; what claims more is damaged
MANY_PARAGRAPHS = 8  # in a cell: more is a page arranged by a table

_LEFT_OUT = frozenset(
    (
        "head", "script", "style", "noscript", "template", "svg", "iframe", "object",
        "embed", "applet", "select", "button", "textarea", "canvas", "audio", "video",
        "map", "rt", "rp", "title", "datalist", "noframes", "math",
    )
)  # fmt: skip
_BLOCKS = HEADINGS | frozenset(
    (
        "p", "div", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead",
        "tbody", "tfoot", "tr", "td", "th", "blockquote", "pre", "form", "fieldset",
        "legend", "address", "section", "article", "header", "footer", "nav", "aside",
        "main", "figure", "figcaption", "hr", "center", "body", "html", "details",
        "summary", "option", "frameset", "dir", "menu",
    )
)  # fmt: skip
_CELLS = frozenset(("td", "th"))
_SPACE = re.compile("[ \t\r\n\f]+")
_WRAP = re.compile(  # a line end in the source between characters that take no space
    "(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])[ \t]*[\r\n][ \t\r\n]*"
    "(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])"
)
_AS_IT_STANDS = str.maketrans({"\n": "\v", "\r": None, " ": "\u00a0"})
_LIST_STYLES = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman",
    "I": "upperRoman",
}  # fmt: skip
_LIST_STYLE = re.compile(r"list-style(?:-type)?:\s{0,9}([\w-]{1,40})")
_CSS_LISTS = {
    "cjk-ideographic": "chineseCounting", "simp-chinese-informal": "chineseCounting",
    "lower-alpha": "lowerLetter", "upper-alpha": "upperLetter",
    "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
}  # fmt: skip
_UNNUMBERED = frozenset(("none", "disc", "circle", "square"))


class Line(NamedTuple):
    """A paragraph or table, and how much speaks for its being none of the text."""

    item: Item
    text: str
    links: int  # characters that lead elsewhere
    is_frame: bool
    is_note: bool


@dataclass(slots=True)
class _Facts:
    """What a table is made of."""

    rows: int = 0
    columns: int = 0
    in_row: int = 0
    in_cell: int = 0
    most_in_cell: int = 0
    has_border: bool = False
    has_headings: bool = False
    holds_tables: bool = False

    @property
    def is_data(self) -> bool:
        if self.holds_tables or self.columns < 2:
            return False
        if self.has_border:
            return True
        return (
            self.rows > 1
            and not self.has_headings
            and self.most_in_cell <= MANY_PARAGRAPHS
        )


@dataclass(slots=True)
class _Grid:
    """A table while its cells come in."""

    setting: Setting
    places: list[Place] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)  # column → last row covered
    row: int = -1
    column: int = 0
    links: int = 0
    cell: list[Item] | None = None
    spans: tuple[int, int] = (1, 1)

    def begin_row(self) -> None:
        self.row += 1
        self.column = 0

    def begin_cell(self, element: etree._Element) -> None:
        if self.row < 0:
            self.begin_row()
        self.cell = []
        self.spans = (_span(element, "rowspan"), _span(element, "colspan"))

    def end_cell(self) -> None:
        if self.cell is None:
            return
        rows, columns = self.spans
        while self.taken.get(self.column, -1) >= self.row:
            self.column += 1
        columns = max(1, min(columns, MAX_SPAN - self.column))
        if rows > 1:
            for column in range(self.column, min(self.column + columns, MAX_SPAN)):
                self.taken[column] = self.row + rows - 1
        text = text_of(self.cell)
        self.places.append(Place(self.row, self.column, text, rows, columns))
        self.column += columns
        self.cell = None

    def finish(self) -> Table:
        """The table, no cell of which goes on below its last row."""
        self.end_cell()
        return Table(
            tuple(
                place._replace(rows=min(place.rows, self.row - place.row + 1))
                for place in self.places
            )
        )


@dataclass(slots=True)
class _List:
    """A list while its items come in."""

    style: str = ""  # empty: not numbered
    number: int = 0


class Walker:
    """Walks one page."""

    def __init__(self, root: etree._Element) -> None:
        self.lines: list[Line] = []
        self.has_pictures = self.has_deletions = self.has_hidden = False
        self.has_frames = False
        self._facts = _survey(root)
        self._grids: list[_Grid] = []
        self._lists: list[_List] = []
        self._settings = [Setting()]
        self._label = ""
        self._begin()
        self._walk(root)
        self._end_line()

    def _begin(self) -> None:
        self._pieces: list[str] = []
        self._sizes: Counter[int] = Counter()
        self._bold = self._links = self._shown = 0
        self._first: Setting | None = None

    def _walk(self, root: etree._Element) -> None:
        context = etree.iterwalk(root, events=("start", "end"))
        for event, element in context:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "end":
                if tag in _BLOCKS:
                    self._leave_block(tag)
                self._settings.pop()
                self._add(element.tail)
            elif tag in _LEFT_OUT or tag == "del" or is_hidden(element):
                self._meet(tag, element)
                context.skip_subtree()
                self._settings.append(self._settings[-1])
            else:
                self._enter(tag, element)
                self._add(element.text)

    def _enter(self, tag: str, element: etree._Element) -> None:
        if tag in _BLOCKS:
            self._end_line()
        setting = inner(tag, element, self._settings[-1])
        self._settings.append(setting)
        if tag == "br":
            self._end_line(is_break=True)
        elif tag == "img":
            self.has_pictures = True
        elif tag in ("ul", "ol", "dir", "menu"):
            self._lists.append(_list(tag, element))
        elif tag == "li":
            self._begin_item(element)
        elif tag == "frame":
            self.has_frames = True
        elif tag == "table" and self._facts[element].is_data:
            self._grids.append(_Grid(setting))
        elif self._grids and tag == "tr":
            self._grids[-1].begin_row()
        elif self._grids and tag in _CELLS:
            self._grids[-1].end_cell()
            self._grids[-1].begin_cell(element)

    def _leave_block(self, tag: str) -> None:
        self._end_line()
        if tag in ("ul", "ol", "dir", "menu") and self._lists:
            self._lists.pop()
        elif self._grids and tag in _CELLS:
            self._grids[-1].end_cell()
        elif self._grids and tag == "table":
            grid = self._grids.pop()
            setting = grid.setting
            self._add_line(grid.finish(), grid.links, setting)

    def _meet(self, tag: str, element: etree._Element) -> None:
        if tag == "del":
            self.has_deletions = True
        elif tag in ("iframe", "object", "embed"):
            self.has_frames |= tag == "iframe"
        elif tag not in _LEFT_OUT and next(element.itertext(), None) is not None:
            self.has_hidden = True

    def _begin_item(self, element: etree._Element) -> None:
        if not self._lists or not self._lists[-1].style:
            return
        found = self._lists[-1]
        found.number = _number(element.get("value"), found.number + 1)
        mark = "、" if found.style == "chineseCounting" else ". "
        self._label = numerals.write(found.number, found.style) + mark

    def _add(self, text: str | None) -> None:
        if not text:
            return
        setting = self._settings[-1]
        if setting.is_preformatted:
            text = text.translate(_AS_IT_STANDS)
        self._pieces.append(text)
        length = len(text.strip())
        if length:
            self._first = self._first or setting
            self._shown += length
            self._sizes[setting.size] += length
            self._bold += length * setting.is_bold
            self._links += length * setting.is_link

    def _end_line(self, *, is_break: bool = False) -> None:
        text = "".join(self._pieces)
        if not text.strip() and not is_break and "\u00a0" not in text:
            self._pieces.clear()
            return
        setting = self._first or self._settings[-1]
        paragraph = self._paragraph(_SPACE.sub(" ", _WRAP.sub("", text)), setting)
        if self._grids and self._grids[-1].cell is not None:
            self._grids[-1].cell.append(paragraph)
            self._grids[-1].links += self._links
        else:
            self._add_line(paragraph, self._links, setting)
        self._begin()

    def _add_line(self, item: Item, links: int, setting: Setting) -> None:
        text = text_of([item])
        self.lines.append(Line(item, text, links, setting.is_frame, setting.is_note))

    def _paragraph(self, text: str, setting: Setting) -> Paragraph:
        text = text.strip(" ")
        if text.strip():
            text = self._label + text
            self._label = ""
        style = Style(is_heading=setting.is_heading, is_centred=setting.is_centred)
        size = self._sizes.most_common(1)[0][0] if self._sizes else setting.size
        return Paragraph(text, style, size, self._bold * 2 > self._shown)


def _survey(root: etree._Element) -> dict[etree._Element, _Facts]:
    """The facts of every table."""
    facts: dict[etree._Element, _Facts] = {}
    stack: list[_Facts] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "end":
            if tag == "table":
                stack.pop()
        elif tag == "table":
            for outer in stack[-1:]:
                outer.holds_tables = True
            stack.append(_Facts(has_border=_has_border(element)))
            facts[element] = stack[-1]
        elif stack:
            _take_in(stack[-1], tag)
    return facts


def _take_in(facts: _Facts, tag: object) -> None:
    if tag == "tr":
        facts.rows += 1
        facts.in_row = 0
    elif tag in _CELLS:
        facts.in_row += 1
        facts.columns = max(facts.columns, facts.in_row)
        facts.in_cell = 0
    elif tag in ("p", "br", "div", "li"):
        facts.in_cell += 1
        facts.most_in_cell = max(facts.most_in_cell, facts.in_cell)
    elif tag in ("h1", "h2", "h3", "form"):
        facts.has_headings = True


def _has_border(table: etree._Element) -> bool:
    if table.get("role") == "presentation":
        return False
    if table.get("border", "0").strip() not in ("", "0", "none"):
        return True
    style = table.get("style", "").lower()
    return "Mso" in table.get("class", "") or (
        "border:" in style and "border:none" not in style.replace(" ", "")
    )


def _list(tag: str, element: etree._Element) -> _List:
    if tag != "ol":
        return _List()
    found = _LIST_STYLE.search(element.get("style", ""))
    if found and found[1] in _UNNUMBERED:
        return _List()
    style = _LIST_STYLES.get(element.get("type", "1"), "decimal")
    if found:
        style = _CSS_LISTS.get(found[1], style)
    return _List(style, _number(element.get("start"), 1) - 1)


def _number(text: str | None, otherwise: int) -> int:
    digits = (text or "").strip()
    return int(digits) if re.fullmatch(r"\d{1,6}", digits) else otherwise


def _span(element: etree._Element, name: str) -> int:
    return min(max(1, _number(element.get(name), 1)), MAX_SPAN)
