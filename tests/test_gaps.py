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
