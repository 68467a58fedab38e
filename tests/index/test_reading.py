"""How texts read: the same with and without places, and twice as once."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from gongkai import text as chinese
from gongkai.index import reading

texts = st.text(
    st.one_of(st.sampled_from("党務 　Aa１\n\t，〔【“x"), st.characters()), max_size=60
)
long_runs = st.tuples(texts, st.integers(0, 300)).map(lambda t: t[0] + "x" * t[1])


@given(long_runs)
def test_every_character_of_a_reading_has_its_place(text: str) -> None:
    read, places = reading.align(text)

    assert read == reading.read(text)
    assert len(places) == len(read)
    assert list(places) == sorted(places)
    for char, place in zip(read, places, strict=True):
        alone = reading.read(f"一{text[place]}一")[1:-1]
        assert alone == char or char == " "


@given(long_runs)
def test_reading_a_reading_changes_nothing(text: str) -> None:
    read = reading.read(text)

    assert reading.read(read) == read
    assert "".join(reading.terms(read)) == read.replace(" ", "")


@given(long_runs)
def test_a_text_that_is_spaced_out_has_the_terms_of_its_reading(text: str) -> None:
    terms = reading.terms(reading.read(text))
    told = [reading.MARK if term == reading.BREAK else term for term in terms]
    assert re.findall("[^ ]+", reading.spaced(text)) == told


@given(st.text("党务公開 　\u2003\u200b，1a", max_size=30))
def test_spaces_between_han_characters_close_as_everywhere(text: str) -> None:
    tight = chinese.tighten(text).text

    assert reading.read(tight) == reading.read(text)


def test_no_run_is_longer_than_engines_bear() -> None:
    terms = reading.terms(reading.read("x" * 1000))

    assert "".join(terms) == "x" * 1000
    assert max(map(len, terms)) == reading.LONGEST_RUN


def test_no_han_character_is_read_as_a_letter() -> None:
    chars = map(chr, range(0x2E80, 0xFF01))
    assert not [char for char in chars if reading.in_run(reading.read(char) or " ")]
