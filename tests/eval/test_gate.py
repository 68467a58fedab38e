"""The judgements stay as good as they were on documents that were labelled by hand."""

from __future__ import annotations

import pytest

from tests.eval import floors
from tests.eval.sets import SETS


@pytest.mark.parametrize("name", SETS)
def test_no_measure_falls_below_its_floor(name: str) -> None:
    if not SETS[name].is_there:
        pytest.skip("this labelled set is not in the repository")

    counted = SETS[name].judge()

    fallen = floors.lower(floors.load()[name], counted.shares())
    assert not fallen, "\n".join(
        line for line in counted.mistakes if line.startswith(tuple(fallen))
    )


def test_the_examples_are_enough_to_mean_something() -> None:
    gold = SETS["examples"].gold.read_text(encoding="utf-8")

    assert len(gold.splitlines()) >= 120


def test_a_floor_is_lowered_only_by_what_was_measured_lower() -> None:
    assert floors.lower(
        {"title": 0.9, "genre": 0.8}, {"title": 0.89, "genre": 0.9}
    ) == {"title": 0.89}


def test_a_measure_that_is_gone_counts_as_fallen() -> None:
    assert floors.lower({"title": 0.9}, {}) == {"title": 0.0}
