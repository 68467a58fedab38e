"""A text too poor to judge is told from a good one."""

from __future__ import annotations

import pytest

from gongkai.ingest.quality import assess
from gongkai.model import Unjudgeable

GOOD = "青石桥村2024年第三季度村级财务收支情况公开表，现予以公示，接受群众监督。"


def test_a_good_text_has_no_reasons() -> None:
    assert assess(GOOD) == ()


@pytest.mark.parametrize(
    "garbled",
    [
        GOOD.encode().decode("gbk", "ignore"),
        GOOD.encode("gbk").decode("latin-1"),
        GOOD.encode().decode("latin-1"),
        GOOD.encode("gbk").decode("utf-8", "replace"),
        "(cid:1203)(cid:45)(cid:778)" * 8,
        "\ue101\ue202\uf0b7" * 10,
        "锟斤拷锟斤拷锟斤拷" + GOOD,
    ],
)
def test_garbled_text_is_recognised(garbled: str) -> None:
    assert Unjudgeable.GARBLED_TEXT in assess(garbled)


def test_a_stray_symbol_does_not_spoil_a_text() -> None:
    assert assess("\uf0b7 " + GOOD + "\ufffd") == ()


@pytest.mark.parametrize("text", ["", "公示", "2024-01-01 3,000.00 15%", "— 1 —"])
def test_a_text_without_one_sentence_is_nearly_empty(text: str) -> None:
    assert assess(text) == (Unjudgeable.NEARLY_EMPTY,)
