"""What a worker can do to itself costs one task, and nothing more."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from gongkai import workers
from gongkai.errors import FailureCode
from gongkai.workers import Limits, Lost

SECONDS = 2.0
LONG = 20.0  # for what another cap must end before time does
LIMITS = Limits(seconds=SECONDS, memory=1 << 30, answer=10_000_000)
BEYOND = 1.0  # seconds that a lost task may cost beyond the limit
TIMES = int(os.environ.get("GONGKAI_FAULTS", "1"))  # each; 50 before a release

posix_only = pytest.mark.skipif(os.name == "nt", reason="POSIX")


# Ways to misbehave; these run in the worker ---------------------------------------


def segfault() -> None:
    ctypes.string_at(1)


def end_without_a_word() -> None:
    os._exit(0)


def loop() -> None:
    while True:
        pass


def loop_deaf_to_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass


def sleep_in_native_code() -> None:
    ctypes.PyDLL(None).sleep(60)  # holds the interpreter


def allocate() -> None:
    bytearray(10 << 30)


def allocate_by_and_by() -> None:
    hoard = []
    while True:
        hoard.append(bytearray(50 << 20))


def say_too_much() -> bytes:
    return bytes(LIMITS.answer + 1)


def recurse() -> None:
    recurse()


def nest() -> list[object]:
    nested: list[object] = []
    for _ in range(100_000):
        nested = [nested]
    return nested


def overflow_the_stack() -> None:
    sys.setrecursionlimit(1 << 30)
    recurse_in_native_code(0)


def recurse_in_native_code(depth: int) -> int:
    return max([depth], key=recurse_in_native_code)


def exit_politely() -> None:
    raise SystemExit(0)


def close_everything() -> None:
    os.closerange(0, 4096)


def half_an_answer() -> None:
    for descriptor in range(3, 64):  # one of them is the pipe
        with suppress(OSError):
            os.write(descriptor, (1000).to_bytes(8, "big") + b"a0 and no more")
    os._exit(0)


def shout() -> None:
    for descriptor in range(3, 64):
        with suppress(OSError):
            os.write(descriptor, b"\xff" * 64)
    time.sleep(60)


def stop_yourself() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


LOSSES: dict[Callable[[], object], FailureCode] = {
    segfault: FailureCode.CRASHED,
    os.abort: FailureCode.CRASHED,
    end_without_a_word: FailureCode.CRASHED,
    loop: FailureCode.TIMEOUT,
    loop_deaf_to_signals: FailureCode.TIMEOUT,
    sleep_in_native_code: FailureCode.TIMEOUT,
    allocate: FailureCode.OUT_OF_MEMORY,
    allocate_by_and_by: FailureCode.OUT_OF_MEMORY,
    say_too_much: FailureCode.LIMIT_OUTPUT,
    recurse: FailureCode.INTERNAL_ERROR,  # the pipeline has a name for it
    nest: FailureCode.INTERNAL_ERROR,
    overflow_the_stack: FailureCode.CRASHED,
    exit_politely: FailureCode.INTERNAL_ERROR,
    close_everything: FailureCode.CRASHED,
    half_an_answer: FailureCode.CRASHED,
    shout: FailureCode.CRASHED,
    stop_yourself: FailureCode.TIMEOUT,
}
WAYS = {way.__name__: way for way in LOSSES}


def behave(how: str) -> str:
    """Runs in the worker."""
    if how in WAYS:
        return str(WAYS[how]())
    return how.upper()


# What becomes of them ------------------------------------------------------------


@posix_only
@pytest.mark.parametrize("way", WAYS)
def test_a_worker_that_misbehaves_costs_its_own_task_and_a_moment(
    way: str, assert_no_child_is_left: Callable[[], None]
) -> None:
    tasks = ["a", *[way, "b"] * TIMES, "c"]
    by_time = LOSSES[WAYS[way]] is FailureCode.TIMEOUT
    limits = LIMITS if by_time else replace(LIMITS, seconds=LONG)
    begin = time.monotonic()
    answers = list(workers.run(behave, tasks, 1, limits=limits))
    took = time.monotonic() - begin

    lost = answers[1:-1:2]
    assert [answers[0], *answers[2::2], answers[-1]] == ["A", *"B" * TIMES, "C"]
    for one in lost:
        assert isinstance(one, Lost)
        assert (one.task, one.code) == (way, LOSSES[WAYS[way]])
        assert one.detail
    most = SECONDS if by_time else LONG
    assert took < TIMES * (most + BEYOND) + 3  # two or three workers are started
    assert_no_child_is_left()


@posix_only
def test_many_that_misbehave_at_once_do_not_stop_the_others() -> None:
    limits = Limits(seconds=0.5, memory=1 << 30)
    ways = ["segfault", "loop_deaf_to_signals", "allocate", "end_without_a_word"] * 2
    tasks = [task for way in ways for task in (way, "good", "fine")]

    answers = list(workers.run(behave, tasks, 2, limits=limits))

    for task, answer in zip(tasks, answers, strict=True):
        if task in WAYS:
            assert isinstance(answer, Lost)
            assert answer.code is LOSSES[WAYS[task]]
        else:
            assert answer == task.upper()


def leak(what: str) -> str:
    if what == "files":
        while True:
            try:
                os.dup(0)
            except OSError as error:
                return str(error.errno)
    if what == "memory":
        kept.append(bytearray(int(0.8 * LIMITS.memory)))
    if what == "fork":
        with suppress(PermissionError):
            if os.fork() == 0:
                return "the child came back"
    return str(os.getpid())


kept: list[bytearray] = []


@posix_only
@pytest.mark.parametrize("what", ["files", "memory", "fork"])
def test_what_a_task_leaves_behind_does_not_reach_the_next(
    what: str, assert_no_child_is_left: Callable[[], None]
) -> None:
    before, _, after = workers.run(leak, ["a", what, "b"], 1, limits=LIMITS)
    assert str(before).isdecimal()
    assert str(after).isdecimal()
    assert (before == after) == (what == "fork")  # else it has a worker of its own
    assert_no_child_is_left()


CRASHES_FIRST = "crash the first time"


def crash_once(task: str) -> str:
    """Crash as one does whose memory an earlier task has spoiled."""
    note = Path(task.removeprefix(CRASHES_FIRST))
    if task.startswith(CRASHES_FIRST) and not note.exists():
        note.touch()
        os.abort()
    return "done"


@posix_only
def test_a_task_may_try_again_when_an_earlier_one_may_be_to_blame(
    tmp_path: Path,
) -> None:
    tasks = ["good", f"{CRASHES_FIRST}{tmp_path / 'note'}", "good"]
    assert list(workers.run(crash_once, tasks, 1, limits=LIMITS)) == ["done"] * 3
