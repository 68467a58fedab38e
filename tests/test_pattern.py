"""A pattern finds what `re` finds, wherever its words stand."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from math import inf
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.check.cross import meetings
from gongkai.ingest import read
from gongkai.needles import Needle, needle
from gongkai.pattern import Pattern
from gongkai.rules import Rulebook
from gongkai.text import fold

DOCUMENTS = Path(__file__).parents[1] / "examples" / "documents"


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("公示期", {"公示期"}),
        ("(?:公示|通告)期?", {"公示", "通告"}),
        (r"\d{1,3}人(?:请假)?", {"人"}),
        ("请假?", {"请"}),
        ("(?:请假)*到", {"到"}),
        ("(?:请假)+", {"请假"}),
        ("[请缺]席", {"席"}),
        ("(?:我|本)村?", {"我", "本"}),
        ("(?!请假)到会", {"到会"}),
        ("(?i:vip)客", {"客"}),
    ],
)
def test_the_words_that_a_pattern_cannot_do_without(
    pattern: str, words: set[str]
) -> None:
    found = needle(pattern)

    assert found is not None
    assert found.words == words


@pytest.mark.parametrize(
    "pattern", ["(?:请假)?", "请假|[0-9]", r"\d+", "[一-龥]{2}", "(?i)vip"]
)
def test_a_pattern_without_words_of_its_own(pattern: str) -> None:
    assert needle(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "before", "after"),
    [
        ("请假", 0, 0),
        ("[^。]{0,20}请假", 20, 0),
        ("请假(?:的|了)?[^。]{0,9}", 0, 10),
        ("[^。]*请假", inf, 0),
        ("(?<=。)请假(?=。)", 0, 0),
        (".{2}(?:.|.{3})请假", 5, 0),
        ("(?:请假.){2,3}", 0, 10),
        (r"(.)请假\1", 1, 1),
    ],
)
def test_how_much_of_a_match_may_stand_around_a_word(
    pattern: str, before: float, after: float
) -> None:
    found = needle(pattern)

    assert found == Needle(frozenset(["请假"]), before, after)


@pytest.mark.parametrize(
    "pattern",
    [
        "[甲乙]{0,3}丙",
        "(?<!甲)乙丙?",
        "丙[甲乙]{0,2}(?=丙|$)",
        "丙(?!乙{1,3}丙)[甲乙]?",
        "^乙{0,2}丙",
        "(?m)^[甲乙]{0,4}丙$",
        "(?:甲丙|乙.丙){1,2}",
        "[甲乙丙]{0,3}?丙乙",
        "甲*丙",
        "丙甲*",
        r"(甲|乙)丙\1",
        r"\A.?丙|乙丙\Z",
    ],
)
@given(text=st.text("甲乙丙\n", max_size=40))
def test_matches_are_those_of_re(pattern: str, text: str) -> None:
    ours, plain = Pattern(pattern), re.compile(pattern)

    assert _spans(ours.seek(text)) == _spans(plain.finditer(text))
    first = ours.seek_first(text)
    assert (first and first.span()) == ((m := plain.search(text)) and m.span())


def test_every_pattern_of_the_rules_finds_the_same(rulebook: Rulebook) -> None:
    texts = [fold(read(path)[1].text) for path in sorted(DOCUMENTS.rglob("*.txt"))[::4]]
    texts += [
        fold(example)
        for element in rulebook.elements.values()
        for example in element.examples.match
    ]
    whole = "\n".join(texts)

    unlike = [
        pattern.source
        for pattern in {*_patterns(rulebook), *_patterns(vars(meetings))}
        if _spans(pattern.seek(whole)) != _spans(pattern.finditer(whole))
    ]

    assert unlike == []


def _spans(matches: Iterator[re.Match[str]]) -> list[tuple[int, int]]:
    return [match.span() for match in matches]


def _patterns(value: object) -> Iterator[Pattern]:
    """Every pattern in a value of nested dataclasses and containers."""
    if isinstance(value, Pattern):
        yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _patterns(key)
            yield from _patterns(one)
    elif isinstance(value, (tuple, frozenset)):
        for one in value:
            yield from _patterns(one)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _patterns(getattr(value, field.name))
