"""A pattern is tried wherever it may match: its needles are in every text that it matches."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gongkai.ingest import read
from gongkai.rules import Rulebook, may_match
from gongkai.rules.needles import needles
from gongkai.text import fold

DOCUMENTS = Path(__file__).parents[2] / "examples" / "documents"


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("公示期", {"公示期"}),
        ("(?:公示|通告)期?", {"公示", "通告"}),
        (r"\d{1,3}人(?:请假)?", {"人"}),
        ("请假?", {"请"}),
        ("(?:请假)?", set()),
        ("(?:请假)*到", {"到"}),
        ("(?:请假)+", {"请假"}),
        ("[请缺]席", {"席"}),
        ("请假|[0-9]", set()),
        ("(?!请假)到会", {"到会"}),
        ("(?i:vip)客", {"客"}),
        (r"\d+", set()),
    ],
)
def test_the_needles_of_a_pattern(pattern: str, words: set[str]) -> None:
    assert needles(re.compile(pattern)) == words


def test_no_pattern_of_an_element_is_passed_over_where_it_matches(
    rulebook: Rulebook,
) -> None:
    texts = [fold(read(path)[1].text) for path in sorted(DOCUMENTS.rglob("*.txt"))]
    texts += [
        fold(example)
        for element in rulebook.elements.values()
        for example in element.examples.match
    ]

    missed = [
        (element.id, pattern.pattern)
        for element in rulebook.elements.values()
        for pattern in element.patterns
        for text in texts
        if not may_match(pattern, text) and pattern.search(text)
    ]

    assert missed == []
