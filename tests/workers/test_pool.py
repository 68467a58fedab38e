"""Tasks go to workers in their order, and so do the answers come back."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from gongkai import workers
from gongkai.errors import FailureCode
from gongkai.workers import Limits, Lost, line

LIMITS = Limits(seconds=20.0, memory=1 << 30, answer=10_000_000)


def behave(how: str) -> str:
    """Runs in the worker."""
    while how == "loop":
        pass
    return how.upper()


@pytest.mark.parametrize("jobs", [1, 2])
def test_answers_come_in_the_order_of_the_tasks(jobs: int) -> None:
    tasks = [f"task {number}" * (1 + number % 3 * 2000) for number in range(300)]
    answers = list(workers.run(behave, tasks, jobs, limits=LIMITS))
    assert answers == [task.upper() for task in tasks]


class Trap:
    """A value that would run code where it is unpickled."""

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("touch /tmp/never",)


def set_a_trap(_: str) -> object:
    return Trap()


def test_an_answer_cannot_run_code_in_the_parent() -> None:
    (lost,) = workers.run(set_a_trap, ["x"], 1, limits=LIMITS)
    assert isinstance(lost, Lost)
    assert lost.code is FailureCode.CRASHED
    assert "no plain value" in lost.detail


class Asking:
    """A value that is spelled as an attribute of another."""

    def __init__(self, of: object, name: str) -> None:
        self.reduced = getattr, (of, name)

    def __reduce__(self) -> tuple[object, ...]:
        return self.reduced


def ask(name: str) -> object:
    return Asking(Limits if name == "seconds" else FailureCode, name)


def test_a_member_of_an_enumeration_may_be_asked_for_as_early_python_3_11_does() -> (
    None
):
    member, method, other = workers.run(
        ask, ["CRASHED", "__class__", "seconds"], 1, limits=LIMITS
    )
    assert member is FailureCode.CRASHED
    for lost in (method, other):
        assert isinstance(lost, Lost)
        assert lost.code is FailureCode.CRASHED


def linger(times: int) -> int:
    """Takes more time than a task has, and asks for it."""
    for _ in range(times):
        time.sleep(0.6)
        workers.renew()
    return times


def test_work_of_many_parts_has_its_time_for_each() -> None:
    limits = Limits(seconds=1.5, longest=60.0)
    assert list(workers.run(linger, [4, 0], 1, limits=limits)) == [4, 0]


def test_time_that_is_asked_for_has_an_end() -> None:
    limits = Limits(seconds=1.5, longest=2.0)
    lost, done = workers.run(linger, [100, 0], 1, limits=limits)
    assert isinstance(lost, Lost)
    assert (lost.code, done) == (FailureCode.TIMEOUT, 0)


def test_nobody_is_asked_for_time_outside_a_worker() -> None:
    assert linger(1) == 1


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


def test_a_run_that_is_left_ends_its_workers_at_once() -> None:
    answers = workers.run(behave, ["a", "loop"], 2, limits=Limits())
    next(answers)
    begin = time.monotonic()
    answers.close()  # type: ignore[attr-defined]
    assert time.monotonic() - begin < 3
    assert [t for t in threading.enumerate() if t.name == "attendant"] == []


def measured(size: int) -> bytes:
    return bytes(size)


def test_answers_that_wait_for_an_earlier_one_are_not_hoarded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(line, "UNCLAIMED", 3_000_000)
    tasks = [1_000_000] * 40
    answers = workers.run(measured, tasks, 2, limits=LIMITS)
    assert [len(answer) for answer in answers if isinstance(answer, bytes)] == tasks
