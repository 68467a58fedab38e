"""Open the catalogue, as its writer or as one of its readers."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from gongkai.archive.faults import DAMAGED, OLD
from gongkai.archive.schema import documents, settings, tables
from gongkai.archive.upgrade import upgrade
from gongkai.archive.version import NAME as NAME
from gongkai.archive.version import VERSION
from gongkai.errors import ArchiveError, ArchiveOldError

_WAIT = 10.0  # seconds for another connection to let go
_WAL_LIMIT = 64 << 20  # bytes kept of the write-ahead log between transactions


def open_for_writing(root: Path) -> Engine:
    """The catalogue of an archive whose lock we hold, made when there is none.

    One that an earlier version wrote is upgraded, whole or not at all.
    Raises ArchiveError for one that a later version wrote, or that is not ours.
    """
    engine = _engine(root, "rwc")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")  # the journal mode is set outside
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        with engine.begin() as connection:
            if not inspect(connection).get_table_names():
                tables.create_all(connection)
                connection.execute(
                    insert(settings), {"name": "version", "value": str(VERSION)}
                )
            version = _admit(connection, root)
            if version < VERSION:
                upgrade(connection, version)
            for index in documents.indexes:  # that an earlier program did not make
                index.create(connection, checkfirst=True)
    except BaseException:
        engine.dispose()
        raise
    return engine


def open_for_reading(root: Path) -> Engine:
    """The catalogue of an archive that exists; also on a medium that is read-only.

    Raises ArchiveError as `open_for_writing` does, and ArchiveOldError for one that an
    earlier version wrote.
    """
    try:
        return _opened(_engine(root, "ro"), root)
    except DBAPIError:
        # Readers of a write-ahead log share memory in a file beside it. Where none
        # can be made, and nothing is waiting in the log, the file alone is complete.
        log = root / f"{NAME}-wal"
        if log.exists() and log.stat().st_size:
            raise
        return _opened(_engine(root, "ro&immutable=1"), root)


def _opened(engine: Engine, root: Path) -> Engine:
    try:
        with engine.begin() as connection:
            if _admit(connection, root) < VERSION:
                raise ArchiveOldError(OLD.format(root=root))
    except BaseException:
        engine.dispose()
        raise
    return engine


def _admit(connection: Connection, root: Path) -> int:
    """The version of the tables. Raises ArchiveError for what is not for us."""
    names = inspect(connection).get_table_names()
    if not names:
        raise ArchiveError(
            f"归档目录 {root} 还没有建好（建立时被中断），再运行一次 gongkai ingest 即可。"
        )
    if settings.name not in names:
        raise ArchiveError(DAMAGED.format(root=root))
    version = connection.scalar(
        select(settings.c.value).where(settings.c.name == "version")
    )
    if version is None or not version.isascii() or not version.isdigit():
        raise ArchiveError(DAMAGED.format(root=root))
    if int(version) > VERSION:
        raise ArchiveError(
            f"归档目录 {root} 由更新的版本写成（格式 {version}，"
            f"本程序只认识到 {VERSION}），请升级 gongkai 后再用。"
        )
    return int(version)


def _engine(root: Path, mode: str) -> Engine:
    address = f"{(root / NAME).absolute().as_uri()}?mode={mode}"

    def connect() -> sqlite3.Connection:
        # One connection is used by one thread at a time, but not always the same.
        return sqlite3.connect(
            address,
            uri=True,
            timeout=_WAIT,
            check_same_thread=False,
            isolation_level=None,  # transactions begin below, where SQLAlchemy says so
        )

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)
    event.listen(engine, "connect", _prepare_writer if mode == "rwc" else _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_writer(connection: Any, _: object) -> None:
    connection.execute("PRAGMA synchronous = FULL")  # a commit survives a power cut
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA journal_size_limit = {_WAL_LIMIT}")


def _prepare(connection: Any, _: object) -> None:
    connection.execute("PRAGMA query_only = ON")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
