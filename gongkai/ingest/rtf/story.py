"""One story of an RTF document while it comes in: paragraphs, and tables of them."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from gongkai.ingest.drafts import Draft, RowPlan
from gongkai.ingest.word import BODY_LEVEL, Item, Paragraph, Style

MAX_TABLES = 16  # inside each other
MAX_COLUMNS = 1000  # of a row; what claims more is damaged
DEFAULT_SIZE = 24  # half-points

_DOWN = {"clvmgf": 0x60, "clvmrg": 0x20}
_ACROSS = {"clmgf": 0x01, "clmrg": 0x02}


class Look(NamedTuple):
    """How a paragraph is set."""

    style: int = 0
    is_centred: bool = False
    level: int = BODY_LEVEL  # of the outline
    depth: int = 0  # in how many tables it stands


class Story:
    """Collects text into paragraphs, and paragraphs into cells, rows and tables."""

    def __init__(self, heading_styles: frozenset[int]) -> None:
        self.label = ""  # the number of the list item that begins
        self.heading_styles = heading_styles
        self._items: list[Item] = []
        self._drafts: list[Draft] = []
        self._plans: dict[int, Plan] = {}  # by depth; a row without one has the last
        self._boxes: list[Item] = []
        self._begin()

    def _begin(self) -> None:
        self._pieces: list[str] = []
        self._sizes: Counter[int] = Counter()
        self._bold = 0

    def add(self, text: str, size: int, *, is_bold: bool) -> None:
        """Add text to the paragraph."""
        self._pieces.append(text)
        self._sizes[size] += len(text)
        if is_bold:
            self._bold += len(text)

    def add_box(self, items: list[Item]) -> None:
        """Add what stands in a text box; it comes after the paragraph it hangs on."""
        self._boxes += items

    def end_paragraph(self, look: Look) -> None:
        """End the paragraph, in the table that it stands in."""
        depth = min(look.depth, MAX_TABLES)
        while len(self._drafts) > depth:
            self._close()
        while len(self._drafts) < depth:
            self._drafts.append(Draft())
        container = self._drafts[-1].cell if self._drafts else self._items
        container.append(self._paragraph(look))
        container += self._boxes
        self._boxes = []
        self._begin()

    def end_cell(self, look: Look) -> None:
        """End the cell of the innermost table of the depth that `look` says."""
        if self._pieces or self._boxes or len(self._drafts) != look.depth:
            self.end_paragraph(look)
        self._drafts[-1].end_cell()

    def end_row(self, depth: int) -> None:
        """End the row of a table, if there is one of that depth."""
        while len(self._drafts) > min(depth, MAX_TABLES):
            self._close()
        if self._drafts and len(self._drafts) == depth:
            self._drafts[-1].end_row(self.plan(depth).finish())

    def plan(self, depth: int) -> Plan:
        """The plan of the rows of a depth."""
        return self._plans.setdefault(min(depth, MAX_TABLES), Plan())

    def finish(self, look: Look) -> list[Item]:
        """All that came in; `look` is that of a last paragraph without an end."""
        if self._pieces or self._boxes:
            self.end_paragraph(look)
        while self._drafts:
            self._close()
        return self._items

    def _close(self) -> None:
        items = self._drafts.pop().finish()
        (self._drafts[-1].cell if self._drafts else self._items).extend(items)

    def _paragraph(self, look: Look) -> Paragraph:
        text = _joined("".join(self._pieces))
        if self.label and text.strip():
            text = self.label + text
        self.label = ""
        size = self._sizes.most_common(1)[0][0] if self._sizes else DEFAULT_SIZE
        is_heading = look.level < BODY_LEVEL or look.style in self.heading_styles
        style = Style(is_heading=is_heading, is_centred=look.is_centred)
        return Paragraph(text, style, size, self._bold * 2 > self._sizes.total())


class Plan:
    """What is said of the cells of a row, before or after them."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self._edges: list[int] = []
        self._flags: list[int] = []
        self._left = 0
        self._down = self._across = 0

    def set_left(self, edge: int) -> None:
        self._left = edge

    def merge(self, word: str) -> None:
        self._down = _DOWN.get(word, self._down)
        self._across = _ACROSS.get(word, self._across)

    def end_cell(self, edge: int) -> None:
        if len(self._edges) < MAX_COLUMNS:
            self._edges.append(edge)
            self._flags.append(self._down | self._across)
        self._down = self._across = 0

    def finish(self) -> RowPlan:
        """The plan, without edges where they make no sense."""
        edges = (min([self._left, *self._edges]), *self._edges)
        is_sound = list(edges) == sorted(edges)
        return RowPlan(edges if is_sound else (), tuple(self._flags))


def _joined(text: str) -> str:
    """Text whose characters beyond 16 bits are no longer in halves."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
