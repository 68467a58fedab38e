"""Where a document shows an element: label and value, table, prose, or metadata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gongkai.check.elements import known, labels, prose, tables
from gongkai.check.elements.scope import in_scope
from gongkai.check.page import FoundElement, Page
from gongkai.rules import Element, Rulebook

_LOOKS = (known.find, labels.find, tables.find, prose.find)
"""The surest first: a label says more surely what a value is than a sentence does."""

MOST = 200  # finds of one element; a list of thousands proves no more


def find(page: Page, element: Element) -> tuple[FoundElement, ...]:
    """Every place where the page shows the element, in order of the text."""
    found = {
        one.span: one
        for look in reversed(_LOOKS)
        for one in look(page, element)
        if in_scope(page, one)
    }
    return tuple(found[span] for span in sorted(found)[:MOST])


def surest(page: Page, element: Element) -> FoundElement | None:
    """The place to show: of those found in the surest way, the first of the text."""
    for look in _LOOKS[:-1]:
        found = [one for one in look(page, element) if in_scope(page, one)]
        if found:
            return min(found, key=_whole)
    firsts = (
        next((one for one in matches if in_scope(page, one)), None)
        for matches in prose.by_pattern(page, element)
    )
    return min((one for one in firsts if one), key=_whole, default=None)


def _whole(one: FoundElement) -> tuple[int, int]:
    """The first and, of those that begin there, the longest: 2019年二季度, not 2019年 of it."""
    return one.span.start, -one.span.end


class Elements(Mapping[str, tuple[FoundElement, ...]]):
    """What a page shows of every element, looked for when it is asked for."""

    def __init__(self, page: Page, rulebook: Rulebook) -> None:
        self._page = page
        self._elements = rulebook.elements
        self._found: dict[str, tuple[FoundElement, ...]] = {}
        self._surest: dict[str, FoundElement | None] = {}

    def __getitem__(self, key: str) -> tuple[FoundElement, ...]:
        if key not in self._found:
            self._found[key] = find(self._page, self._elements[key])
        return self._found[key]

    def surest(self, key: str) -> FoundElement | None:
        """The place to show for an element; None when the page does not show it."""
        if key not in self._surest:
            self._surest[key] = one = surest(self._page, self._elements[key])
            if one is None:
                self._found[key] = ()
        return self._surest[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._elements)

    def __len__(self) -> int:
        return len(self._elements)
