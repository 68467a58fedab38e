"""Take the bytes of a file, whatever stands at its path and whoever is writing to it."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from gongkai.errors import (
    ChangedError,
    FailureCode,
    LimitError,
    NotRegularFileError,
    UnreadableError,
)

MAX_SIZE = 500 << 20  # bytes

# A pipe that nobody writes to would keep us waiting for ever.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def load(path: Path) -> bytes:
    """All bytes of a regular file that did not change while it was read.

    Raises NotRegularFileError, UnreadableError, ChangedError or LimitError.
    """
    try:
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            before = os.fstat(file.fileno())
            _admit(before)
            data = file.read(before.st_size + 1)
            after = os.fstat(file.fileno())
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise _refusal(error) from error
    if len(data) != before.st_size or before.st_mtime_ns != after.st_mtime_ns:
        raise ChangedError("its size or time changed while it was read")
    return data


def _admit(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise NotRegularFileError("a folder, pipe or device")
    if status.st_size > MAX_SIZE:
        raise LimitError(FailureCode.LIMIT_SIZE, f"{status.st_size} bytes")


def _refusal(error: OSError | ValueError) -> NotRegularFileError | UnreadableError:
    if isinstance(error, OSError):
        if error.errno in (errno.ENXIO, errno.EISDIR):  # a socket; a folder on Windows
            return NotRegularFileError("a socket or folder")
        return UnreadableError(error.strerror or str(error))
    return UnreadableError(str(error))
