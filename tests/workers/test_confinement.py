"""What a worker is kept from: the network, other processes, the disk, our results."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from gongkai import confine, workers
from gongkai.workers import Limits

LIMITS = Limits(seconds=20.0, memory=1 << 30, answer=10_000_000)

posix_only = pytest.mark.skipif(os.name == "nt", reason="POSIX")


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


def print_far_too_much(task: str) -> str:
    for _ in range(1024):
        os.write(1, bytes(1 << 20))
    return task


@posix_only
def test_a_gigabyte_on_standard_output_harms_nobody() -> None:
    tasks = ["a", "b"]
    assert list(workers.run(print_far_too_much, tasks, 1, limits=LIMITS)) == tasks


# Other processes -----------------------------------------------------------------


def start_another(how: str) -> str:
    """Runs in the worker: what came of starting a process in one of many ways."""
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        if how == "fork":
            return str(os.fork())
        if how == "run":
            return str(subprocess.run(["true"], check=False).returncode)
        if how == "shell":
            return str(os.system("true"))
        if how == "spawn":
            return str(os.posix_spawn("/bin/sh", ["sh", "-c", "true"], {}))
        if how == "become":
            os.execv("/bin/sh", ["sh", "-c", "true"])
        if how == "libc":
            return str(libc.fork())
        if how == "bomb":
            for _ in range(10_000):
                os.fork()
    except OSError as error:
        return type(error).__name__
    return how


@pytest.mark.skipif(sys.platform != "linux", reason="needs the kernel's help")
def test_a_worker_starts_no_process_however_it_tries(
    assert_no_child_is_left: Callable[[], None],
) -> None:
    held = workers.protection(LIMITS)
    if held is None or not held.alone:
        pytest.skip("no filter for the system calls of this machine")
    refused = "PermissionError"
    expected = {
        "fork": refused, "run": refused, "shell": "32512", "spawn": refused,
        "become": refused, "libc": "-1", "bomb": refused, "none": "none",
    }  # fmt: skip
    told = workers.run(start_another, expected, 1, limits=LIMITS)
    assert dict(zip(expected, told, strict=True)) == expected
    assert_no_child_is_left()


def start_a_thread(task: str) -> str:
    told: list[str] = []
    thread = threading.Thread(target=told.append, args=(task,))
    thread.start()
    thread.join()
    return told[0]


def test_a_worker_may_have_threads() -> None:
    assert list(workers.run(start_a_thread, ["a"], 1, limits=LIMITS)) == ["a"]


@posix_only
def test_what_a_worker_started_ends_with_it_where_it_could() -> None:
    """As on systems that refuse it nothing."""
    code = (
        "import os, subprocess, time; os.setpgid(0, 0)\n"
        "print(subprocess.Popen(['sleep', '300']).pid, flush=True); time.sleep(300)"
    )
    worker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert worker.stdout is not None
    with worker.stdout as told:
        child = psutil.Process(int(told.readline()))
    confine.kill(worker.pid)
    worker.wait()
    with suppress(psutil.NoSuchProcess):
        child.wait(timeout=5)
    assert not child.is_running()


PARENT = """
import sys
from tests.workers.test_confinement import LIMITS, start_long
from gongkai import workers
print("ready", flush=True)
for told in workers.run(start_long, [sys.argv[1], "b"], 2, limits=LIMITS):
    pass
"""


def start_long(note: str) -> None:
    if note != "b":
        Path(note).write_text(str(os.getpid()))
    while True:
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="needs the kernel's help")
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(note)], cwd=Path(__file__).parents[2]
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
