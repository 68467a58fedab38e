"""What was seen on a page, kept by a hash of its pixels and the version of the engine.

Reading a page takes seconds. The worker that did it writes it down at once, so that a
run that is killed in the middle of a long scan has lost one page. A file is written
beside its place and moved there whole, holds nothing that the picture does not, and
can be deleted at any time: this is why a worker may write here, and nowhere else.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.ingest.ocr.seen import Seen, dumped, loaded

if TYPE_CHECKING:
    from PIL import Image

MOST = 512 << 20  # bytes; some 20,000 pages
_FORM = 1  # of the files


class Cache:
    """A folder of pages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, version: str, picture: Image.Image, look: Callable[[], Seen]) -> Seen:
        """What is known of a picture, or what a look at it shows, which is then kept."""
        path = self._path(version, picture)
        with suppress(OSError, ValueError):
            return loaded(path.read_bytes())
        seen = look()
        with suppress(OSError):  # a full disk costs time, not the document
            _write(path, dumped(seen))
        return seen

    def _path(self, version: str, picture: Image.Image) -> Path:
        key = hashlib.sha256(
            f"{_FORM} {version} {picture.mode} {picture.size}".encode()
        )
        key.update(picture.tobytes())
        name = key.hexdigest()
        return self._folder / name[:2] / f"{name[2:]}.json"


def trim(folder: Path, most: int = MOST) -> None:
    """Delete what was written longest ago until no more than `most` bytes are left."""
    found = []
    for path in folder.glob("*/*"):
        with suppress(OSError):
            status = path.stat()
            found.append((status.st_mtime_ns, status.st_size, path))
    left = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if left <= most:
            return
        with suppress(OSError):
            path.unlink()
            left -= size


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
