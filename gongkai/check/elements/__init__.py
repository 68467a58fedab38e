"""Where a document shows an element: label and value, table, prose, or metadata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gongkai.check.elements import known, labels, prose, tables
from gongkai.check.elements.scope import in_scope
from gongkai.check.page import FoundElement, Page
from gongkai.rules import Element, Rulebook

MOST = 200  # finds of one element; a list of thousands proves no more


def find(page: Page, element: Element) -> tuple[FoundElement, ...]:
    """Every place where the page shows the element, in order of the text."""
    found = {
        one.span: one
        for look in (prose.find, labels.find, tables.find, known.find)
        for one in look(page, element)
        if in_scope(page, one)
    }
    return tuple(found[span] for span in sorted(found)[:MOST])


class Elements(Mapping[str, tuple[FoundElement, ...]]):
    """What a page shows of every element, looked for when it is asked for."""

    def __init__(self, page: Page, rulebook: Rulebook) -> None:
        self._page = page
        self._elements = rulebook.elements
        self._found: dict[str, tuple[FoundElement, ...]] = {}

    def __getitem__(self, key: str) -> tuple[FoundElement, ...]:
        if key not in self._found:
            self._found[key] = find(self._page, self._elements[key])
        return self._found[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._elements)

    def __len__(self) -> int:
        return len(self._elements)
