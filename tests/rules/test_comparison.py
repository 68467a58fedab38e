"""`voting_present >= 4/5 voting_due`: the quorum that each meeting needs."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from gongkai.rules import Comparison, Rulebook


@pytest.mark.parametrize(
    ("operator", "present", "holds"),
    [
        (">=", 8, True),
        (">", 8, False),
        (">", 9, True),
        ("<=", 8, True),
        ("<", 8, False),
    ],
)
def test_a_share_is_compared_exactly(operator: str, present: int, holds: bool) -> None:
    half = Comparison("present", operator, Fraction(1, 2), "due")

    assert half.holds({"present": present, "due": 16}) is holds


def test_a_number_that_is_not_known_decides_nothing() -> None:
    half = Comparison("present", ">=", Fraction(1, 2), "due")

    assert half.holds({"present": 8}) is None


def test_a_comparison_reads_as_it_is_written() -> None:
    assert str(Comparison("for", ">", Fraction(1, 2), "due")) == "for > 1/2 due"
    assert str(Comparison("present", "<=", Fraction(1), "due")) == "present <= due"


@pytest.mark.parametrize(
    ("day", "comparison"),
    [
        (date(2020, 7, 12), "votes > 1/2 voting_present"),
        (date(2020, 7, 13), "votes > 1/2 voting_due"),
    ],
)
def test_the_denominator_of_an_election_changed_in_2020(
    rulebook: Rulebook, day: date, comparison: str
) -> None:
    clauses = rulebook.cross_rules["V_ELECTED"].clauses

    in_force = [one for one in clauses if one.validity.covers(day)]
    of_the_party = [one for one in in_force if not one.bodies]

    assert [[str(one) for one in clause.any_of] for clause in of_the_party] == [
        [comparison]
    ]


def test_each_kind_of_meeting_has_its_own_majority(rulebook: Rulebook) -> None:
    majority = {
        body: [str(one) for one in clause.any_of]
        for clause in rulebook.cross_rules["V_MAJORITY_PRESENT"].clauses
        for body in clause.bodies
    }

    assert majority["村民代表会议"] == ["for > 1/2 present"]
    assert majority["成员代表大会"] == ["for >= 2/3 due"]
    assert majority["理事会"] == ["for > 1/2 due"]
