"""Archives that are there, are not, are in use, or cannot be used."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from gongkai.archive import Archive, Fate
from gongkai.archive.faults import explained
from gongkai.errors import ArchiveBusyError, ArchiveError
from gongkai.model import Record

MakeRecord = Callable[..., Record]
Put = Callable[..., Path]
Fill = Callable[..., list[Fate]]

HOLD = """
import sys, time, pathlib
from gongkai.archive import Archive
with Archive.create_or_open(pathlib.Path(sys.argv[1]), write=True):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def make(root: Path) -> None:
    with Archive.create_or_open(root, write=True):
        pass


@contextmanager
def holder(root: Path, seconds: float) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the archive."""
    command = [sys.executable, "-c", HOLD, str(root), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_reading_makes_nothing(root: Path) -> None:
    with pytest.raises(ArchiveError, match="归档目录不存在"):
        Archive.create_or_open(root, write=False)
    assert not root.exists()


def test_an_archive_is_made_where_there_is_none(tmp_path: Path) -> None:
    root = tmp_path / "市局" / "50% #1?" / "归档"
    make(root)
    with Archive.create_or_open(root, write=False) as archive:
        assert archive.counts().documents == 0
    assert (root / "catalogue.db").is_file()


def test_a_file_in_place_of_the_archive_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("x", encoding="utf-8")
    for write in (True, False):
        with pytest.raises(ArchiveError, match="不是文件夹"):
            Archive.create_or_open(path, write=write)


@pytest.mark.parametrize("write", [True, False])
def test_an_archive_of_a_later_version_is_refused(root: Path, write: bool) -> None:
    make(root)
    with closing(sqlite3.connect(root / "catalogue.db")) as database:
        database.execute("update settings set value = '3' where name = 'version'")
        database.commit()
    with pytest.raises(ArchiveError, match="由更新的版本写成（格式 3"):
        Archive.create_or_open(root, write=write)


@pytest.mark.parametrize("write", [True, False])
def test_a_catalogue_that_is_no_database_is_explained(root: Path, write: bool) -> None:
    make(root)
    (root / "catalogue.db").write_bytes("这不是数据库。".encode() * 1000)
    with pytest.raises(ArchiveError, match="已损坏或不是目录库"):
        Archive.create_or_open(root, write=write)


@pytest.mark.parametrize("write", [True, False])
def test_a_database_of_something_else_is_refused(root: Path, write: bool) -> None:
    root.mkdir()
    with closing(sqlite3.connect(root / "catalogue.db")) as database:
        database.execute("create table other (x)")
    with pytest.raises(ArchiveError, match="已损坏或不是目录库"):
        Archive.create_or_open(root, write=write)


def test_a_catalogue_that_was_just_being_made_is_made(root: Path) -> None:
    root.mkdir()
    (root / "catalogue.db").touch()
    with pytest.raises(ArchiveError, match="还没有建好"):
        Archive.create_or_open(root, write=False)
    make(root)
    with Archive.create_or_open(root, write=False) as archive:
        assert archive.counts().documents == 0


def test_an_archive_open_for_reading_cannot_be_written(root: Path) -> None:
    make(root)
    with (
        Archive.create_or_open(root, write=False) as archive,
        pytest.raises(RuntimeError),
    ):
        archive.begin_run("ingest")


def test_a_second_writer_is_told_and_then_refused(root: Path) -> None:
    told: list[str] = []
    with holder(root, 60):
        begin = time.monotonic()
        with pytest.raises(ArchiveBusyError, match="另一个进程正在写入"):
            Archive.create_or_open(root, write=True, patience=0.3, waiting=told.append)
        assert 0.3 <= time.monotonic() - begin < 5
        with Archive.create_or_open(root, write=False) as archive:
            assert archive.counts().documents == 0
    assert told == ["另一个进程正在写入，等待中…"]


def test_a_second_writer_goes_on_when_the_first_is_done(root: Path) -> None:
    with holder(root, 0.5):
        told: list[str] = []
        Archive.create_or_open(root, write=True, waiting=told.append).close()
    assert told == ["另一个进程正在写入，等待中…"]


def test_the_lock_dies_with_its_process(root: Path) -> None:
    with holder(root, 60) as process:
        process.kill()
        process.wait()
        Archive.create_or_open(root, write=True, patience=0).close()


def test_the_archive_is_free_after_it_could_not_be_opened(root: Path) -> None:
    make(root)
    whole = (root / "catalogue.db").read_bytes()
    (root / "catalogue.db").write_bytes(b"x" * 4096)
    with pytest.raises(ArchiveError):
        Archive.create_or_open(root, write=True)
    (root / "catalogue.db").write_bytes(whole)
    Archive.create_or_open(root, write=True, patience=0).close()


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "磁盘已满"),
        (errno.EROFS, "不能写入"),
        (errno.EACCES, "不能写入"),
        (errno.EIO, "读写失败"),
    ],
)
def test_a_failing_disk_is_one_sentence(
    number: int, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(ArchiveError, match=sentence), explained(tmp_path):
        raise OSError(number, os.strerror(number))


def test_a_full_database_is_one_sentence_and_what_was_committed_stays(
    root: Path, archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    fill(make_record(put("a.txt", "甲")))
    with archive._write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    big = make_record(put("b.txt", "乙" * 1_000_000))
    with pytest.raises(ArchiveError, match="磁盘已满"):
        fill(big)
    assert archive.counts().documents == 1
    assert list(archive.verify()) == []


READ_ONLY = """
import os, pathlib, sys, tempfile
from gongkai.archive import Archive
from gongkai.errors import ArchiveError

with tempfile.TemporaryDirectory() as folder:
    root = pathlib.Path(folder) / "a"
    Archive.create_or_open(root, write=True).close()
    for path in [*root.rglob("*"), root, root.parent]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    if os.geteuid() == 0:  # who may write anywhere
        os.seteuid(65534)
    try:
        Archive.create_or_open(root, write=True)
    except ArchiveError as error:
        print(str(error).replace(str(root), "DIR"))
    with Archive.create_or_open(root, write=False) as archive:
        print(archive.counts().documents)
    os.seteuid(os.getuid())
    for path in [root.parent, root, *root.rglob("*")]:
        path.chmod(0o755)
"""


@pytest.mark.skipif(os.name == "nt", reason="rights work otherwise")
def test_a_read_only_archive_can_be_read_and_says_that_it_cannot_be_written() -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "归档目录 DIR 不能写入（只读，或没有权限）。",
        "0",
    ]


def test_a_setting_is_kept(root: Path) -> None:
    with Archive.create_or_open(root, write=True) as archive:
        assert archive.setting("engine") is None
        archive.set_setting("engine", "whoosh")
        archive.set_setting("engine", "tantivy")
    with Archive.create_or_open(root, write=False) as archive:
        assert archive.setting("engine") == "tantivy"
