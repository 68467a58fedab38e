"""Documents that are about the same as one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gongkai.index import Index, similar
from gongkai.model import Findable

MakeDocument = Callable[..., Findable]
Fill = Callable[..., Index]
Find = Callable[..., list[str]]

CANAL = "青石桥村水渠维修工程经村民代表会议讨论，水渠清淤和维修由施工队承包。"
CANAL_TOO = "柳树湾村水渠清淤完成，维修工程的施工队已经结算。"
ALLOWANCE = "最低生活保障名单公示，村民如有异议请拨打监督电话。"


@pytest.fixture
def made(fill: Fill, document: MakeDocument) -> Index:
    return fill(
        document(CANAL, id="a" * 16),
        document(CANAL_TOO, id="b" * 16),
        document(ALLOWANCE, id="c" * 16),
    )


def test_what_shares_the_telling_words_is_found_without_the_document_itself(
    made: Index, found: Find
) -> None:
    assert found(made, similar("a" * 16, "", CANAL)) == ["b" * 16]


def test_filters_hold_for_it_too(made: Index, found: Find) -> None:
    query = similar("a" * 16, "水渠维修", CANAL)
    assert found(made, query, category="DW") == []
    assert found(made, query, category="CW03") == ["b" * 16]


@pytest.mark.parametrize("text", ["", "，。\n", "好", "鲸鱼"])
def test_a_document_that_says_little_is_like_none(
    made: Index, found: Find, text: str
) -> None:
    assert found(made, similar("a" * 16, "", text)) == []


def test_a_long_text_is_looked_at_in_part(made: Index, found: Find) -> None:
    query: Any = similar("d" * 16, "", CANAL + "无关的话。" * 100_000)
    assert len(found(made, query)) <= 2
