"""What a worker can do to itself costs one task, and nothing more."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from gongkai import workers
from gongkai.errors import FailureCode
from gongkai.workers import Limits, Lost

LIMITS = Limits(seconds=2.0, memory=1 << 30)


def behave(how: str) -> str:
    """Runs in the worker."""
    if how == "abort":
        os.abort()
    if how == "hang":
        time.sleep(60)
    if how == "eat":
        bytearray(2 << 30)
    return how.upper()


@pytest.mark.parametrize("jobs", [1, 2])
def test_answers_come_in_the_order_of_the_tasks(jobs: int) -> None:
    tasks = [f"task {number}" for number in range(100)]
    assert list(workers.run(behave, tasks, jobs, limits=LIMITS)) == [
        t.upper() for t in tasks
    ]


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("abort", FailureCode.CRASHED),
        ("hang", FailureCode.TIMEOUT),
        pytest.param(
            "eat",
            FailureCode.OUT_OF_MEMORY,
            marks=pytest.mark.skipif(
                os.name == "nt", reason="Windows has no cap on memory"
            ),
        ),
    ],
)
def test_a_worker_that_dies_costs_only_its_own_task(
    how: str, code: FailureCode
) -> None:
    first, lost, last = workers.run(behave, ["a", how, "b"], 1, limits=LIMITS)
    assert (first, last) == ("A", "B")
    assert isinstance(lost, Lost)
    assert (lost.task, lost.code) == (how, code)


def test_tasks_are_drawn_only_as_far_ahead_as_the_workers_need() -> None:
    drawn = []

    def tasks() -> Iterator[str]:
        for number in range(10_000):
            drawn.append(number)
            yield "x"

    answers = workers.run(behave, tasks(), 1, limits=LIMITS)
    next(answers)
    assert len(drawn) <= workers.AHEAD + 1
    answers.close()  # type: ignore[attr-defined]
