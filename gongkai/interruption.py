"""Being asked to end, by Ctrl-C or by the system, and steps that this must not tear apart."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_OTHERS = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
)
_ASKING = (signal.SIGINT, *_OTHERS)


@contextmanager
def heeded() -> Iterator[None]:
    """Have the system's asking to end do what Ctrl-C does, unless it was to be ignored."""
    if not _is_main():
        yield
        return
    taken = [n for n in _OTHERS if signal.getsignal(n) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def done() -> None:
    """From now on nothing is left to break off; let what is left of the process end in peace."""
    if _is_main():
        for number in _ASKING:
            signal.signal(number, signal.SIG_IGN)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold back what asks us to end until the block is done, then let it have its effect."""
    if not _is_main():
        yield
        return
    held: list[tuple[int, FrameType | None]] = []
    before = {
        number: signal.signal(number, lambda *asked: held.append(asked))
        for number in _ASKING
        if callable(signal.getsignal(number))
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if held:
        number, frame = held[-1]
        handler = before[signal.Signals(number)]
        assert callable(handler)
        handler(number, frame)


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()
