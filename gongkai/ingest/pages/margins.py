"""What stands at the edge of pages and is no part of the text: headers, page numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gongkai.ingest.pages.line import Line

ZONE = 0.12  # of the height of the page, at its top and at its bottom
NARROW = 0.08  # where small print is a header even if it stands on one page only
SURE_PAGES = 3
SMALLER = 0.95  # times the size of the body
SMALL = 0.8  # times the size of the body
REPEATED = 0.4  # of the pages
SAME_HEIGHT = 4.0  # points
DEEPEST = 3  # lines of a header or footer

_NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十百零〇]{1,5}|[ivxlcIVXLC]{1,6})"
_PAGE_NUMBER = re.compile(
    rf"[-—–―－·.~～•_ ]{{0,4}}(?:第?\s?{_NUMBER}\s?页?|第\s?页)[-—–―－·.~～•_ ]{{0,4}}"
    rf"|第?\s?{_NUMBER}\s?页?\s?[,，/／、(（]?\s?共\s?{_NUMBER}\s?页[)）]?"
    rf"|{_NUMBER}\s?[/／]\s?{_NUMBER}|[Pp]age\s?\d{{1,4}}(?:\s?(?:of|/)\s?\d{{1,4}})?"
)
_DIGITS = re.compile(r"\d+|\s+")


class Sheet(NamedTuple):
    """The lines of a page outside its tables, and how far it reaches."""

    lines: list[Line]
    bottom: float
    top: float
    has_tables: bool = False


class Edge(NamedTuple):
    """A line at the edge of a page."""

    page: int  # index
    is_top: bool
    line: Line


def edges(sheets: Sequence[Sheet], body_size: float) -> list[Edge]:
    """The lines of all pages that are headers, footers or page numbers."""
    candidates = [
        edge for index, sheet in enumerate(sheets) for edge in _candidates(index, sheet)
    ]
    repeated = _repeated(candidates, len(sheets))
    found = []
    passed: set[tuple[int, bool]] = set()  # edges of pages where the body has begun
    for edge in candidates:
        place = edge.page, edge.is_top
        if place in passed:
            continue
        if edge.line.size <= 1.05 * body_size and (
            _is_running(edge, repeated, sheets, body_size)
            or _PAGE_NUMBER.fullmatch(edge.line.text)
            or _is_small_print(edge, sheets[edge.page], body_size)
        ):
            found.append(edge)
        else:
            passed.add(place)
    return _without_whole_pages(found, sheets)


def _without_whole_pages(found: list[Edge], sheets: Sequence[Sheet]) -> list[Edge]:
    """What is left when a page has nothing else to say than what looks like its edge."""
    taken = Counter(edge.page for edge in found)
    return [
        edge
        for edge in found
        if taken[edge.page] < len(sheets[edge.page].lines)
        or sheets[edge.page].has_tables
        or _PAGE_NUMBER.fullmatch(edge.line.text)
    ]


def distinct(found: Iterable[Edge]) -> Iterable[Edge]:
    """The first of lines that say the same, numbers aside."""
    return {_key(edge): edge for edge in reversed(list(found))}.values()


def _candidates(index: int, sheet: Sheet) -> Iterable[Edge]:
    """Lines near the top and the bottom of a page, from the outside inwards."""
    zone = ZONE * (sheet.top - sheet.bottom)
    ordered = sorted(sheet.lines, key=lambda line: -line.base)
    for line in ordered[:DEEPEST]:
        if line.base > sheet.top - zone:
            yield Edge(index, True, line)
    for line in ordered[: -DEEPEST - 1 : -1]:
        if line.base < sheet.bottom + zone:
            yield Edge(index, False, line)


def _key(edge: Edge) -> tuple[str, bool]:
    return _DIGITS.sub("", edge.line.text), edge.is_top


def _is_running(
    edge: Edge,
    repeated: dict[tuple[str, bool], int],
    sheets: Sequence[Sheet],
    body_size: float,
) -> bool:
    """Whether a line is a running header or footer, and not the title of every form."""
    pages = repeated.get(_key(edge), 0)
    return pages > 0 and (
        pages >= SURE_PAGES
        or edge.line.size < SMALLER * body_size
        or _depth(edge, sheets[edge.page]) <= NARROW
    )


def _depth(edge: Edge, sheet: Sheet) -> float:
    """How far a line is from the edge of its page, as a share of the height."""
    height = sheet.top - sheet.bottom or 1.0
    base = edge.line.base
    return (sheet.top - base if edge.is_top else base - sheet.bottom) / height


def _repeated(candidates: Iterable[Edge], pages: int) -> dict[tuple[str, bool], int]:
    """Texts, numbers aside, that stand at the same height of many pages; and of how many."""
    heights: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for edge in candidates:
        heights[_key(edge)].append(edge.line.base)
    return {
        key: len(found)
        for key, found in heights.items()
        if len(found) >= max(2, REPEATED * pages)
        and sorted(found)[len(found) // 2 :][0] - min(found) <= SAME_HEIGHT
    }


def _is_small_print(edge: Edge, sheet: Sheet, body_size: float) -> bool:
    """Whether a line is so small, far out and apart that it can be no body text."""
    line = edge.line
    if line.size > SMALL * body_size:
        return False
    if _depth(edge, sheet) > NARROW:
        return False
    sign = 1 if edge.is_top else -1
    gaps = [sign * (line.base - other.base) for other in sheet.lines]
    return min((gap for gap in gaps if gap > 0), default=0.0) > 1.5 * body_size
