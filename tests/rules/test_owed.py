"""What a document owes: the category's row for its genre, else the base row, else any."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai import rules
from gongkai.model import Severity
from gongkai.rules import Owed, RequirementRow, Rulebook

Write = Callable[[str], Path]


@pytest.fixture
def book(write: Write) -> Rulebook:
    """The built-in rules with a base and a category of our own."""
    return rules.load(
        write("""
            base:
              G01:
                before_any: yes
                must: [M_TIME]
                should: [M_PLACE]
                checks: [V_TALLY]
              G06: {must: [O_TO]}
            requirements:
              - id: RQ_GENERIC_NOTICE
                name: 一般公示公告
                rows:
                  any:
                    must: [N_ORG]
                    when:
                      has_vote, not unanimous: [M_FOR]
                  G03:
                    inherit: any
                    must: [N_PERIOD]
                    local: [N_PHONE]
                  G24:
                    inherit: G01
                    must: [M_PLACE]
                    checks: [V_BALLOT, V_TALLY]
                  G11, G12: {must: [N_DATE]}
            categories:
              - {code: CW07, name: 书屋, gloss: Library, definition: 农家书屋, title_terms: [书屋],
                 body_terms: [借阅], genres: [G03], requirement: RQ_GENERIC_NOTICE, scope: unit,
                 forms: [公开栏], frequency: long, due: 长期, retention: 10年, basis: [K],
                 examples: {match: [书屋书目公示, 书屋开放公告], skip: [停水公告, 会议记录]}}
        """)
    )


def owed(row: RequirementRow | None) -> dict[str, Severity]:
    assert row is not None
    return {one.element: one.severity for one in row.owed}


def test_a_categorys_own_row_comes_first(book: Rulebook) -> None:
    assert owed(book.owed("CW07", "G11")) == {"N_DATE": Severity.ERROR}
    assert book.owed("CW07", "G12") == book.owed("CW07", "G11")


def test_minutes_owe_what_minutes_owe(book: Rulebook) -> None:
    assert book.owed("CW07", "G01") is book.base["G01"]


def test_other_genres_owe_what_the_category_asks_of_any(book: Rulebook) -> None:
    row = book.owed("CW07", "G06")

    assert row is book.requirements["RQ_GENERIC_NOTICE"].rows["any"]
    assert row.owed == (
        Owed("N_ORG", Severity.ERROR),
        Owed("M_FOR", Severity.ERROR, ("has_vote", "not unanimous")),
    )


def test_without_a_category_the_genre_decides(book: Rulebook) -> None:
    assert book.owed("ZZ01", "G06") is book.base["G06"]
    assert book.owed("ZZ01", None) is None


def test_a_row_adds_to_what_it_inherits_from_any(book: Rulebook) -> None:
    assert owed(book.owed("CW07", "G03")) == {
        "N_ORG": Severity.ERROR,
        "M_FOR": Severity.ERROR,
        "N_PERIOD": Severity.ERROR,
        "N_PHONE": Severity.WARN,
    }


def test_a_row_makes_stricter_what_it_inherits_from_the_base(book: Rulebook) -> None:
    row = book.owed("CW07", "G24")

    assert owed(row) == {"M_TIME": Severity.ERROR, "M_PLACE": Severity.ERROR}
    assert row is not None
    assert row.cross_rules == ("V_TALLY", "V_BALLOT")


@pytest.mark.parametrize("genre", ["G15", "G21"])
def test_speeches_and_news_owe_nothing(rulebook: Rulebook, genre: str) -> None:
    for category in rulebook.categories:
        row = rulebook.owed(category, genre)
        assert row is not None
        assert all(one.severity is Severity.INFO for one in row.owed)
