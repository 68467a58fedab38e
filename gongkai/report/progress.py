"""How far a long job has come: a bar with rate and time left on a terminal, lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

EVERY = 10.0  # seconds between plain lines


class Watch(Protocol):
    """Someone who is told how far a job has come."""

    def total(self, count: int) -> None:
        """How many steps there will be, once that is known."""

    def step(self, count: int = 1) -> None:
        """So many more steps are done."""

    def say(self, sentence: str) -> None:
        """Something the user should know now, in Chinese."""


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
        yield _Bar(bar)


class _Bar:
    def __init__(self, bar: object) -> None:
        from rich.progress import Progress

        assert isinstance(bar, Progress)
        self._bar = bar
        self._task = bar.add_task("", total=None, rate="")
        self._begin = time.monotonic()

    def total(self, count: int) -> None:
        self._bar.update(self._task, total=count)

    def step(self, count: int = 1) -> None:
        task = self._bar.tasks[0]
        seconds = max(time.monotonic() - self._begin, 0.001)
        rate = f"{(task.completed + count) / seconds:.0f}"
        self._bar.update(self._task, advance=count, rate=rate)

    def say(self, sentence: str) -> None:
        self._bar.console.print(sentence, markup=False, highlight=False)


class PlainLines:
    """A line every ten seconds, for logs and pipes."""

    def __init__(self) -> None:
        self._total = self._done = 0
        self._begin = self._last = time.monotonic()

    def total(self, count: int) -> None:
        self._total = count

    def step(self, count: int = 1) -> None:
        self._done += count
        now = time.monotonic()
        if now - self._last < EVERY:
            return
        self._last = now
        rate = self._done / (now - self._begin)
        of_total = f"/{self._total}" if self._total else ""
        self.say(f"已处理 {self._done}{of_total} 件，{rate:.0f} 件/秒")

    def say(self, sentence: str) -> None:
        sys.stderr.write(sentence + "\n")
        sys.stderr.flush()
