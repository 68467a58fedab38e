"""Documents of a test's own words, as the checks see them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gongkai import dates, rules
from gongkai.check.page import Page
from gongkai.model import (
    Block,
    BlockKind,
    Cell,
    Classification,
    Extract,
    Found,
    Genre,
    Metadata,
    Score,
    Span,
)
from gongkai.rules import Rulebook

PageOf = Callable[..., Page]


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return rules.load()


@pytest.fixture
def page_of(rulebook: Rulebook) -> PageOf:
    """A page from text whose first line is its title and whose tabbed lines are tables."""

    def make(
        text: str, category: str = "SW99", genre: str = "G03", day: str = "2024-03-04"
    ) -> Page:
        title = text.partition("\n")[0]
        issued = dates.parse_iso(day)
        metadata = Metadata(
            title=Found(title, Span(0, len(title))),
            genre=Found(Genre(genre, ""), Span(0, 0)),
            issued_on=Found(issued, Span(0, 0)) if issued else None,
        )
        classification = Classification(Score(category, "", 1.0), is_disclosure=True)
        return Page.of(_extract(text), metadata, classification, rulebook)

    return make


def _extract(text: str) -> Extract:
    blocks: list[Block] = []
    rows: list[tuple[int, str]] = []
    start = 0
    for line in [*text.split("\n"), ""]:
        if "\t" in line:
            rows.append((start, line))
        elif rows:
            blocks.append(_table(rows))
            rows = []
        if "\t" not in line and start <= len(text):
            blocks.append(Block(BlockKind.PARAGRAPH, Span(start, start + len(line))))
        start += len(line) + 1
    return Extract(text, tuple(blocks))


def _table(rows: list[tuple[int, str]]) -> Block:
    cells = []
    for i, (start, line) in enumerate(rows):
        at = start
        for j, text in enumerate(line.split("\t")):
            cells.append(Cell(i, j, Span(at, at + len(text))))
            at += len(text) + 1
    last = rows[-1]
    return Block(
        BlockKind.TABLE, Span(rows[0][0], last[0] + len(last[1])), cells=tuple(cells)
    )
