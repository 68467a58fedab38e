"""An index that was damaged: engines say so in many ways, or do not say it at all."""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gongkai.errors import GongkaiError, IndexDamagedError

_CHUNK = 1 << 20
_END = struct.Struct("<II")  # how long the footer of Tantivy is, and its mark
_MARK = 1337
_LONGEST = 1 << 16  # bytes of a footer


@contextmanager
def noticed() -> Iterator[None]:
    """Turn whatever an engine raises while it reads into IndexDamagedError.

    Tantivy raises ValueError, or panics, which Python sees as a BaseException.
    """
    try:
        yield
    except (GongkaiError, MemoryError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        raise IndexDamagedError(f"{type(error).__name__}: {error}") from error


def is_sound(path: Path) -> bool:
    """Whether a file of Tantivy is what was written: it ends with its CRC-32.

    Tantivy does not look at that while it searches. A file that is gone meanwhile, as
    segments were merged, is nobody's loss.
    """
    with suppress(FileNotFoundError), path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _END.size))
        end = file.read(_END.size)
        length, mark = _END.unpack(end) if len(end) == _END.size else (0, 0)
        start = size - _END.size - length
        if mark != _MARK or length > _LONGEST or start < 0:
            return False
        file.seek(start)
        expected = _told(file.read(length))
        file.seek(0)
        found = 0
        while start > 0 and (chunk := file.read(min(start, _CHUNK))):
            found = zlib.crc32(chunk, found)
            start -= len(chunk)
        return found == expected
    return True


def _told(footer: bytes) -> int:
    try:
        return int(json.loads(footer)["crc"])
    except (ValueError, LookupError, TypeError):
        return -1
