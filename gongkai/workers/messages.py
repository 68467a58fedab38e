"""Messages between a worker and its parent: their length, then their bytes.

An answer begins with its kind and with whether the worker leaves after it.
"""

from __future__ import annotations

import os
import sys
import time
from enum import Enum
from multiprocessing.connection import Connection, wait

LEAVING, STAYING = b"1", b"0"

_HEADER = 8  # bytes that say how long a message is
_CHUNK = 1 << 20  # bytes read at once


class Kind(Enum):
    """What a message from a worker is."""

    READY = b"r"
    TIME = b"t"  # the seconds begin anew
    ANSWER = b"a"
    MEMORY = b"m"  # there was not enough
    OUTPUT = b"o"  # the answer is too long
    BUG = b"b"  # the work raised


if sys.platform == "win32":

    def send(pipe: Connection, data: bytes) -> None:
        """Send a message whole."""
        pipe.send_bytes(data)

    def receive(
        pipe: Connection, longest: int, sentinel: int = 0, until: float | None = None
    ) -> bytes:
        """A message. Raises EOFError, OSError for one too long, and TimeoutError."""
        seconds = None if until is None else max(0.0, until - time.monotonic())
        if not wait([pipe, sentinel] if sentinel else [pipe], seconds):
            raise TimeoutError
        if not pipe.poll():
            raise EOFError
        return pipe.recv_bytes(longest)

else:

    def send(pipe: Connection, data: bytes) -> None:
        """Send a message whole."""
        whole = memoryview(len(data).to_bytes(_HEADER, "big") + data)
        while whole:
            whole = whole[os.write(pipe.fileno(), whole) :]

    def receive(
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
