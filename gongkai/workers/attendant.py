"""A thread that attends to one worker after another."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from gongkai.errors import FailureCode, WorkerError
from gongkai.workers.limits import Limits
from gongkai.workers.line import Job, Line, Reply
from gongkai.workers.messages import Kind
from gongkai.workers.outside import Worker

_BIRTHS = 3  # workers in a row that may fail to start


class Attendant(threading.Thread):
    """Hands tasks to a worker and takes its answers; has another one when it is gone."""

    def __init__(
        self, line: Line, limits: Limits, new_worker: Callable[[], Worker]
    ) -> None:
        super().__init__(name="attendant", daemon=True)
        self._line = line
        self._limits = limits
        self._new_worker = new_worker
        self._held: deque[Job] = deque()  # the first one is under way
        self._worker: Worker | None = None

    def interrupt(self) -> None:
        """From another thread: end the worker, which the attendant will notice."""
        worker = self._worker
        if worker is not None:
            worker.kill()

    def run(self) -> None:
        """Attend until the line is stopped."""
        try:
            while self._hold():
                self._attend(self._worker or self._born())
        except BaseException as error:  # noqa: BLE001  # raised where the answer is awaited
            self._give_up(error)
        finally:
            self._dismiss()

    def _hold(self) -> bool:
        """Have a task under way and perhaps one waiting behind it; False at the end."""
        if not self._held:
            self._line.wait_for_room()
            if not self._next(block=True):
                return False
        if len(self._held) == 1:
            self._next(block=False)
        return not self._line.stopping

    def _next(self, *, block: bool) -> bool:
        job = self._line.next(block=block)
        if job is None:
            return False
        self._held.append(job)
        return True

    def _attend(self, worker: Worker) -> None:
        """Await the answer to the first task held, or learn that there will be none."""
        may_retry = worker.answered > 0 and not self._held[0].again
        try:
            worker.hand(self._held)
            kind, told = worker.answer()
        except TimeoutError:
            self._dismiss()
            limit = self._limits.seconds
            self._reply((FailureCode.TIMEOUT, f"no answer in {limit:g} s"))
        except (EOFError, OSError, ValueError) as error:
            self._dismiss()
            lost = FailureCode.CRASHED, worker.last_words(error)
            self._retry_or(lost, may_retry)
        else:
            if worker.is_leaving:
                self._dismiss()
            self._take(kind, told, may_retry)

    def _take(self, kind: Kind, told: bytes, may_retry: bool) -> None:
        if kind is Kind.ANSWER:
            self._line.keep(len(told))
            self._reply(told)
        elif kind is Kind.OUTPUT:
            longest = self._limits.answer
            self._reply((FailureCode.LIMIT_OUTPUT, f"over {longest} bytes"))
        elif kind is Kind.BUG:
            self._reply((FailureCode.INTERNAL_ERROR, told.decode(errors="replace")))
        else:
            most = self._limits.memory
            lost = FailureCode.OUT_OF_MEMORY, f"over {most} bytes"
            self._retry_or(lost, may_retry)

    def _reply(self, reply: Reply) -> None:
        self._held.popleft().reply.set_result(reply)

    def _retry_or(self, lost: tuple[FailureCode, str], may_retry: bool) -> None:
        """Try the task in a fresh worker when an earlier one may be to blame, or give it up."""
        if may_retry:
            self._held[0].again = True
        else:
            self._reply(lost)

    def _born(self) -> Worker:
        """A worker that is ready. Raises WorkerError when there can be none."""
        for _ in range(_BIRTHS):
            worker = self._worker = self._new_worker()
            try:
                worker.await_birth()
            except (EOFError, OSError):
                self._dismiss()
                if self._line.stopping:
                    break
            else:
                return worker
        raise WorkerError(
            "读取文件的工作进程启动不了，可能是进程数或内存到了系统的上限。"
        )

    def _dismiss(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()

    def _give_up(self, error: BaseException) -> None:
        """Have whoever waits for an answer learn why there is none."""
        while self._held or (not self._line.stopping and self._next(block=True)):
            self._held.popleft().reply.set_exception(error)
