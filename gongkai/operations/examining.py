"""Look at this machine and an archive, and say what would go wrong before it does."""

from __future__ import annotations

import errno
import platform
import sqlite3
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from gongkai import __version__, index, rules, workers
from gongkai.archive import Archive, ground
from gongkai.confine import Network
from gongkai.errors import ArchiveError, RuleError, WorkerError
from gongkai.ingest import office
from gongkai.ingest.bundles import packed
from gongkai.ingest.ocr import is_installed
from gongkai.model import Health, Sign
from gongkai.operations import opening
from gongkai.workers import Limits

LOW, EMPTY = 2 << 30, 100 << 20  # bytes of room
FEW_FILES = 10_000

_NETWORK = {
    Network.NAMESPACE: Sign(
        "network", Health.OK, "读文件的进程没有网络（独立的网络命名空间）。"
    ),
    Network.NO_SOCKETS: Sign(
        "network", Health.OK, "读文件的进程连不上网络（系统调用过滤）。"
    ),
    Network.PYTHON: Sign(
        "network",
        Health.WARN,
        "系统没有给读文件的进程隔离网络，只拦得住 Python 代码。",
    ),
}
_ALONE = Sign("programs", Health.OK, "读文件的进程启动不了别的程序。")
_NOT_ALONE = Sign("programs", Health.WARN, "这个系统上拦不住读文件的进程启动别的程序。")
_NO_CAP = Sign(
    "memory",
    Health.WARN,
    "这个系统上限制不了读文件的进程用多少内存：有意做坏的文件可能把内存占满，"
    "来路不明的文件请在 Linux 上读。",
)
_NO_ARCHIVE = "还没有归档目录 {root}，第一次 gongkai ingest 时建立。"


def examine(root: Path, limits: Limits) -> Iterator[Sign]:
    """One sign after the other; what is `bad` keeps the program from its work."""
    yield _version()
    yield _rules()
    yield _engines()
    yield _ocr()
    yield _bundles()
    yield _office()
    yield from _workers(limits)
    folder = ground.standing(root)
    yield _disk(folder)
    yield _writing(folder)
    yield _room(folder)
    yield from _archive(root)


def _version() -> Sign:
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    said = (
        f"gongkai {__version__}，Python {platform.python_version()}，"
        f"SQLite {sqlite3.sqlite_version}，{system}"
    )
    return Sign("version", Health.OK, said)


def _rules() -> Sign:
    try:
        book = rules.load(prove=True)
    except RuleError as error:
        return Sign("rules", Health.BAD, f"内置规则读不出：{error}")
    return Sign("rules", Health.OK, f"内置规则 {book.version}")


def _engines() -> Sign:
    if not index.ENGINES:
        return Sign("engines", Health.BAD, "没有可用的检索引擎，请重新安装 gongkai。")
    names = {"tantivy": "tantivy", "whoosh": "whoosh-reloaded"}
    said = "、".join(f"{name} {_installed(names[name])}" for name in index.ENGINES)
    return Sign("engines", Health.OK, f"{said}，默认 {index.ENGINES[0]}")


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "（版本不详）"


def _ocr() -> Sign:
    if is_installed():
        return Sign("ocr", Health.OK, "已装文字识别，扫描件可以读。")
    return Sign("ocr", Health.WARN, "没有装文字识别，扫描件只归档，不判定。")


def _bundles() -> Sign:
    if packed.is_installed():
        return Sign("rar", Health.OK, "RAR 和 7-Zip 压缩包可以打开。")
    return Sign(
        "rar", Health.WARN, "没有装 RAR 和 7-Zip 解压程序，这两种压缩包不打开。"
    )


def _office() -> Sign:
    if office.program() is None:
        said = "不用 LibreOffice：没有装，或者这个系统上限制不了它，或者设了 GONGKAI_OFFICE=off。"
    else:
        said = "自己读不了的旧文件（Works、Word 2、Write、WordPerfect、损坏的 .doc）由 LibreOffice 转换。"
    return Sign("office", Health.OK, said)


def _workers(limits: Limits) -> Iterator[Sign]:
    """What holds for the processes that files are read in: asked of one of them."""
    try:
        held = workers.protection(limits)
    except WorkerError as error:
        held = None
        yield Sign("workers", Health.BAD, str(error))
    if held is None:
        return
    yield Sign(
        "workers",
        Health.OK,
        f"每份文件在单独的进程中读取，限时 {limits.seconds:g} 秒；"
        + (
            "主进程被杀，它们随之结束。"
            if held.orphans
            else "主进程被杀，空闲的随之结束。"
        ),
    )
    yield _NETWORK[held.network]
    yield _ALONE if held.alone else _NOT_ALONE
    if held.memory is None:
        yield _NO_CAP
    else:
        yield Sign("memory", Health.OK, f"每个进程最多用 {_size(held.memory)} 内存。")


def _disk(folder: Path) -> Sign:
    kind = ground.kind(folder)
    if ground.is_shared(kind):
        said = (
            f"归档目录在网络磁盘上（{kind}）：断电或几台机器同时写时目录库可能损坏，"
            "请移到本机磁盘。"
        )
        return Sign("disk", Health.WARN, said)
    if kind in ("tmpfs", "ramfs"):
        return Sign("disk", Health.WARN, "归档目录在内存里，关机就没有了。")
    return Sign("disk", Health.OK, f"文件系统 {kind or '类型不详'}")


def _writing(folder: Path) -> Sign:
    error = ground.refusal(folder)
    if error is None:
        return Sign("writing", Health.OK, f"{folder} 可以写入，落盘（fsync）正常。")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Sign("writing", Health.WARN, f"{folder} 不能写入，只能检索，不能归档。")
    return Sign("writing", Health.BAD, f"{folder} 写不进去：{error.strerror or error}")


def _room(folder: Path) -> Sign:
    free, files = ground.room(folder)
    few = files is not None and files < FEW_FILES
    health = Health.WARN if free < LOW or few else Health.OK
    if free < EMPTY or files == 0:
        health = Health.BAD
    said = f"剩余空间 {_size(free)}"
    if few:
        said += f"，只能再建 {files} 个文件"
    return Sign("room", health, said)


def _archive(root: Path) -> Iterator[Sign]:
    if not root.exists():
        yield Sign("archive", Health.OK, _NO_ARCHIVE.format(root=root))
        return
    try:
        with opening.for_reading(root) as archive:
            counts = archive.counts()
            yield Sign(
                "archive", Health.OK, f"归档目录 {root}，{counts.documents} 件文件"
            )
            yield _index(archive)
    except ArchiveError as error:
        yield Sign("archive", Health.BAD, str(error))


def _index(archive: Archive) -> Sign:
    current = index.open(archive.root)
    if current is None:
        counts = archive.counts()
        if counts.documents == counts.quarantined:
            return Sign("index", Health.OK, "还没有要检索的文件")
        said = "检索索引不见了或不能用，下次检索时自动重建，也可用 gongkai rebuild。"
        return Sign("index", Health.WARN, said)
    with current:
        pending = archive.pending(current.generation)
        said = f"{current.engine}，第 {current.generation} 代"
    if pending:
        return Sign("index", Health.WARN, f"{said}，还差 {pending} 件，下次检索时补上")
    return Sign("index", Health.OK, said)


def _size(count: int) -> str:
    """A number of bytes for people.

    >>> _size(3 << 30), _size(50 << 20)
    ('3.0 GB', '50 MB')
    """
    if count >= 1 << 30:
        return f"{count / (1 << 30):.1f} GB"
    return f"{count >> 20} MB"
