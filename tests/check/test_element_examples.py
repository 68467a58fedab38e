"""Every element's own examples come out as its rule says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from gongkai.check.elements import find
from gongkai.check.page import Page
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


def _untitled(page_of: PageOf, text: str) -> Page:
    page = page_of(text, day="")
    return replace(page, metadata=replace(page.metadata, title=None))
