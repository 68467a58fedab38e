"""Prove that originals and records are whole and agree; name everything that is not.

Nothing is repaired and nothing is written. A file among the originals that no
record names is no damage when its content is what its name says: an interrupted
run leaves such files, and the next run takes them up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Connection, RowMapping, exists, select

from gongkai.archive import likeness, rows, runs
from gongkai.archive.originals import Originals, digest_of
from gongkai.archive.queries import by_digest
from gongkai.archive.schema import (
    contents,
    documents,
    findings,
    former_paths,
    sightings,
    sketches,
    verdicts,
)
from gongkai.model import Damage, Record


def verify(
    connection: Connection, originals: Originals, checked: Callable[[], None]
) -> Iterator[Damage]:
    """Everything that is not as it should be. `checked` is called for each document."""
    yield from _catalogue(connection)
    yield from _incomplete(connection)
    connection.rollback()
    for row in by_digest(connection):
        yield from _row(connection, row)
        connection.rollback()
        yield from _original(row, originals)
        checked()
    yield from _foreign(connection, originals)


def _catalogue(connection: Connection) -> Iterator[Damage]:
    if connection.dialect.name == "sqlite":
        for pragma in ("integrity_check", "foreign_key_check"):
            for answer in connection.exec_driver_sql(f"PRAGMA {pragma}"):
                if answer[0] != "ok":
                    told = " ".join(map(str, answer))
                    yield Damage("catalogue", None, None, f"目录库损坏：{told}")
    for number in runs.broken_links(connection):
        yield Damage(
            "run_log", None, None, f"运行日志第 {number} 条被改动，或这里有缺失"
        )


def _incomplete(connection: Connection) -> Iterator[Damage]:
    """Documents of which a part is gone from the other tables."""
    bare = ~exists().where(contents.c.document == documents.c.id)
    unseen = ~exists().where(sightings.c.document == documents.c.id)
    never = ~exists().where(former_paths.c.document == documents.c.id)
    for condition, detail in (
        (bare, "目录库中没有它的文字和判定"),
        (unseen & never, "目录库中没有它的来源路径"),
    ):
        query = select(documents.c.short).where(condition)
        for short in connection.scalars(query.order_by(documents.c.digest)):
            yield Damage("row_changed", short, None, detail)


def _row(connection: Connection, row: RowMapping) -> Iterator[Damage]:
    short = row["short"]
    if row["extract_checksum"] != rows.extract_checksum(row):
        yield Damage("row_changed", short, None, "提取的文字或结构与归档时不符")
        return
    if row["judged_checksum"] != rows.judged_checksum(row):
        yield Damage("row_changed", short, None, "要素、类别或判定与归档时不符")
        return
    try:
        record = rows.to_record(row, Path())
    except ValueError as error:
        yield Damage("row_changed", short, None, f"记录无法读出：{error}")
        return
    columns = _wrong_columns(connection, row, record)
    if columns:
        yield Damage(
            "row_changed", short, None, f"与记录不符的栏目：{'、'.join(columns)}"
        )
    kept = select(sketches.c.sketch).where(sketches.c.document == row["id"])
    if connection.scalar(kept) != likeness.sketch(record.extract):
        yield Damage("row_changed", short, None, "用来找近似文件的摘要与文字不符")


def _wrong_columns(
    connection: Connection, row: RowMapping, record: Record
) -> list[str]:
    """The columns and tables that do not say what the record says."""
    expected = rows.document(record)
    wrong = [name for name, value in expected.items() if row[name] != value]
    judgement = record.judgement
    for table, made in (
        (findings, rows.findings(row["id"], judgement)),
        (verdicts, rows.verdicts(row["id"], judgement)),
    ):
        query = select(table).where(table.c.document == row["id"])
        found = connection.execute(query.order_by(table.c.position)).mappings()
        if [dict(item) for item in found] != made:
            wrong.append(table.name)
    return wrong


def _original(row: RowMapping, originals: Originals) -> Iterator[Damage]:
    path = originals.path(row["digest"])
    try:
        digest = digest_of(path)
    except FileNotFoundError:
        yield Damage("original_missing", row["short"], path, "原件不见了")
        return
    except OSError as error:
        detail = f"原件无法读取：{error.strerror or error}"
        yield Damage("original_changed", row["short"], path, detail)
        return
    if digest is None:
        yield Damage("original_changed", row["short"], path, "原件被换成了链接或文件夹")
    elif digest != row["digest"]:
        yield Damage("original_changed", row["short"], path, "原件内容被改动")
    elif originals.is_open_to_change(path):
        detail = "原件完好，但变得可以改写（应为只读）"
        yield Damage("original_writable", row["short"], path, detail)


def _foreign(connection: Connection, originals: Originals) -> Iterator[Damage]:
    for path in originals.walk():
        if originals.is_in_place(path):
            query = select(documents.c.id).where(documents.c.digest == path.name)
            if connection.scalar(query) is not None or digest_of(path) == path.name:
                continue
        yield Damage("original_foreign", None, path, "originals 中不该有的文件")
