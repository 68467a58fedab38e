"""Tasks that wait for a worker, and answers that wait for whoever asked."""

from __future__ import annotations

import pickle
import queue
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from gongkai.errors import FailureCode

UNCLAIMED = 64 << 20  # bytes of answers that wait for an earlier one, at most

Reply = bytes | tuple[FailureCode, str]  # an answer, pickled, or why there is none


@dataclass(slots=True, eq=False)
class Job:
    """A task on its way."""

    message: bytes
    reply: Future[Reply] = field(default_factory=Future)
    again: bool = False  # it is the second time


class Line:
    """What whoever asks and those who attend to workers share."""

    def __init__(self) -> None:
        self.stopping = False
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._room = threading.Condition()
        self._unclaimed = 0

    def put(self, task: Any) -> Job:
        """Put a task at the end of the line."""
        job = Job(pickle.dumps(task, pickle.HIGHEST_PROTOCOL))
        self._jobs.put(job)
        return job

    def next(self, *, block: bool) -> Job | None:
        """The task whose turn it is; None at the end, or when there is none yet."""
        try:
            return self._jobs.get(block=block)
        except queue.Empty:
            return None

    def keep(self, size: int) -> None:
        """So many bytes of answers more, or fewer, wait to be claimed."""
        with self._room:
            self._unclaimed += size
            self._room.notify_all()

    def wait_for_room(self) -> None:
        """Wait until the answers that nobody has claimed yet are not too many.

        The earliest task never waits here: tasks are taken in their order.
        """
        with self._room:
            self._room.wait_for(lambda: self._unclaimed < UNCLAIMED or self.stopping)

    def stop(self, waiting: int) -> None:
        """Send so many who wait for a task, or for room, home."""
        self.stopping = True
        self.keep(0)
        for _ in range(waiting):
            self._jobs.put(None)
