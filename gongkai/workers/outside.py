"""A worker seen from its parent: hand it tasks, await its answers, end it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from gongkai import confine
from gongkai.workers import inside
from gongkai.workers.limits import Limits
from gongkai.workers.line import Job
from gongkai.workers.messages import LEAVING, Kind, receive, send

_BIRTH = 30.0  # seconds that a worker may take to start
_SMALL = 4096  # bytes of a task that is sent before the worker has asked for it

_one_birth = threading.Lock()


class Worker:
    """One worker process."""

    def __init__(
        self, context: Any, work: Callable[[Any], Any], limits: Limits
    ) -> None:
        self._limits = limits
        self._given = 0  # tasks that it has not answered
        self._since = 0.0  # when the task under way began
        self.answered = 0
        self.is_leaving = False
        self._pipe, its_end = context.Pipe()
        with _one_birth:
            self._process = context.Process(
                target=inside.serve, args=(its_end, work, limits), daemon=True
            )
            self._process.start()
        its_end.close()

    def await_birth(self) -> None:
        """Raises EOFError or OSError when it does not come to life."""
        self._receive(time.monotonic() + _BIRTH)

    def hand(self, jobs: Iterable[Job]) -> None:
        """Send it those tasks that it does not have yet."""
        for job in islice(jobs, self._given, None):
            if self._given and len(job.message) > _SMALL:
                break  # it reads only when it is done, and we would wait for it
            if not self._given:
                self._since = time.monotonic()
            self._given += 1
            send(self._pipe, job.message)

    def answer(self) -> tuple[Kind, bytes]:
        """The answer to its first task. Raises TimeoutError, EOFError, OSError, ValueError."""
        end = self._since + self._limits.longest
        message = self._receive(self._since + self._limits.seconds)
        while message == Kind.TIME.value:
            message = self._receive(min(time.monotonic() + self._limits.seconds, end))
        kind = Kind(message[:1])
        self.is_leaving = message[1:2] == LEAVING
        self.answered += 1
        self._given -= 1
        self._since = time.monotonic()
        return kind, message[2:]

    def _receive(self, until: float) -> bytes:
        longest = self._limits.answer + 2
        return receive(self._pipe, longest, self._process.sentinel, until)

    def last_words(self, error: Exception) -> str:
        """How it ended."""
        code = self._process.exitcode
        if isinstance(error, ValueError) or code is None:
            return f"its worker spoke nonsense: {error}"
        if code >= 0:
            return f"its worker ended with {code}"
        return f"its worker was ended by signal {-code}"

    def kill(self) -> None:
        """End it and what it started."""
        if self._process.pid is not None:
            confine.kill(self._process.pid)

    def end(self) -> None:
        """Kill it, and clear away what is left."""
        self.kill()
        self._process.join(_BIRTH)
        self._pipe.close()
