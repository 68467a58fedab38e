"""Many tasks, a few workers: the answers in the order of the tasks."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, TypeVar

from gongkai import confine
from gongkai.errors import FailureCode
from gongkai.interruption import undisturbed
from gongkai.workers import plain
from gongkai.workers.attendant import Attendant
from gongkai.workers.birth import context
from gongkai.workers.inside import held
from gongkai.workers.limits import Limits, Lost
from gongkai.workers.line import Job, Line
from gongkai.workers.outside import Worker

T = TypeVar("T")
R = TypeVar("R")

WARM = "gongkai.warm"  # to `preload`: all that judging a document needs
AHEAD = 64  # tasks in flight per worker: it is fed while a batch is committed


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

    `work` must be importable by name, and its answers made of types of this package
    and plain values. `preload` names a module to import once, before the workers are
    forked from a clean process (no effect on Windows). Tasks are drawn as needed, so
    the iterable may be long or lazy. Raises WorkerError when no worker can be started.
    """
    with undisturbed():
        pool = _Pool(partial(Worker, context(preload), work, limits), jobs, limits)
    ahead: deque[tuple[T, Job]] = deque()
    try:
        for task in tasks:
            with undisturbed():  # the first one starts the workers
                ahead.append((task, pool.schedule(task)))
            if len(ahead) >= jobs * AHEAD:
                yield pool.answer(*ahead.popleft())
        while ahead:
            yield pool.answer(*ahead.popleft())
    finally:
        pool.stop()


def protection(limits: Limits) -> confine.Protection | None:
    """What protects this machine from a worker; None when none can be started."""
    (answer,) = run(held, [None], 1, limits=limits)
    return None if isinstance(answer, Lost) else answer


class _Pool:
    """Workers, and the threads that attend to them."""

    def __init__(
        self, new_worker: Callable[[], Worker], jobs: int, limits: Limits
    ) -> None:
        self._line = Line()
        self._asleep = [Attendant(self._line, limits, new_worker) for _ in range(jobs)]
        self._awake: list[Attendant] = []

    def schedule(self, task: Any) -> Job:
        """Put a task in line; there are never more workers than there were tasks."""
        job = self._line.put(task)
        if self._asleep:
            attendant = self._asleep.pop()
            attendant.start()
            self._awake.append(attendant)
        return job

    def answer(self, task: T, job: Job) -> Any:
        """What came of a task, once it is there."""
        reply = job.reply.result()
        if isinstance(reply, tuple):
            return Lost(task, *reply)
        self._line.keep(-len(reply))
        try:
            return plain.load(reply)
        except Exception as error:  # noqa: BLE001  # whatever a broken worker may say
            return Lost(task, FailureCode.CRASHED, f"no answer of ours: {error!r}")

    def stop(self) -> None:
        """End all workers at once, whatever they are at."""
        self._line.stop(len(self._awake))
        for attendant in self._awake:
            attendant.interrupt()
        for attendant in self._awake:
            attendant.join()
