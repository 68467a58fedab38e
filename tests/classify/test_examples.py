"""Every category's own examples come out as they should."""

from __future__ import annotations

import pytest

from gongkai.classify import holds
from gongkai.rules import Rulebook, load

LEAVES = list(load().categories)


def test_there_are_63_leaves_and_what_falls_to_none() -> None:
    assert len(LEAVES) == 64
    assert "SW99" in LEAVES


@pytest.mark.parametrize("code", LEAVES)
def test_a_category_has_examples_of_both_kinds_and_they_hold(
    code: str, rulebook: Rulebook
) -> None:
    examples = rulebook.categories[code].examples
    assert len(examples.match) >= 2
    assert len(examples.skip) >= 2
    assert [one for one in examples.match if not holds(code, rulebook, one)] == []
    assert [one for one in examples.skip if holds(code, rulebook, one)] == []


@pytest.mark.parametrize("code", LEAVES)
def test_a_usual_title_alone_tells_the_category(code: str, rulebook: Rulebook) -> None:
    titles = rulebook.categories[code].typical_titles
    missed = [one for one in titles if not holds(code, rulebook, one)]
    assert missed == []


def test_an_empty_example_falls_to_no_category(rulebook: Rulebook) -> None:
    assert holds("SW99", rulebook, "")
    assert not holds("DW04", rulebook, "")
