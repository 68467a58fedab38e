"""Do work in processes that may crash, hang or run out of memory.

A reader stands on native code (pdfium, libxml2) and meets hostile files: it can
abort the whole process, loop for ever or eat all memory. Each of these must cost
one file and not the run, so nothing of a document is read outside a worker.

Each worker has a pipe of its own and a thread that attends to it, so that one that
dies in the middle of a word, or never stops talking, disturbs no other; and what
comes through the pipe can make values of our own types only, so that a worker that
was taken over by a document has no way into the process that writes.
"""

from __future__ import annotations

import atexit
import logging
import multiprocessing
import os
import pickle
import queue
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from itertools import islice
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Generic, TypeVar

from gongkai import confine
from gongkai.errors import FailureCode, WorkerError
from gongkai.interruption import undisturbed

T = TypeVar("T")
R = TypeVar("R")

log = logging.getLogger(__name__)

WARM = "gongkai.warm"  # to `preload`: all that judging a document needs
AHEAD = 64  # tasks in flight per worker: it is fed while a batch is committed
UNCLAIMED = 64 << 20  # bytes of answers that wait for an earlier one, at most
_BIRTH = 30.0  # seconds that a worker may take to start
_BIRTHS = 3  # workers in a row that may fail to start
_SMALL = 4096  # bytes of a task that is sent before the worker has asked for it
_HEADER = 8  # bytes that say how long a message is
_CHUNK = 1 << 20  # bytes read at once


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may use. Memory is capped where the system can (not on Windows)."""

    seconds: float = 60.0
    longest: float = 3600.0  # seconds, however often it is given its time again
    memory: int = 2 << 30  # bytes of address space
    answer: int = 256 << 20  # bytes, pickled


@dataclass(frozen=True, slots=True)
class Lost(Generic[T]):
    """A task whose worker did not live to answer, or had too much to say."""

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

    `work` must be importable by name, and its answers made of types of this package
    and plain values. `preload` names a module to import once, before the workers are
    forked from a clean process (no effect on Windows). Tasks are drawn as needed, so
    the iterable may be long or lazy. Raises WorkerError when no worker can be started.
    """
    with undisturbed():
        pool = _Pool(work, jobs, limits, preload)
    ahead: deque[tuple[T, _Job]] = deque()
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


def prepare(preload: str) -> None:
    """Begin what the first worker of `run` will wait for, while this process goes on.

    No effect on Windows, where there is nothing to fork workers from.
    """
    _context(preload)


def renew() -> None:
    """Give the task under way its seconds again: what follows is work of its own.

    For the work itself to call, before each page of a long scan. It does nothing
    where no worker is, and cannot put off the end of the longest time.
    """
    if _parent is not None:
        _send(_parent, _Kind.TIME.value)


def protection(limits: Limits) -> confine.Protection | None:
    """What protects this machine from a worker; None when none can be started."""
    (answer,) = run(_protection, [None], 1, limits=limits)
    return None if isinstance(answer, Lost) else answer


# The parent --------------------------------------------------------------------

_Reply = bytes | tuple[FailureCode, str]  # an answer, pickled, or why there is none


class _Kind(Enum):
    """What a message from a worker is."""

    READY = b"r"
    TIME = b"t"  # the seconds begin anew
    ANSWER = b"a"
    MEMORY = b"m"  # there was not enough
    OUTPUT = b"o"  # the answer is too long
    BUG = b"b"  # the work raised


@dataclass(slots=True, eq=False)
class _Job:
    """A task on its way."""

    message: bytes
    reply: Future[_Reply]
    again: bool = False  # it is the second time


class _Pool:
    """Workers, and the threads that attend to them."""

    def __init__(
        self, work: Callable[[Any], Any], jobs: int, limits: Limits, preload: str
    ) -> None:
        self._start = (_context(preload), work, limits)
        self.limits = limits
        self.jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self.stopping = False
        self._room = threading.Condition()
        self._unclaimed = 0
        self._attendants = [_Attendant(self) for _ in range(jobs)]
        self._awake = 0

    def schedule(self, task: Any) -> _Job:
        """Put a task in line; there are never more workers than there were tasks."""
        job = _Job(pickle.dumps(task, pickle.HIGHEST_PROTOCOL), Future())
        self.jobs.put(job)
        if self._awake < len(self._attendants):
            self._attendants[self._awake].start()
            self._awake += 1
        return job

    def answer(self, task: T, job: _Job) -> Any:
        """What came of a task, once it is there."""
        reply = job.reply.result()
        if isinstance(reply, tuple):
            return Lost(task, *reply)
        self.keep(-len(reply))
        try:
            return _Plain(BytesIO(reply)).load()
        except Exception as error:  # noqa: BLE001  # whatever a broken worker may say
            return Lost(task, FailureCode.CRASHED, f"no answer of ours: {error!r}")

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

    def worker(self) -> _Worker:
        return _Worker(*self._start)

    def stop(self) -> None:
        """End all workers at once, whatever they are at."""
        self.stopping = True
        self.keep(0)
        awake = self._attendants[: self._awake]
        for attendant in awake:
            self.jobs.put(None)
            attendant.interrupt()
        for attendant in awake:
            attendant.join()


class _Attendant(threading.Thread):
    """Hands tasks to a worker and takes its answers; has another one when it is gone."""

    def __init__(self, pool: _Pool) -> None:
        super().__init__(name="attendant", daemon=True)
        self._pool = pool
        self._held: deque[_Job] = deque()  # the first one is under way
        self._worker: _Worker | None = None

    def interrupt(self) -> None:
        """From another thread: end the worker, which the attendant will notice."""
        worker = self._worker
        if worker is not None:
            worker.kill()

    def run(self) -> None:
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
            self._pool.wait_for_room()
            if not self._next(block=True):
                return False
        if len(self._held) == 1:
            self._next(block=False)
        return not self._pool.stopping

    def _next(self, *, block: bool) -> bool:
        try:
            job = self._pool.jobs.get(block=block)
        except queue.Empty:
            return False
        if job is None:
            return False
        self._held.append(job)
        return True

    def _attend(self, worker: _Worker) -> None:
        """Await the answer to the first task held, or learn that there will be none."""
        may_retry = worker.answered > 0 and not self._held[0].again
        try:
            worker.hand(self._held)
            kind, told = worker.answer()
        except TimeoutError:
            self._dismiss()
            limit = self._pool.limits.seconds
            self._reply((FailureCode.TIMEOUT, f"no answer in {limit:g} s"))
        except (EOFError, OSError, ValueError) as error:
            self._dismiss()
            lost = FailureCode.CRASHED, worker.last_words(error)
            self._retry_or(lost, may_retry)
        else:
            if worker.is_leaving:
                self._dismiss()
            self._take(kind, told, may_retry)

    def _take(self, kind: _Kind, told: bytes, may_retry: bool) -> None:
        limits = self._pool.limits
        if kind is _Kind.ANSWER:
            self._pool.keep(len(told))
            self._reply(told)
        elif kind is _Kind.OUTPUT:
            self._reply((FailureCode.LIMIT_OUTPUT, f"over {limits.answer} bytes"))
        elif kind is _Kind.BUG:
            self._reply((FailureCode.INTERNAL_ERROR, told.decode(errors="replace")))
        else:
            lost = FailureCode.OUT_OF_MEMORY, f"over {limits.memory} bytes"
            self._retry_or(lost, may_retry)

    def _reply(self, reply: _Reply) -> None:
        self._held.popleft().reply.set_result(reply)

    def _retry_or(self, lost: tuple[FailureCode, str], may_retry: bool) -> None:
        """Try the task in a fresh worker when an earlier one may be to blame, or give it up."""
        if may_retry:
            self._held[0].again = True
        else:
            self._reply(lost)

    def _born(self) -> _Worker:
        """A worker that is ready. Raises WorkerError when there can be none."""
        for _ in range(_BIRTHS):
            worker = self._worker = self._pool.worker()
            try:
                worker.await_birth()
            except (EOFError, OSError):
                self._dismiss()
                if self._pool.stopping:
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
        while self._held or (not self._pool.stopping and self._next(block=True)):
            self._held.popleft().reply.set_exception(error)


_one_birth = threading.Lock()


class _Worker:
    """One worker process, seen from its parent."""

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
                target=_serve, args=(its_end, work, limits), daemon=True
            )
            self._process.start()
        its_end.close()

    def await_birth(self) -> None:
        """Raises EOFError or OSError when it does not come to life."""
        self._receive(time.monotonic() + _BIRTH)

    def hand(self, jobs: Iterable[_Job]) -> None:
        """Send it those tasks that it does not have yet."""
        for job in islice(jobs, self._given, None):
            if self._given and len(job.message) > _SMALL:
                break  # it reads only when it is done, and we would wait for it
            if not self._given:
                self._since = time.monotonic()
            self._given += 1
            _send(self._pipe, job.message)

    def answer(self) -> tuple[_Kind, bytes]:
        """The answer to its first task. Raises TimeoutError, EOFError, OSError, ValueError."""
        end = self._since + self._limits.longest
        message = self._receive(self._since + self._limits.seconds)
        while message == _Kind.TIME.value:
            message = self._receive(min(time.monotonic() + self._limits.seconds, end))
        kind = _Kind(message[:1])
        self.is_leaving = message[1:2] == _LEAVING
        self.answered += 1
        self._given -= 1
        self._since = time.monotonic()
        return kind, message[2:]

    def _receive(self, until: float) -> bytes:
        longest = self._limits.answer + 2
        return _receive(self._pipe, longest, self._process.sentinel, until)

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


_PLAIN = frozenset(
    {"gongkai.model", "gongkai.errors", "gongkai.confine"}
    | {"pathlib", "pathlib._local", "datetime"}
)  # modules whose classes may come out of a worker


class _Plain(pickle.Unpickler):
    """Makes values of a few types; a message cannot name anything else to call."""

    def find_class(self, module: str, name: str) -> Any:
        if module in _PLAIN and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")


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

    _have_a_place()
    if threading.current_thread() is not threading.main_thread():
        forkserver.ensure_running()
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before or signal.default_int_handler)


_PLACE = "gongkai-"
_SHORT = 60  # bytes: the path of a socket has 107 at most


def _have_a_place() -> None:
    """Make the folder in which the server listens; clear away those of whoever was killed."""
    config: dict[str, Any] = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    if config.get("tempdir") is not None:
        return
    parent = tempfile.gettempdir()
    if len(os.fsencode(parent)) > _SHORT:
        parent = "/tmp"
    for folder in Path(parent).glob(f"{_PLACE}*"):
        maker = folder.name.removeprefix(_PLACE).partition("-")[0]
        with suppress(OSError, ValueError):
            if folder.stat().st_uid == os.getuid() and _has_ended(int(maker)):
                shutil.rmtree(folder)
    own = os.getpid()
    config["tempdir"] = tempfile.mkdtemp(prefix=f"{_PLACE}{own}-", dir=parent)
    atexit.register(_remove_place, own, config["tempdir"])


def _has_ended(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _remove_place(maker: int, folder: str) -> None:
    if os.getpid() == maker:
        shutil.rmtree(folder, ignore_errors=True)


# The worker --------------------------------------------------------------------

_LEAVING, _STAYING = b"1", b"0"

_held: confine.Protection | None = None
_parent: Connection | None = None


def _protection(_: None) -> confine.Protection | None:
    return _held


def _serve(pipe: Connection, work: Callable[[Any], Any], limits: Limits) -> None:
    """Answer tasks until the parent is gone, or this process is not what it was."""
    global _held, _parent  # a process is confined once
    _let_go_of_server()
    _held = confine.confine(limits.memory)
    own = os.getpid()
    _send(pipe, _Kind.READY.value)
    _parent = pipe
    leaving = False
    while not leaving:
        try:
            message = _receive(pipe, sys.maxsize)
        except (EOFError, OSError):
            return
        kind, told = _worked(work, message, limits)
        if os.getpid() != own:
            os._exit(0)  # the work forked, and this is not the process that was asked
        leaving = kind is _Kind.MEMORY or confine.is_worn(limits.memory)
        _send(pipe, kind.value + (_LEAVING if leaving else _STAYING) + told)


def _let_go_of_server() -> None:
    """Let the process that forks workers end with the parent, and take us along."""
    if sys.platform != "win32":
        from multiprocessing import forkserver

        server: Any = forkserver._forkserver
        if getattr(server, "_forkserver_alive_fd", None) is not None:
            os.close(server._forkserver_alive_fd)
            server._forkserver_alive_fd = None


def _worked(
    work: Callable[[Any], Any], message: bytes, limits: Limits
) -> tuple[_Kind, bytes]:
    try:
        answer = pickle.dumps(work(pickle.loads(message)), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return _Kind.MEMORY, b""
    except BaseException as error:  # nothing may end the loop but us
        log.exception("bug in a worker")
        return _Kind.BUG, repr(error)[:_SMALL].encode(errors="replace")
    if len(answer) > limits.answer:
        return _Kind.OUTPUT, b""
    return _Kind.ANSWER, answer


# Messages: their length, then their bytes ----------------------------------------

if sys.platform == "win32":

    def _send(pipe: Connection, data: bytes) -> None:
        pipe.send_bytes(data)

    def _receive(
        pipe: Connection, longest: int, sentinel: int = 0, until: float | None = None
    ) -> bytes:
        seconds = None if until is None else max(0.0, until - time.monotonic())
        if not wait([pipe, sentinel] if sentinel else [pipe], seconds):
            raise TimeoutError
        if not pipe.poll():
            raise EOFError
        return pipe.recv_bytes(longest)

else:

    def _send(pipe: Connection, data: bytes) -> None:
        whole = memoryview(len(data).to_bytes(_HEADER, "big") + data)
        while whole:
            whole = whole[os.write(pipe.fileno(), whole) :]

    def _receive(
        pipe: Connection, longest: int, sentinel: int = 0, until: float | None = None
    ) -> bytes:
        """A message. Raises EOFError, ValueError for one too long, and TimeoutError.

        The end of the other process ends a message, even where a process that it
        left behind holds on to the pipe.
        """
        header = _read(pipe, _HEADER, sentinel, until)
        length = int.from_bytes(header, "big")
        if length > longest:
            raise ValueError(f"a message of {length} bytes")
        return _read(pipe, length, sentinel, until)

    def _read(pipe: Connection, size: int, sentinel: int, until: float | None) -> bytes:
        read = bytearray()
        while len(read) < size:
            if until is not None:
                ready = wait([pipe, sentinel], max(0.0, until - time.monotonic()))
                if not ready:
                    raise TimeoutError
                # What it said last may have come just after the pipe was looked at.
                if pipe not in ready and not wait([pipe], 0):
                    raise EOFError
            chunk = os.read(pipe.fileno(), min(size - len(read), _CHUNK))
            if not chunk:
                raise EOFError
            read += chunk
        return bytes(read)
