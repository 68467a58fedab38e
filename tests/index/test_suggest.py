"""What may have been meant by a string that nothing has."""

from __future__ import annotations

import pytest

from gongkai.index import Vocabulary, vocabulary

TITLES = (
    "关于进一步做好党务公开工作的通知",
    "杏花村党务公开制度",
    "杏花村村务公开监督小组名单",
    "村务公开监督小组工作职责",
    "重庆路社区财务公开榜",
)


@pytest.fixture(scope="module")
def known() -> Vocabulary:
    return vocabulary(TITLES)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("党物公开", "党务公开"),  # sounds the same
        ("党务功开", "党务公开"),
        ("春务公开", "村务公开"),  # nearly
        ("村务公开监督小祖", "村务公开监督小组"),
        ("村务开公", "村务公开"),  # swapped
        ("村务公开见监督", "村务公开监督"),  # one too many
        ("党公开", "党务公开"),  # one missing
        ("dangwu", "党务"),
        ("dangwugongkai", "党务公开"),
        ("dwgk", "党务公开"),
        ("chongqinglu", "重庆路"),  # and not zhongqing
    ],
)
def test_what_was_meant_comes_first(known: Vocabulary, typed: str, meant: str) -> None:
    assert known.near(typed, 5)[0] == meant


def test_letters_find_what_begins_so_too(known: Vocabulary) -> None:
    assert known.near("dangwu", 5) == ["党务", "党务公开"]


@pytest.mark.parametrize("typed", ["鲸鱼", "", "x", "123", "qqqq", "党" * 1000, "，。"])
def test_nothing_is_made_up(known: Vocabulary, typed: str) -> None:
    assert known.near(typed, 5) == []


def test_a_string_does_not_suggest_itself(known: Vocabulary) -> None:
    assert "党务公开" not in known.near("党务公开", 5)


def test_a_phrase_that_was_met_once_is_no_set_phrase() -> None:
    known = vocabulary(["柳树湾水渠清淤"])
    assert known.near("shuiququ", 5) == []
    assert known.near("shuiqu", 5) == ["水渠"]


def test_names_that_are_odd_do_no_harm() -> None:
    assert (
        vocabulary(["", "\n", "A4", "𠮷野家", "〇〇五", "\ud800"]).near("dw", 5) == []
    )
