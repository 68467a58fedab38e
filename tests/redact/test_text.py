"""Masking in a text: what is chosen, and what stands there afterwards."""

from __future__ import annotations

from gongkai.model import Sensitive, Severity, Span
from gongkai.redact import mask_text, masks, to_mask

TEXT = "监督电话：13800000037\n李桂香 340521196208250004 13800000021"


def item(
    kind: str, start: int, end: int, masked: str, severity: Severity = Severity.ERROR
) -> Sensitive:
    return Sensitive(kind, kind, Span(start, end), masked, severity)


HOTLINE = item("MOBILE", 5, 16, "138****0037", Severity.INFO)
NUMBER = item("ID18", 21, 39, "3****************4")
MOBILE = item("MOBILE", 40, 51, "138****0021")


def test_a_mobile_that_is_the_hotline_stays() -> None:
    assert to_mask([HOTLINE, NUMBER, MOBILE]) == (NUMBER, MOBILE)


def test_what_lies_inside_another_is_masked_once() -> None:
    inside = item("BIRTHDAY", 27, 35, "1962****")

    assert to_mask([inside, NUMBER]) == (NUMBER,)


def test_the_rest_of_the_text_is_as_it_was() -> None:
    assert mask_text(TEXT, [NUMBER, MOBILE]) == (
        "监督电话：13800000037\n李桂香 3****************4 138****0021"
    )


def test_a_value_is_known_without_its_spaces() -> None:
    text = "账号 6222 0200 0000"

    assert masks(text, [item("BANK", 3, 17, "**** 0000")]) == {
        "622202000000": "**** 0000"
    }
