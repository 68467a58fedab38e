"""Do work in processes that may crash, hang or run out of memory.

A reader stands on native code (pdfium, libxml2) and meets hostile files: it can
abort the whole process, loop for ever or eat all memory. Each of these must cost
one file and not the run, so nothing of a document is read outside a worker.
Pebble replaces a dead worker and tells which task killed it; the standard
library's ProcessPoolExecutor fails the whole batch instead.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from gongkai.errors import FailureCode
from gongkai.interruption import undisturbed

if TYPE_CHECKING:
    from pebble import ProcessFuture

T = TypeVar("T")
R = TypeVar("R")

log = logging.getLogger(__name__)

_BIRTH = 3.0  # seconds that the first worker may take to start
AHEAD = 64  # tasks in flight per worker: it is fed while a batch is committed


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may use. Memory is capped where the system can (not on Windows)."""

    seconds: float = 60.0
    memory: int = 2 << 30  # bytes of address space


@dataclass(frozen=True, slots=True)
class Lost(Generic[T]):
    """A task whose worker did not live to answer."""

    task: T
    code: FailureCode
    detail: str


def default_jobs() -> int:
    """The number of processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run(
    work: Callable[[T], R],
    tasks: Iterable[T],
    jobs: int,
    *,
    limits: Limits,
    preload: str = "",
) -> Iterator[R | Lost[T]]:
    """What `work` makes of each task, in the order of the tasks.

    `work` must be importable by name. `preload` names a module to import once,
    before the workers are forked from a clean process (no effect on Windows).
    Tasks are drawn as needed, so the iterable may be long or lazy.
    """
    from pebble import ProcessPool

    with ProcessPool(
        max_workers=jobs,
        context=_context(preload),
        initializer=_confine,
        initargs=[limits.memory],
    ) as pool:
        ahead: deque[tuple[T, ProcessFuture[R]]] = deque()
        born = False
        try:
            for task in tasks:
                with undisturbed():  # the first one starts the workers
                    future = pool.schedule(work, args=[task], timeout=limits.seconds)
                    ahead.append((task, future))
                if len(ahead) >= jobs * AHEAD:
                    answer = _answer(*ahead.popleft(), limits)
                    born = True
                    yield answer
            while ahead:
                answer = _answer(*ahead.popleft(), limits)
                born = True
                yield answer
        finally:
            if ahead:  # interrupted: what is under way is not worth waiting for
                if not born:  # a worker that starts without its pool would complain
                    wait([ahead[0][1]], _BIRTH)
                pool.stop()  # type: ignore[no-untyped-call]


def _context(preload: str) -> multiprocessing.context.BaseContext:
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    if preload:
        context.set_forkserver_preload([preload])
    _start_server()
    return context


def _start_server() -> None:
    """Start the process that forks workers, deaf to Ctrl-C from birth, as they will be."""
    from multiprocessing import forkserver

    if threading.current_thread() is not threading.main_thread():
        forkserver.ensure_running()
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before or signal.default_int_handler)


def _confine(memory: int) -> None:
    """In the worker: cap memory and leave Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(task: T, future: ProcessFuture[R], limits: Limits) -> R | Lost[T]:
    from pebble import ProcessExpired

    try:
        return future.result()
    except TimeoutError:
        return Lost(task, FailureCode.TIMEOUT, f"no answer in {limits.seconds:g} s")
    except ProcessExpired as error:
        return Lost(task, FailureCode.CRASHED, f"worker ended with {error.exitcode}")
    except MemoryError:
        return Lost(task, FailureCode.OUT_OF_MEMORY, f"over {limits.memory} bytes")
