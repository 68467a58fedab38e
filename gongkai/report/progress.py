"""How far a long job has come: a bar with rate and time left on a terminal, lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress

EVERY = 10.0  # seconds between plain lines


class Watch(Protocol):
    """Someone who is told how far a job has come."""

    def expect(self, count: Callable[[], int]) -> None:
        """How to count the steps there will be, for those who want to know."""

    def step(self, count: int = 1) -> None:
        """So many more steps are done."""

    def say(self, sentence: str) -> None:
        """Something the user should know now, in Chinese."""


class Silent:
    """Tells nobody."""

    def expect(self, count: Callable[[], int]) -> None:
        pass

    def step(self, count: int = 1) -> None:
        pass

    def say(self, sentence: str) -> None:
        pass


@contextmanager
def show() -> Iterator[Watch]:
    """Watch a job on stderr: a Rich bar on a terminal, a plain line now and then elsewhere."""
    if not sys.stderr.isatty():
        yield PlainLines()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]} 件/秒"),
        TextColumn("剩余"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Bar(bar)


class Bar:
    """A bar on a terminal."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None, rate="…")
        self._begin = time.monotonic()
        self._done = 0

    def expect(self, count: Callable[[], int]) -> None:
        self._bar.update(self._task, total=count())

    def step(self, count: int = 1) -> None:
        self._done += count
        rate = self._done / max(time.monotonic() - self._begin, 0.001)
        self._bar.update(self._task, completed=self._done, rate=f"{rate:.0f}")

    def say(self, sentence: str) -> None:
        self._bar.console.print(sentence, markup=False, highlight=False)


class PlainLines:
    """A line every ten seconds, for logs and pipes."""

    def __init__(self) -> None:
        self._done = 0
        self._count: Callable[[], int] | None = None
        self._total = ""
        self._begin = self._last = time.monotonic()

    def expect(self, count: Callable[[], int]) -> None:
        self._count = count

    def step(self, count: int = 1) -> None:
        self._done += count
        now = time.monotonic()
        if now - self._last < EVERY:
            return
        self._last = now
        if self._count is not None:  # counted once, and only for a job that lasts
            self._total, self._count = f"/{self._count()}", None
        rate = self._done / (now - self._begin)
        self.say(f"已处理 {self._done}{self._total} 件，{rate:.0f} 件/秒")

    def say(self, sentence: str) -> None:
        with suppress(OSError):  # nobody listens any more; the job goes on
            sys.stderr.write(sentence + "\n")
            sys.stderr.flush()
