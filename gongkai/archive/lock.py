"""One writer at a time, by a lock that the system drops when its process dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from gongkai.errors import ArchiveBusyError

PATIENCE = 10.0  # seconds to wait for another writer
_PAUSE = 0.1

if sys.platform == "win32":
    import msvcrt

    def _try(file: int) -> None:
        os.lseek(file, 0, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """Held from its making until `release`, or until the process ends.

    Waits `patience` seconds for another holder, having told `waiting` once in
    Chinese, then raises ArchiveBusyError. Raises OSError when the file cannot be made.
    """

    def __init__(
        self, path: Path, patience: float, waiting: Callable[[str], None] | None = None
    ) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            self._acquire(path, time.monotonic() + patience, waiting)
        except BaseException:
            os.close(self._file)
            raise

    def _acquire(
        self, path: Path, deadline: float, waiting: Callable[[str], None] | None
    ) -> None:
        while not self._taken():
            if waiting is not None:
                waiting("另一个进程正在写入，等待中…")
                waiting = None
            if time.monotonic() >= deadline:
                raise ArchiveBusyError(
                    f"另一个进程正在写入归档目录 {path.parent}，请等它结束后再运行。"
                )
            time.sleep(_PAUSE)

    def _taken(self) -> bool:
        try:
            _try(self._file)
        except (BlockingIOError, PermissionError):  # the latter is what Windows says
            return False
        return True

    def release(self) -> None:
        os.close(self._file)
