"""The basis of a rule as people read it."""

from __future__ import annotations

import pytest

from gongkai.rules import Rulebook, cite


@pytest.mark.parametrize(
    ("basis", "reading"),
    [
        ("S:L1§30", "《村民委员会组织法》(2018修正)第30条"),
        ("S:L1§30(2)(4)", "《村民委员会组织法》(2018修正)第30条第(2)、(4)项"),
        ("S:L1§11–20", "《村民委员会组织法》(2018修正)第11至20条"),
        ("S:L8b§54", "《招标投标法实施条例》(2019)第54条"),
        ("S:W6#3", "中办《关于党的基层组织实行党务公开的意见》(2010)第3类"),
        ("S:W1③④", "《中国共产党党务公开条例（试行）》(2017)第③、④项"),
        ("L:L15§12", "（地方）《山东省村务公开条例》(2018)第12条"),
        ("S:L5", "《社会救助暂行办法》(2019)"),
        ("K", "通行做法"),
    ],
)
def test_a_basis_reads_as_law_is_cited(
    rulebook: Rulebook, basis: str, reading: str
) -> None:
    assert cite(rulebook, (basis,)) == reading


def test_several_are_joined_and_none_is_said_twice(rulebook: Rulebook) -> None:
    assert (
        cite(rulebook, ("S:W22", "S:W21", "K"))
        == "《中国共产党支部工作条例（试行）》(2018)；通行做法"
    )


def test_articles_of_one_law_stand_together(rulebook: Rulebook) -> None:
    assert (
        cite(rulebook, ("S:L1§22", "S:L4§27", "S:L1§26"))
        == "《村民委员会组织法》(2018修正)第22条、第26条；《农村集体经济组织法》(2024)第27条"
    )


def test_no_basis_reads_as_nothing(rulebook: Rulebook) -> None:
    assert cite(rulebook, ()) == ""
