"""Gaps that say nothing are closed, and every span still tells where it stood."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gongkai.text import close_gaps, fold, tighten


@given(st.text(alphabet="党务 　3.\t\n:元", max_size=60))
def test_what_is_left_of_a_text_stands_where_it_says(text: str) -> None:
    for closed in (tighten(text), close_gaps(text)):
        for at, char in enumerate(closed.text):
            start, end = closed.span(at, at + 1)
            assert fold(text)[start:end] == char


@given(st.text(alphabet="党务 　3.\t\n:元", max_size=60))
def test_no_gap_is_wider_than_a_space_and_no_word_is_lost(text: str) -> None:
    closed = close_gaps(text).text
    assert "  " not in closed
    assert closed.replace(" ", "") == fold(text).replace(" ", "")


@given(st.text(alphabet="党务 　3.\t\n:元", max_size=30))
def test_a_place_of_the_original_is_found_again(text: str) -> None:
    for closed in (tighten(text), close_gaps(text)):
        places = [closed.span(at, at + 1)[0] for at in range(len(closed.text))]
        for origin in range(len(text) + 1):
            assert closed.until(origin) == sum(place < origin for place in places)
