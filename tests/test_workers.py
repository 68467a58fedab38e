"""What a worker can do to itself costs one task, and nothing more."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from gongkai import confine, workers
from gongkai.errors import FailureCode
from gongkai.workers import Limits, Lost, line

SECONDS = 2.0
LONG = 20.0  # for what another cap must end before time does
LIMITS = Limits(seconds=SECONDS, memory=1 << 30, answer=10_000_000)
BEYOND = 1.0  # seconds that a lost task may cost beyond the limit

posix_only = pytest.mark.skipif(os.name == "nt", reason="POSIX")


# Ways to misbehave; these run in the worker ---------------------------------------


def segfault() -> None:
    ctypes.string_at(1)


def end_without_a_word() -> None:
    os._exit(0)


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


@pytest.mark.parametrize("jobs", [1, 2])
def test_answers_come_in_the_order_of_the_tasks(jobs: int) -> None:
    tasks = [f"task {number}" * (1 + number % 3 * 2000) for number in range(300)]
    answers = list(workers.run(behave, tasks, jobs, limits=LIMITS))
    assert answers == [task.upper() for task in tasks]


@posix_only
@pytest.mark.parametrize("way", WAYS)
def test_a_worker_that_misbehaves_costs_its_own_task_and_a_moment(way: str) -> None:
    tasks = ["a", way, "b", "c"]
    by_time = LOSSES[WAYS[way]] is FailureCode.TIMEOUT
    limits = LIMITS if by_time else replace(LIMITS, seconds=LONG)
    begin = time.monotonic()
    first, lost, *rest = workers.run(behave, tasks, 1, limits=limits)
    took = time.monotonic() - begin

    assert (first, rest) == ("A", ["B", "C"])
    assert isinstance(lost, Lost)
    assert (lost.task, lost.code) == (way, LOSSES[WAYS[way]])
    assert lost.detail
    assert took < limits.seconds + BEYOND + 3  # two or three workers are started
    assert_no_child_is_left()


def assert_no_child_is_left() -> None:
    """No worker, nor what one started, is left two seconds later."""
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        if not [p for p in psutil.Process().children(recursive=True) if is_worker(p)]:
            return
        time.sleep(0.02)
    raise AssertionError(psutil.Process().children(recursive=True))


def is_worker(process: psutil.Process) -> bool:
    """Whether it is neither the process that forks workers nor its helper, which stay."""
    try:
        return bool(
            process.status() != psutil.STATUS_ZOMBIE and process.ppid() != os.getpid()
        )
    except psutil.NoSuchProcess:
        return False


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
    if what == "fork" and os.fork() == 0:
        return "the child came back"
    return str(os.getpid())


kept: list[bytearray] = []


@posix_only
@pytest.mark.parametrize("what", ["files", "memory", "fork"])
def test_what_a_task_leaves_behind_does_not_reach_the_next(what: str) -> None:
    before, _, after = workers.run(leak, ["a", what, "b"], 1, limits=LIMITS)
    assert str(before).isdecimal()
    assert str(after).isdecimal()
    assert (before == after) == (what == "fork")  # else it has a worker of its own
    assert_no_child_is_left()


def start_a_child(how: str) -> str:
    if how == "orphan":
        subprocess.Popen(["sleep", "300"])
        os._exit(1)
    if how == "hang":
        subprocess.run(["sleep", "300"], check=False)
    return how


@posix_only
@pytest.mark.parametrize(
    ("how", "code"), [("orphan", FailureCode.CRASHED), ("hang", FailureCode.TIMEOUT)]
)
def test_what_a_worker_started_ends_with_it(how: str, code: FailureCode) -> None:
    begin = time.monotonic()
    lost, good = workers.run(start_a_child, [how, "good"], 1, limits=LIMITS)
    assert isinstance(lost, Lost)
    assert (lost.code, good) == (code, "good")
    assert time.monotonic() - begin < SECONDS + BEYOND + 3
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


def reach_out(port: int) -> str:
    """The error of reaching for a listener on this machine, or what it got there."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            return f"connected to {line.getpeername()}"
    except OSError as error:
        return type(error).__name__


@posix_only
def test_a_worker_has_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert reach_out(port).startswith("connected")
        (told,) = workers.run(reach_out, [port], 1, limits=LIMITS)
    assert told in ("OSError", "PermissionError")  # not even its own is there


def test_python_code_is_refused_sockets_where_there_is_no_namespace() -> None:
    program = (
        "import socket; from gongkai import confine; confine._refuse_sockets()\n"
        "for call in (lambda: socket.create_connection(('127.0.0.1', 9)),\n"
        "             lambda: socket.getaddrinfo('example.org', 80),\n"
        "             lambda: socket.socket().bind(('', 0))):\n"
        "    try: call()\n"
        "    except PermissionError: print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8"
    )
    assert done.stdout.split() == ["refused"] * 3, done.stderr


def write_much(path: str) -> str:
    try:
        with Path(path).open("wb") as file:
            file.truncate(confine.FILE_SIZE + 1)
    except OSError as error:
        return str(error.strerror)
    return "written"


@posix_only
def test_a_worker_cannot_fill_the_disk(tmp_path: Path) -> None:
    (told,) = workers.run(write_much, [str(tmp_path / "big")], 1, limits=LIMITS)
    assert told == os.strerror(27)  # EFBIG


def test_what_protects_the_machine_can_be_told() -> None:
    told = workers.protection(LIMITS)
    assert told is not None
    assert told.memory == (None if os.name == "nt" else LIMITS.memory)
    if sys.platform == "linux":
        assert told.orphans


def print_noise(task: str) -> str:
    os.write(1, b"noise")
    return task


@posix_only
def test_a_worker_cannot_write_between_the_results(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert list(workers.run(print_noise, ["a"], 1, limits=LIMITS)) == ["a"]
    assert capfd.readouterr().out == ""


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


PARENT = """
import sys
from tests.test_workers import LIMITS, start_long
from gongkai import workers
print("ready", flush=True)
for told in workers.run(start_long, [sys.argv[1], "b"], 2, limits=LIMITS):
    pass
"""


def start_long(note: str) -> None:
    if note != "b":
        Path(note).write_text(str(os.getpid()))
    loop_deaf_to_signals()


@pytest.mark.skipif(sys.platform != "linux", reason="needs the kernel's help")
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(note)], cwd=Path(__file__).parents[1]
    )
    deadline = time.monotonic() + 20
    while not (note.exists() and note.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    worker = psutil.Process(int(note.read_text()))
    parent.kill()
    parent.wait()
    with suppress(psutil.NoSuchProcess):
        worker.wait(timeout=5)
    assert not worker.is_running()


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
    answers = workers.run(behave, ["a", "loop_deaf_to_signals"], 2, limits=Limits())
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
