"""A basis on the day of a document: the text in force, and its article where that is known."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from gongkai import dates
from gongkai.rules import Rulebook, cite_on, history, in_force
from gongkai.rules.basis import parse

OPENNESS = ("S:L1§30",)  # 村务公开


def on(book: Rulebook, basis: tuple[str, ...], day: str) -> str:
    return cite_on(book, basis, dates.parse_iso(day))


@pytest.mark.parametrize(
    ("day", "reading"),
    [
        ("1998-11-04", "《村民委员会组织法》(1998)第22条"),
        ("2010-10-27", "《村民委员会组织法》(1998)第22条"),
        ("2010-10-28", "《村民委员会组织法》(2010修订)第30条"),
        ("2018-12-28", "《村民委员会组织法》(2010修订)第30条"),
        ("2018-12-29", "《村民委员会组织法》(2018修正)第30条"),
        ("2025-12-31", "《村民委员会组织法》(2018修正)第30条"),
    ],
)
def test_the_text_in_force_is_named_with_its_own_article(
    rulebook: Rulebook, day: str, reading: str
) -> None:
    assert on(rulebook, OPENNESS, day) == reading


def test_where_the_number_is_not_known_the_text_it_is_of_is_named(
    rulebook: Rulebook,
) -> None:
    assert on(rulebook, OPENNESS, "2026-01-01") == (
        "《村民委员会组织法》(2025修正)"
        "（与《村民委员会组织法》(2018修正)第30条对应的条文未查到）"
    )
    assert on(rulebook, ("S:L1§22", "S:L1§26"), "2005-10-20") == (
        "《村民委员会组织法》(1998)第17条"
        "（与《村民委员会组织法》(2018修正)第26条对应的条文未查到）"
    )


def test_items_and_ranges_stand_where_the_numbering_is_the_same(
    rulebook: Rulebook,
) -> None:
    basis = ("S:L1§30(3)", "S:L1§11–20")
    assert (
        on(rulebook, basis, "2012-05-04")
        == "《村民委员会组织法》(2010修订)第30条第(3)项、第11至20条"
    )


@pytest.mark.parametrize(
    ("day", "reading"),
    [
        ("2017-12-19", "中办《关于党的基层组织实行党务公开的意见》(2010)第3类"),
        ("2017-12-20", "《中国共产党党务公开条例（试行）》(2017)第④项"),
    ],
)
def test_of_two_texts_that_follow_each_other_the_one_in_force_speaks(
    rulebook: Rulebook, day: str, reading: str
) -> None:
    assert on(rulebook, ("S:W1④", "S:W6#3"), day) == reading


def test_a_law_that_was_not_there_yet_is_said_not_to_be(rulebook: Rulebook) -> None:
    before = on(rulebook, ("S:L2§26", "K"), "2008-04-30")

    assert before == (
        "通行做法；《政府信息公开条例》当时尚未施行"
        "（2008-05-01 起施行，当时：无全国性条例（只有地方政务公开规定））"
    )
    assert on(rulebook, ("S:L2§26",), "2008-05-01").startswith(
        "《政府信息公开条例》(2007)"
    )


def test_a_provision_that_a_text_is_known_to_lack_is_not_read_into_it(
    rulebook: Rulebook,
) -> None:
    assert on(rulebook, ("S:W23§13",), "2026-05-10") == (
        "《中国共产党发展党员工作细则》(2014)"
        "（没有与《中国共产党发展党员工作细则》(2026)第13条相应的规定）"
    )
    assert (
        on(rulebook, ("S:W23§13",), "2026-05-11")
        == "《中国共产党发展党员工作细则》(2026)第13条"
    )


def test_without_a_date_it_is_todays_text_and_says_so(rulebook: Rulebook) -> None:
    assert cite_on(rulebook, ("S:L2§26",), None) == (
        "《政府信息公开条例》(2019)第26条（文件未写明日期，按现行文本）"
    )
    assert cite_on(rulebook, ("K",), None) == "通行做法"


def test_a_year_in_which_the_text_changed_names_both(rulebook: Rulebook) -> None:
    assert on(rulebook, OPENNESS, "2010") == (
        "《村民委员会组织法》(1998)第22条；或《村民委员会组织法》(2010修订)第30条"
        "（成文日期只写到年，其间文本有变）"
    )
    assert on(rulebook, OPENNESS, "2010-10").endswith(
        "（成文日期只写到月，其间文本有变）"
    )
    assert (
        on(rulebook, OPENNESS, "2009-10")
        == on(rulebook, OPENNESS, "2009")
        == "《村民委员会组织法》(1998)第22条"
    )


def test_a_source_of_later_years_is_marked(rulebook: Rulebook) -> None:
    basis = ("L:W25",)  # of 2007; one text, no act
    assert on(rulebook, basis, "2006-12-31").endswith("（制定在后，供参照）")
    assert not on(rulebook, basis, "2007-01-01").endswith("）")


@pytest.mark.parametrize(
    ("basis", "day", "told"),
    [
        (("S:L12§28",), "2021-10-31", False),
        (("S:L12§28",), "2021-11-01", True),
        (("S:L12§28",), "2021", None),
        (("S:L12§28", "K"), "2005-10-20", True),
        (("S:W23§13",), "2026-05-10", False),
        (("S:L5§11", "S:L1§30"), "2005-10-20", True),
        (("S:L12§28",), "", True),
    ],
)
def test_whether_anything_of_a_basis_was_law(
    rulebook: Rulebook, basis: tuple[str, ...], day: str, told: bool | None
) -> None:
    assert in_force(rulebook, basis, dates.parse_iso(day)) is told


def test_the_history_tells_every_text_with_its_article(rulebook: Rulebook) -> None:
    told = [
        (version.validity.since, reading)
        for version, reading in history(rulebook, ("S:L3§16", "K"))
    ]
    assert told == [
        (date(1990, 1, 1), "《城市居民委员会组织法》(1989)第16条"),
        (date(2018, 12, 29), "《城市居民委员会组织法》(2018修正)第16条"),
        (
            date(2026, 1, 1),
            "《城市居民委员会组织法》(2025修订)"
            "（与《城市居民委员会组织法》(2018修正)第16条对应的条文未查到）",
        ),
    ]


def test_no_day_falls_between_two_texts(rulebook: Rulebook) -> None:
    for act in rulebook.law.acts.values():
        for before, after in pairwise(act.versions):
            assert before.validity.until is not None
            assert before.validity.until + timedelta(days=1) == after.validity.since
        assert act.versions[-1].validity.until is None


def test_every_dated_law_that_a_rule_cites_has_its_texts(rulebook: Rulebook) -> None:
    """National laws, by number: a rule that cites one can be dated."""
    cited = {
        parsed.source
        for rules in (rulebook.categories, rulebook.elements, rulebook.cross_rules)
        for rule in rules.values()
        for text in rule.basis
        if (parsed := parse(text)) and not parsed.local and parsed.source[0] == "L"
    }
    local = {"L22", "L23"}  # 厂务公开 of two provinces, cited where no law is national
    assert cited - set(rulebook.law.acts) == local


def test_a_basis_is_read_once_between_two_changes(rulebook: Rulebook) -> None:
    on(rulebook, OPENNESS, "2012-03-01")
    known = len(rulebook.law.read)
    on(rulebook, OPENNESS, "2012-03-02")
    assert len(rulebook.law.read) == known
