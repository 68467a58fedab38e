"""Every element's own examples come out as its rule says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from gongkai.check import traces
from gongkai.check.elements import Elements, find
from gongkai.check.page import Page
from gongkai.model import Severity, Span
from gongkai.rules import Rulebook, load

PageOf = Callable[..., Page]
ELEMENTS = load().elements


@pytest.mark.parametrize("element", ELEMENTS)
def test_has_examples_of_both_kinds(element: str) -> None:
    examples = ELEMENTS[element].examples
    assert len(examples.match) >= 2
    assert len(examples.skip) >= 2


@pytest.mark.parametrize(
    ("element", "text"),
    [(e.id, text) for e in ELEMENTS.values() for text in e.examples.match],
)
def test_is_found_in(
    page_of: PageOf, rulebook: Rulebook, element: str, text: str
) -> None:
    assert find(_untitled(page_of, text), rulebook.elements[element])


@pytest.mark.parametrize(
    ("element", "text"),
    [(e.id, text) for e in ELEMENTS.values() for text in e.examples.skip],
)
def test_is_not_found_in(
    page_of: PageOf, rulebook: Rulebook, element: str, text: str
) -> None:
    assert not find(_untitled(page_of, text), rulebook.elements[element])


@pytest.mark.parametrize(
    ("element", "text"),
    [(e.id, text) for e in ELEMENTS.values() for text in e.traces.examples.match],
)
def test_leaves_a_trace_in(
    page_of: PageOf, rulebook: Rulebook, element: str, text: str
) -> None:
    assert _trace(_untitled(page_of, text), rulebook, element)


@pytest.mark.parametrize(
    ("element", "text"),
    [(e.id, text) for e in ELEMENTS.values() for text in e.traces.examples.skip],
)
def test_leaves_no_trace_in(
    page_of: PageOf, rulebook: Rulebook, element: str, text: str
) -> None:
    assert not _trace(_untitled(page_of, text), rulebook, element)


def test_every_element_that_can_be_missing_has_traces_or_needs_none() -> None:
    book = load()
    sets = [one.rows.values() for one in book.requirements.values()]
    rows = [*book.base.values(), *(row for rows in sets for row in rows)]
    accused = {
        owed.element
        for row in rows
        for owed in row.owed
        if owed.severity > Severity.INFO
    }
    traced = {one.id for one in ELEMENTS.values() if one.traces.patterns}

    assert accused <= traced


def _trace(page: Page, rulebook: Rulebook, element: str) -> Span | None:
    found = Elements(page, rulebook)
    return traces.find(page, found, rulebook.elements[element])


def _untitled(page_of: PageOf, text: str) -> Page:
    page = page_of(text, day="")
    return replace(page, metadata=replace(page.metadata, title=None))
