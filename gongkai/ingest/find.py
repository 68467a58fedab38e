"""Find the files under folders, in an order that does not change between runs.

Measured: 100,000 files take about a second; making a Path of each would double it,
which is why an entry carries the name as a string.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from gongkai.errors import FailureCode

_KINDS = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a character device",
    stat.S_IFBLK: "a block device",
}
_JUNCTION = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", 0)  # Windows only


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing found. With a `problem` it cannot be read, and nobody should try.

    `name` is the path as the system gave it, with undecodable bytes escaped as
    Python does (surrogateescape), so that it opens the same file again.
    """

    name: str
    size: int = 0  # bytes
    mtime_ns: int = 0
    problem: FailureCode | None = None
    detail: str = ""  # English, when there is a problem

    @property
    def path(self) -> Path:
        return Path(self.name)


def find(roots: Iterable[Path], skip: frozenset[Path] = frozenset()) -> Iterator[Entry]:
    """Every file at or under the roots, each once, by name within its folder.

    Nothing at or under a path in `skip` is found. Links found on the way are not
    followed and devices not opened; they and folders that cannot be listed are
    entries with a problem. A root that is itself a link is followed: it was named.
    """
    closed = {os.path.realpath(path) for path in skip}
    for root in roots:
        real = os.path.realpath(root)
        if not _is_under(real, closed):
            yield from _root(root, real, closed)
        closed.add(real)


def _is_under(path: str, closed: set[str]) -> bool:
    return any(str(folder) in closed for folder in (path, *Path(path).parents))


def _root(root: Path, real: str, closed: set[str]) -> Iterator[Entry]:
    try:
        status = root.stat()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        yield _unreadable(str(root), error)
        return
    if stat.S_ISDIR(status.st_mode):
        yield from _walk(str(root), real, closed)
    else:
        yield _entry(str(root), status)


def _walk(root: str, real: str, closed: set[str]) -> Iterator[Entry]:
    """Walk with a stack of our own: folders may nest deeper than Python's."""
    stack = [(_list(root), real.rstrip(os.sep))]
    while stack:
        siblings, parent = stack[-1]
        for item in siblings:
            if isinstance(item, Entry):
                yield item
                continue
            own = f"{parent}{os.sep}{item.name}"
            if own in closed:
                continue
            found = _look(item)
            if found is None:
                stack.append((_list(item.path), own))
                break
            yield found
        else:
            stack.pop()


def _list(folder: str) -> Iterator[os.DirEntry[str] | Entry]:
    """The contents of a folder by name, or the one entry that says what is wrong."""
    try:
        with os.scandir(folder) as items:
            return iter(sorted(items, key=attrgetter("name")))
    except OSError as error:
        return iter([_unreadable(folder, error)])


def _look(item: os.DirEntry[str]) -> Entry | None:
    """The entry for what is there, or None for a folder."""
    try:
        status = item.stat(follow_symlinks=False)
    except OSError as error:
        return _unreadable(item.path, error)
    if stat.S_ISDIR(status.st_mode) and not _is_junction(status):
        return None
    return _entry(item.path, status)


def _is_junction(status: os.stat_result) -> bool:
    return bool(_JUNCTION) and getattr(status, "st_reparse_tag", 0) == _JUNCTION


def _entry(name: str, status: os.stat_result) -> Entry:
    if stat.S_ISREG(status.st_mode):
        return Entry(name, status.st_size, status.st_mtime_ns)
    kind = _KINDS.get(stat.S_IFMT(status.st_mode), "not a regular file")
    return Entry(name, problem=FailureCode.NOT_REGULAR_FILE, detail=kind)


def _unreadable(name: str, error: OSError | ValueError) -> Entry:
    detail = error.strerror if isinstance(error, OSError) else None
    return Entry(name, problem=FailureCode.UNREADABLE, detail=detail or str(error))
