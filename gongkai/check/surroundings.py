"""What stands around a span: its column, its row, the words before it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gongkai.check.grids import Grid, GridCell
from gongkai.check.page import Page
from gongkai.model import Span
from gongkai.pattern import Pattern

_BEFORE = 60  # characters that can hold the label of a value
_NEAR = 160  # characters that can say whose it is
_HEADER_ROWS = 3
_LONG_NUMBER = 10  # characters of a cell that is a number by itself
_PERSON_COLUMN = Pattern(
    r"姓名|户主|申请人|领取人|救助对象|保障对象|补贴对象|受益人|持卡人|经手人"
)


@dataclass(frozen=True)
class Surroundings:
    """Where a span stands. All texts are folded; those of cells are without spaces."""

    page: Page
    span: Span
    locator: Locator

    def says(self, pattern: Pattern) -> bool:
        """Whether the document says something anywhere."""
        return self.locator.says(pattern)

    @cached_property
    def _place(self) -> tuple[Grid | None, GridCell | None]:
        return self.locator.cell_of(self.span)

    @property
    def grid(self) -> Grid | None:
        """The table in which it stands."""
        return self._place[0]

    @property
    def cell(self) -> GridCell | None:
        return self._place[1]

    @cached_property
    def column(self) -> str:
        """What is written atop the column of the cell."""
        if self.grid is None or self.cell is None:
            return ""
        above = (
            self.grid.at(row, self.cell.column)
            for row in range(min(self.cell.row, _HEADER_ROWS))
        )
        return "".join(one.text for one in above if one and not one.is_numeric)

    @cached_property
    def row(self) -> tuple[str, ...]:
        """The other cells of its row."""
        if self.grid is None or self.cell is None:
            return ()
        return tuple(
            one.text
            for one in dict.fromkeys(self.grid.rows[self.cell.row])
            if one and one != self.cell and one.text
        )

    @cached_property
    def line(self) -> str:
        """The line it stands on, no more than is near."""
        start = max(self.span.start - _NEAR, 0)
        before = self.page.folded[start : self.span.start].rpartition("\n")[2]
        after = self.page.folded[self.span.end : self.span.end + _NEAR]
        return before + self.span.of(self.page.folded) + after.partition("\n")[0]

    @cached_property
    def before(self) -> str:
        """What stands before it on its line; the line above when it opens one."""
        start = max(self.span.start - _BEFORE, 0)
        above, _, same = self.page.folded[start : self.span.start].rpartition("\n")
        return same if same.strip() else above.rpartition("\n")[2]

    @cached_property
    def before_near(self) -> str:
        """Some lines before it."""
        start = max(self.span.start - _NEAR, 0)
        return self.page.folded[start : self.span.start]

    @cached_property
    def after(self) -> str:
        """What stands behind it on its line."""
        end = self.span.end
        return self.page.folded[end : end + _BEFORE].partition("\n")[0]

    @cached_property
    def near(self) -> str:
        """Some lines before and behind."""
        start, end = max(self.span.start - _NEAR, 0), self.span.end + _NEAR
        return self.page.folded[start:end]

    @cached_property
    def is_alone(self) -> bool:
        """Whether nothing else stands in its cell, or on its line."""
        if self.cell is not None:
            return len("".join(self.span.of(self.page.folded).split())) == len(
                self.cell.text
            )
        return self.line.strip() == self.span.of(self.page.folded).strip()

    @cached_property
    def lists_people(self) -> bool:
        """Whether it stands in a table with a column of people's names."""
        if self.grid is None or self.cell is None:
            return False
        return any(
            one and one.row < self.cell.row and _PERSON_COLUMN.search(one.text)
            for row in self.grid.rows[: min(self.cell.row, _HEADER_ROWS)]
            for one in row
        )

    @cached_property
    def caption(self) -> str:
        """The title of the document and what stands just above its table."""
        start = self.grid.span.start if self.grid else self.span.start
        return self.page.title + self.page.folded[max(start - _BEFORE, 0) : start]

    def label(self, words: Iterable[str]) -> int:
        """How near the nearest of some words labels the span; -1 when none does."""
        found = -1
        for word in words:
            if word in self.column:
                return _BEFORE + 1
            found = max(found, self.before.rfind(word))
        return found


class Locator:
    """Finds the cell of a table in which an offset stands."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._said: dict[Pattern, bool] = {}

    @cached_property
    def _cells(self) -> Mapping[Span, tuple[Grid, GridCell]]:
        return {
            cell.span: (grid, cell)
            for grid in (*self._page.lists, *self._page.tables)
            for row in grid.rows
            for cell in row
            if cell
        }

    @cached_property
    def _spans(self) -> Sequence[Span]:
        return sorted(self._cells)

    def says(self, pattern: Pattern) -> bool:
        """Whether the document says something anywhere; looked for but once."""
        if pattern not in self._said:
            found = pattern.seek_first(self._page.folded)
            self._said[pattern] = found is not None
        return self._said[pattern]

    def within_cell(self, span: Span) -> Span:
        """A span without the cells beside it, where a single space parts those of a list."""
        if " " not in span.of(self._page.folded):
            return span
        place = bisect_right(self._spans, (span.start, len(self._page.text))) - 1
        cell = self._spans[place] if place >= 0 else span
        if cell.start == span.start and cell.end - cell.start >= _LONG_NUMBER:
            return Span(span.start, min(cell.end, span.end))
        last = bisect_right(self._spans, (span.end, 0)) - 1
        end = self._spans[last] if last > place else cell
        if cell.end <= end.start and end.end - end.start >= _LONG_NUMBER:
            return Span(end.start, min(end.end, span.end))
        return span

    def cell_of(self, span: Span) -> tuple[Grid | None, GridCell | None]:
        """The cell in which a span stands, with its table; None for either when there is none."""
        place = bisect_right(self._spans, (span.start, len(self._page.text))) - 1
        if place >= 0 and span.end <= self._spans[place].end:
            return self._cells[self._spans[place]]
        return None, None

    def at(self, span: Span) -> Surroundings:
        """What stands around a span."""
        return Surroundings(self._page, span, self)
