"""A worker from within: answer tasks, one at a time."""

from __future__ import annotations

import logging
import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from gongkai import confine
from gongkai.workers.birth import let_go_of_server
from gongkai.workers.limits import Limits
from gongkai.workers.messages import LEAVING, STAYING, Kind, receive, send

log = logging.getLogger(__name__)

_LONGEST = 4096  # characters of what is told about a bug

_held: confine.Protection | None = None
_parent: Connection | None = None


def renew() -> None:
    """Give the task under way its seconds again: what follows is work of its own.

    For the work itself to call, before each page of a long scan. It does nothing
    where no worker is, and cannot put off the end of the longest time.
    """
    if _parent is not None:
        send(_parent, Kind.TIME.value)


def held(_: None) -> confine.Protection | None:
    """As work to do: what protects the machine from this worker."""
    return _held


def serve(pipe: Connection, work: Callable[[Any], Any], limits: Limits) -> None:
    """Answer tasks until the parent is gone, or this process is not what it was."""
    global _held  # a process is confined once
    let_go_of_server()
    _held = confine.confine(limits.memory)
    with suppress(EOFError, OSError):  # the parent is gone
        _answer(pipe, work, limits)


def _answer(pipe: Connection, work: Callable[[Any], Any], limits: Limits) -> None:
    global _parent
    own = os.getpid()
    send(pipe, Kind.READY.value)
    _parent = pipe
    leaving = False
    while not leaving:
        message = receive(pipe, sys.maxsize)
        kind, told = _worked(work, message, limits)
        if os.getpid() != own:
            os._exit(0)  # the work forked, and this is not the process that was asked
        leaving = kind is Kind.MEMORY or confine.is_worn(limits.memory)
        send(pipe, kind.value + (LEAVING if leaving else STAYING) + told)


def _worked(
    work: Callable[[Any], Any], message: bytes, limits: Limits
) -> tuple[Kind, bytes]:
    try:
        answer = pickle.dumps(work(pickle.loads(message)), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return Kind.MEMORY, b""
    except BaseException as error:  # nothing may end the loop but us
        log.exception("bug in a worker")
        return Kind.BUG, repr(error)[:_LONGEST].encode(errors="replace")
    if len(answer) > limits.answer:
        return Kind.OUTPUT, b""
    return Kind.ANSWER, answer
