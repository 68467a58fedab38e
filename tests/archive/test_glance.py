"""A glance says of documents just what the archive says, or there is none."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gongkai.archive import Archive, Fate
from gongkai.archive.glance import _BEHIND, glance
from gongkai.archive.version import NAME
from gongkai.model import Record, Secrecy

MakeRecord = Callable[..., Record]
Put = Callable[..., Path]
Fill = Callable[..., list[Fate]]


def test_it_says_of_documents_what_the_archive_says(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    long = "".join(f"第{n}号水渠由第{n * 7}组维修，计{n * 31}元。" for n in range(60))
    fill(
        make_record(put("a.txt", long)),
        make_record(put("副本.txt", long)),
        make_record(put("b.txt", long + "又及"), poor=True),
        make_record(put("c.txt", long + "秘密"), secrecy=Secrecy.CONFIDENTIAL),
        make_record(put("d.txt", "丁"), issuer=None),
    )
    ids = [document.id for document in archive.documents()] + ["0" * 16]
    assert any(document.alike for document in archive.documents())

    with glance(archive.root) as seen:
        assert seen is not None
        assert seen.summaries(ids) == archive.summaries(ids)
        assert seen.texts(ids) == archive.texts(ids)
        assert seen.pages(ids) == archive.pages(ids)
        assert seen.summaries([]) == {}


def test_it_says_whether_the_index_is_behind(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    fill(
        make_record(put("a.txt", "甲")),
        make_record(put("b.txt", "乙"), secrecy=Secrecy.SECRET),
    )
    plain, secret = sorted(archive.documents(), key=lambda d: d.secrecy is not None)
    with glance(archive.root) as seen:
        assert seen is not None
        assert seen.behind(7)
        archive.mark_indexed([plain.id], 7)
        assert not seen.behind(7)
        archive.mark_indexed([secret.id], 7)
        assert seen.behind(7)


def test_it_says_so_without_a_look_at_every_document(archive: Archive) -> None:
    with closing(sqlite3.connect(archive.root / NAME)) as connection:
        asked = {"current": 7}
        plan = connection.execute(f"EXPLAIN QUERY PLAN {_BEHIND}", asked).fetchall()

    looked = [told for *_, told in plan if "documents" in told]
    assert len(looked) == 3
    assert all("INDEX" in told for told in looked)


def test_an_archive_of_before_gets_the_index_that_this_takes(root: Path) -> None:
    Archive.create_or_open(root, write=True).close()
    with closing(sqlite3.connect(root / NAME)) as connection:
        connection.execute("DROP INDEX secret_documents")
        connection.commit()

    Archive.create_or_open(root, write=True).close()

    with closing(sqlite3.connect(root / NAME)) as connection:
        query = "SELECT name FROM sqlite_master WHERE type = 'index'"
        assert ("secret_documents",) in connection.execute(query).fetchall()


@pytest.mark.parametrize("statement", ["update settings set value = '1'", "drop table settings"])  # fmt: skip
def test_another_version_is_for_the_archive(archive: Archive, statement: str) -> None:
    with closing(sqlite3.connect(archive.root / "catalogue.db")) as database:
        database.execute(statement)
        database.commit()
    with glance(archive.root) as seen:
        assert seen is None


def test_what_is_no_catalogue_is_for_the_archive(tmp_path: Path) -> None:
    with glance(tmp_path) as seen:
        assert seen is None
    (tmp_path / "catalogue.db").write_text("甲" * 5000, encoding="utf-8")
    with glance(tmp_path) as seen:
        assert seen is None
