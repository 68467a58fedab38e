"""Originals under their SHA-256, each whole or not at all, and never changed.

A file is copied to `staging/` while it is hashed, and stands under its name only
after its bytes are on disk. Nothing may refer to it before `settle` has returned.
Files are synced in groups and from several threads: the file system then writes
its journal once for many. Measured on ext4, 200 files of 40 kB: 0.80 ms a file one
by one, 0.43 ms grouped, 0.17 ms grouped with eight threads.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from gongkai.archive import ground
from gongkai.errors import ChangedError, UnreadableError
from gongkai.model import Source

STAGING = "staging"  # in the archive; cleared when a writer opens it

_THREADS = 8
_CHUNK = 1 << 20  # bytes
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_WITHOUT_MODES = {
    "vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk", "cifs", "smb3", "9p",
}  # fmt: skip  # file systems on which modes are made up
_HEX = frozenset("0123456789abcdef")


class Originals:
    """The folder of originals of the archive at `root`. Only its writer may keep."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "originals"
        self._staging = root / STAGING
        self._waiting: set[str] = set()  # digests that are staged, not settled

    def path(self, digest: str) -> Path:
        """Where the original with this digest is, or would be."""
        return self.folder / digest[:2] / digest

    def prepare(self) -> None:
        """Make the folders, and clear away what an interrupted run left in staging."""
        self.folder.mkdir(exist_ok=True)
        self._staging.mkdir(exist_ok=True)
        for left in self._staging.iterdir():
            remove(left)

    def keep(self, source: Source, place: Path | None = None) -> None:
        """Take a copy of a file, from `place` if given; it is safe once `settle` has returned.

        Keeping what is kept already costs nothing. Raises ChangedError when the file
        is no longer the one with that digest, UnreadableError when it cannot be
        read, OSError when the archive cannot be written.
        """
        if source.digest in self._waiting or self._holds(source):
            return
        staged = self._staging / source.digest
        with _opened(place or source.path) as original:
            try:
                with staged.open("wb") as copy:
                    digest = _copy(original, copy)
                if digest != source.digest:
                    raise ChangedError("its content changed after it was read")
            except BaseException:
                remove(staged)
                raise
        self._waiting.add(source.digest)

    def _holds(self, source: Source) -> bool:
        try:
            status = self.path(source.digest).lstat()
        except FileNotFoundError:
            return False
        return stat.S_ISREG(status.st_mode) and status.st_size == source.size

    def settle(self) -> None:
        """Put everything kept so far under its name, on disk, before returning."""
        digests = sorted(self._waiting)
        if not digests:
            return
        with ThreadPoolExecutor(_THREADS) as threads:
            _all(threads, _finish, (self._staging / digest for digest in digests))
            self._make_folders({digest[:2] for digest in digests})
            for digest in digests:
                self._install(digest)
            folders = {self.path(digest).parent for digest in digests}
            _all(threads, sync_folder, folders)
        self._waiting.clear()

    def _make_folders(self, names: set[str]) -> None:
        missing = [name for name in names if not (self.folder / name).exists()]
        for name in missing:
            (self.folder / name).mkdir(exist_ok=True)
        if missing:
            sync_folder(self.folder)

    def _install(self, digest: str) -> None:
        target = self.path(digest)
        if os.name == "nt" and target.exists():  # a damaged one, and read-only
            target.chmod(stat.S_IWRITE)
        (self._staging / digest).replace(target)

    def is_open_to_change(self, path: Path) -> bool:
        """Whether an original may be written to, where the disk can say that it may not."""
        return self._keeps_modes and bool(path.stat().st_mode & _WRITE)

    @cached_property
    def _keeps_modes(self) -> bool:
        return os.name != "nt" and ground.kind(self.folder) not in _WITHOUT_MODES

    def walk(self) -> Iterator[Path]:
        """Everything under the folder that is not a folder of originals, by name."""
        if not self.folder.is_dir():
            return
        for folder in sorted(self.folder.iterdir()):
            if (
                _is_named(folder.name, 2)
                and folder.is_dir()
                and not folder.is_symlink()
            ):
                yield from sorted(folder.iterdir())
            else:
                yield folder

    def is_in_place(self, path: Path) -> bool:
        """Whether a path of `walk` is where an original would be."""
        return _is_named(path.name, 64) and path == self.path(path.name)


def digest_of(path: Path) -> str | None:
    """The SHA-256 of a regular file, hexadecimal; None for anything else.

    Raises OSError when it is not there or cannot be read.
    """
    if not stat.S_ISREG(path.lstat().st_mode):
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk. Windows does so by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Remove a file or a folder with all in it, if there is one."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
        return
    with suppress(FileNotFoundError):
        if os.name == "nt":
            path.chmod(stat.S_IWRITE)
        path.unlink()


def _opened(path: Path) -> BinaryIO:
    try:
        file = os.fdopen(os.open(path, _READ), "rb", buffering=0)
    except (OSError, ValueError) as error:
        raise UnreadableError(str(error)) from error
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise ChangedError("it is no longer a regular file")
    return file


def _copy(original: BinaryIO, copy: BinaryIO) -> str:
    digest = hashlib.sha256()
    while True:
        try:
            chunk = original.read(_CHUNK)
        except OSError as error:
            raise UnreadableError(str(error)) from error
        if not chunk:
            return digest.hexdigest()
        digest.update(chunk)
        copy.write(chunk)


def _finish(staged: Path) -> None:
    descriptor = os.open(staged, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        staged.chmod(0o444)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _all(
    threads: ThreadPoolExecutor, step: Callable[[Path], None], paths: Iterable[Path]
) -> None:
    for _ in threads.map(step, paths):
        pass


def _is_named(name: str, digits: int) -> bool:
    return len(name) == digits and _HEX.issuperset(name)
