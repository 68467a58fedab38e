"""The words that tell the parts of a document are rules that a user may replace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai import rules
from gongkai.describe import describe
from gongkai.errors import RuleError
from gongkai.ingest import plain
from gongkai.rules import LABEL_KINDS, Rulebook

Write = Callable[[str], Path]


def test_every_kind_of_label_has_words(rulebook: Rulebook) -> None:
    assert set(rulebook.wording.labels.values()) == set(LABEL_KINDS)


def test_a_kind_of_issuer_of_ones_own_is_known_by_its_name(write: Write) -> None:
    mine = rules.load(
        write("wording: {issuer_ends: [书屋], issuer_types: {其他: [书屋]}}")
    )
    read = plain.extract("开放公告\n请按时来借书。\n柳湾书屋\n2020年5月6日".encode())

    found = describe(read, mine).issuer

    assert found is not None
    assert found.value == "柳湾书屋"


def test_a_line_of_ones_own_site_is_no_title(write: Write) -> None:
    mine = rules.load(write("wording: {residue: ['柳湾村民网.{0,20}']}"))
    read = plain.extract("柳湾村民网欢迎您\n停水公告\n明天停水。".encode())

    found = describe(read, mine).title

    assert found is not None
    assert found.value == "停水公告"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("wording: {issuers: [书屋]}", "不认识的键“issuers”"),
        ("wording: {labels: {owner: [主人]}}", "“owner”不在可选之列"),
        ("wording: {issuer_types: {书屋: [书屋]}}", "“书屋”不在可选之列"),
        ("wording: {residue: ['.*']}", "连空白也能合"),
        ("wording: {labels: {title: [標題]}}", "永远碰不上"),
    ],
)
def test_what_wording_cannot_mean_is_refused(
    text: str, message: str, write: Write
) -> None:
    with pytest.raises(RuleError, match=message):
        rules.load(write(text))
