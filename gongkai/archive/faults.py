"""What goes wrong under an archive, as one Chinese sentence that says what to do."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from gongkai.errors import ArchiveBusyError, ArchiveError

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}

FULL = "磁盘已满，归档目录 {root} 写不进去了；已经归档的都完好，腾出空间后再次运行即可继续。"
DENIED = "归档目录 {root} 不能写入（只读，或没有权限）。"
CLOSED = "归档目录 {root} 打不开（没有权限）。"
NOT_A_FOLDER = "归档目录 {root} 不是文件夹，请另选一个位置。"
DAMAGED = (
    "归档目录 {root} 里的 catalogue.db 已损坏或不是目录库；原件仍在 originals 中，"
    "请用备份恢复 catalogue.db，或把它移开后重新归档。"
)
GONE = (
    "归档目录 {root} 不见了（磁盘被拔出，或文件夹被移走）；接回原处后再次运行即可继续。"
)
OLD = "归档目录 {root} 由较早的版本写成，要先升级；请在能写入的地方运行一次 gongkai rebuild。"
BUSY = "归档目录 {root} 正被另一个程序占用，请稍后再试。"
OTHER = "归档目录 {root} 读写失败：{detail}。"


@contextmanager
def explained(root: Path, sentence: str | None = None) -> Iterator[None]:
    """Turn errors of the disk and the database into ArchiveError.

    `sentence` says it where it is not the archive that cannot be written, in `detail` why.
    """
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        if sentence is not None:
            detail = getattr(error, "strerror", None) or error
            raise ArchiveError(sentence.format(detail=detail)) from error
        if isinstance(error, sqlite3.Error):
            raise of_database(root, error) from error
        raise ArchiveError(_of_disk(root, error)) from error
    except DBAPIError as error:
        raise of_database(root, error.orig or error) from error


def _of_disk(root: Path, error: OSError) -> str:
    if error.errno in _FULL:
        return FULL.format(root=root)
    if error.errno in _DENIED:
        return _denied(root)
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return NOT_A_FOLDER.format(root=root)
    return OTHER.format(root=root, detail=error.strerror or str(error))


def _denied(root: Path) -> str:
    closed = root.is_dir() and not os.access(root, os.R_OK | os.X_OK)
    return (CLOSED if closed else DENIED).format(root=root)


def of_database(root: Path, error: BaseException) -> ArchiveError:
    """The error of a database driver as ours."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return ArchiveError(FULL.format(root=root))
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return ArchiveError(_denied(root))
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return ArchiveError(DAMAGED.format(root=root))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ArchiveBusyError(BUSY.format(root=root))
    return ArchiveError(OTHER.format(root=root, detail=error))
