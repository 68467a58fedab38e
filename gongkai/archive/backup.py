"""A whole archive as a bag, and back. The index stays out: it is made again.

The catalogue is copied as it stands at one moment, then the originals that it names:
these were on disk before it named them and never change. So whoever writes meanwhile
need not stop.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Engine

from gongkai.archive import database, dictionary, own_rules, searches, waivers
from gongkai.archive.bag import Reader, Writer
from gongkai.archive.originals import Originals, digest_of, sync_folder
from gongkai.archive.rows import id_of
from gongkai.errors import ArchiveError
from gongkai.model import Damage

_WRITTEN = (waivers.NAME, searches.NAME, dictionary.NAME)  # by people, where they are
_FILES = "|".join(map(re.escape, (database.NAME, *_WRITTEN)))
_STEP = r"(?!\.{1,2}(?:/|$))[^/\\:]+"  # of a path, nowhere upwards
_RULES = rf"{own_rules.FOLDER}/[0-9a-f]{{64}}(?:/{_STEP})+"
_OURS = re.compile(
    rf"{_FILES}|{_RULES}|originals/(?P<two>[0-9a-f]{{2}})/(?P=two)[0-9a-f]{{62}}"
)

_LEFT_OUT = "原件不见了或被改动，没有进入备份"
_RULES_LEFT_OUT = "判定用过的自有规则不见了或被改动，没有进入备份"
_TAKEN = "{path} 已经存在，请另选一个位置。"
_INSIDE = "{path} 在归档目录里面，请另选一个位置。"
_NO_CATALOGUE = "备份 {path} 里的 catalogue.db 缺失或已损坏，不能恢复。"
_NO_ROOM = "{path} 所在的磁盘放不下：需要 {needed} MB，只剩 {free} MB。"


def pack(
    root: Path, engine: Engine, target: Path, taken: Callable[[], None]
) -> Iterator[Damage]:
    """Write the archive to a bag; originals that are damaged stay out and are named.

    `taken` is called for each document. Raises ArchiveError when something stands at
    the target, and OSError.
    """
    if target.exists() or target.is_symlink():
        raise ArchiveError(_TAKEN.format(path=target))
    if target.resolve().is_relative_to(root.resolve()):
        raise ArchiveError(_INSIDE.format(path=target))
    originals = Originals(root)
    copy = target.with_name(f".{target.name}.{database.NAME}")
    try:
        _snapshot(engine, copy)
        with Writer(target) as bag:
            _add(bag, database.NAME, copy)
            for name in _WRITTEN:
                with suppress(FileNotFoundError):
                    _add(bag, name, root / name)
            yield from _add_rules(bag, copy, root)
            for digest in _digests(copy):
                path = originals.path(digest)
                if _is_whole(path, digest):
                    _add(bag, path.relative_to(root).as_posix(), path)
                else:
                    yield Damage("original_changed", id_of(digest), path, _LEFT_OUT)
                taken()
            bag.finish()
    finally:
        copy.unlink(missing_ok=True)


def _add_rules(bag: Writer, catalogue: Path, root: Path) -> Iterator[Damage]:
    query = "select name, value from settings where name like ? order by name"
    with closing(sqlite3.connect(catalogue)) as connection:
        noted = connection.execute(query, (f"{own_rules.PREFIX}%",)).fetchall()
    for name, value in noted:
        folder = own_rules.folder(root, name.removeprefix(own_rules.PREFIX))
        if own_rules.checksum(folder) != value:
            yield Damage("rules_changed", None, folder, _RULES_LEFT_OUT)
            continue
        for path in own_rules.files(folder):
            _add(bag, path.relative_to(root).as_posix(), path)


def _add(bag: Writer, name: str, path: Path) -> None:
    with path.open("rb") as file:
        bag.add(name, file)


def _snapshot(engine: Engine, target: Path) -> None:
    """The catalogue as it is at this moment, as one file."""
    target.unlink(missing_ok=True)
    connection = engine.raw_connection()
    try:
        source = connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        with closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            copy.execute("UPDATE documents SET generation = 0")  # no index goes with it
            copy.commit()
            copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()


def _digests(catalogue: Path) -> Iterator[str]:
    with closing(sqlite3.connect(catalogue)) as connection:
        for (digest,) in connection.execute(
            "select digest from documents order by digest"
        ):
            yield digest


def _is_whole(path: Path, digest: str) -> bool:
    try:
        return digest_of(path) == digest
    except OSError:
        return False


def unpack(bag: Path, root: Path, taken: Callable[[], None]) -> Iterator[Damage]:
    """Write what a bag holds to where there is no archive yet; what is not whole is named.

    Nothing is at `root` before everything is. Raises ArchiveError for what is no
    backup, or when something stands at `root`, and OSError.
    """
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise ArchiveError(_TAKEN.format(path=root))
    root.absolute().parent.mkdir(parents=True, exist_ok=True)
    with Reader(bag) as reader:
        _require_room(reader, root)
        folder = root.absolute().with_name(f".{root.name}.part")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            yield from _extracted(reader, bag, folder, taken)
            if root.exists():
                root.rmdir()
            folder.rename(root)
            sync_folder(root.absolute().parent)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _require_room(reader: Reader, root: Path) -> None:
    free = shutil.disk_usage(root.absolute().parent).free
    if reader.bytes > free:
        raise ArchiveError(
            _NO_ROOM.format(path=root, needed=reader.bytes >> 20, free=free >> 20)
        )


def _extracted(
    reader: Reader, bag: Path, folder: Path, taken: Callable[[], None]
) -> Iterator[Damage]:
    for name in reader.strange():
        yield Damage(
            "backup_changed", None, bag / name, "备份里多出来或被改动的文件，不予恢复"
        )
    made = {folder}
    for name in sorted(reader.payload):
        target = folder / name
        if not _OURS.fullmatch(name):
            yield Damage(
                "backup_changed", None, bag / name, "备份里不该有的文件，不予恢复"
            )
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        made |= {one for one in target.parents if one.is_relative_to(folder)}
        if not reader.extract(name, target):
            if name == database.NAME:
                raise ArchiveError(_NO_CATALOGUE.format(path=bag))
            yield Damage(
                "backup_changed",
                None,
                bag / name,
                "备份里的文件缺失，或与清单上的校验码不符",
            )
        elif name.startswith("originals/"):
            target.chmod(0o444)
            taken()
    if not (folder / database.NAME).exists():
        raise ArchiveError(_NO_CATALOGUE.format(path=bag))
    for made_folder in made:
        sync_folder(made_folder)
