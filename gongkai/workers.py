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
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from gongkai.errors import FailureCode

if TYPE_CHECKING:
    from pebble import ProcessFuture

T = TypeVar("T")
R = TypeVar("R")

log = logging.getLogger(__name__)

AHEAD = 32  # tasks in flight per worker: enough to keep it fed, and memory flat


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
        ahead: deque[tuple[T, ProcessFuture]] = deque()
        try:
            for task in tasks:
                ahead.append(
                    (task, pool.schedule(work, args=[task], timeout=limits.seconds))
                )
                if len(ahead) >= jobs * AHEAD:
                    yield _answer(*ahead.popleft(), limits)
            while ahead:
                yield _answer(*ahead.popleft(), limits)
        finally:
            if ahead:  # interrupted: what is under way is not worth waiting for
                pool.stop()


def _context(preload: str) -> multiprocessing.context.BaseContext:
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    if preload:
        context.set_forkserver_preload([preload])
    return context


def _confine(memory: int) -> None:
    """In the worker: cap memory and leave Ctrl-C to the parent."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(task: T, future: ProcessFuture, limits: Limits) -> R | Lost[T]:
    from pebble import ProcessExpired

    try:
        return future.result()  # type: ignore[no-any-return]
    except TimeoutError:
        return Lost(task, FailureCode.TIMEOUT, f"no answer in {limits.seconds:g} s")
    except ProcessExpired as error:
        return Lost(task, FailureCode.CRASHED, f"worker ended with {error.exitcode}")
    except MemoryError:
        return Lost(task, FailureCode.OUT_OF_MEMORY, f"over {limits.memory} bytes")
