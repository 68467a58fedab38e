"""Folding makes look-alikes equal, character for character."""

from __future__ import annotations

import pytest

from gongkai.text import fold

EVERY = "".join(
    chr(code)
    for code in range(0x20, 0x30000, 41)
    if not 0xD800 <= code < 0xE000  # halves of surrogate pairs
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("國發［２０２４］１号", "国发[2024]1号"),
        ("⼈⽂", "人文"),
        ("﹝2005﹞", "〔2005〕"),
        ("薴", "苎"),
        ("〇○O零", "〇○O零"),
    ],
)
def test_look_alikes_become_equal(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(written + " " * 300) == folded + " " * 300


def test_a_long_text_is_folded_as_its_characters_are() -> None:
    assert fold(EVERY) == "".join(map(fold, EVERY))


def test_what_is_folded_stays_as_it_is() -> None:
    assert fold(fold(EVERY)) == fold(EVERY)
