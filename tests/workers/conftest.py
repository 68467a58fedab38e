"""What the tests of workers have in common."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import psutil
import pytest


@pytest.fixture
def assert_no_child_is_left() -> Callable[[], None]:
    """No worker, nor what one started, is left two seconds later."""

    def check() -> None:
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            if not [p for p in psutil.Process().children(recursive=True) if _works(p)]:
                return
            time.sleep(0.02)
        raise AssertionError(psutil.Process().children(recursive=True))

    return check


def _works(process: psutil.Process) -> bool:
    """Whether it is neither the process that forks workers nor its helper, which stay."""
    try:
        return bool(
            process.status() != psutil.STATUS_ZOMBIE and process.ppid() != os.getpid()
        )
    except psutil.NoSuchProcess:
        return False
