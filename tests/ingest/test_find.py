"""Every file is found once, and what is no file is reported and left alone."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from gongkai.errors import FailureCode
from gongkai.ingest import find

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file systems")


def names(*roots: Path, skip: frozenset[Path] = frozenset()) -> list[str]:
    return [entry.path.name for entry in find(roots, skip)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("乙.txt", "甲/丙.txt", "甲/乙/丁.txt", "丙/甲.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("公示", encoding="utf-8")
    return tmp_path


def test_files_come_by_name_within_their_folder(folder: Path) -> None:
    found = [entry.path.relative_to(folder).as_posix() for entry in find([folder])]
    assert found == ["丙/甲.txt", "乙.txt", "甲/丙.txt", "甲/乙/丁.txt"]


def test_an_entry_knows_the_size_and_time_of_its_file(folder: Path) -> None:
    (entry,) = find([folder / "乙.txt"])
    status = (folder / "乙.txt").stat()
    assert (entry.size, entry.mtime_ns) == (status.st_size, status.st_mtime_ns)
    assert entry.problem is None


def test_paths_given_twice_or_nested_are_found_once(folder: Path) -> None:
    assert sorted(names(folder / "甲", folder, folder / "乙.txt", folder)) == sorted(
        names(folder)
    )


def test_what_is_to_be_skipped_is_not_found(folder: Path) -> None:
    assert names(folder, skip=frozenset({folder / "甲"})) == ["甲.txt", "乙.txt"]
    assert names(folder / "甲" / "乙", skip=frozenset({folder / "甲"})) == []


def test_a_path_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    (entry,) = find([tmp_path / "无"])
    assert entry.problem is FailureCode.UNREADABLE
    assert entry.detail


def test_a_folder_that_vanishes_is_unreadable_and_the_rest_is_found(
    folder: Path,
) -> None:
    entries = find([folder])
    first = next(entries)
    for path in (folder / "甲" / "乙" / "丁.txt", folder / "甲" / "丙.txt"):
        path.unlink()
    (folder / "甲" / "乙").rmdir()
    (folder / "甲").rmdir()
    rest = list(entries)
    assert first.problem is None
    assert [(entry.path.name, entry.problem) for entry in rest] == [
        ("乙.txt", None),
        ("甲", FailureCode.UNREADABLE),
    ]


@posix_only
def test_links_are_reported_and_not_followed(folder: Path) -> None:
    (folder / "甲" / "loop").symlink_to(folder)
    (folder / "甲" / "文件").symlink_to(folder / "乙.txt")
    problems = {entry.path.name: entry.problem for entry in find([folder])}
    assert len(problems) == 6
    assert problems["loop"] is problems["文件"] is FailureCode.NOT_REGULAR_FILE


@posix_only
def test_a_link_that_was_named_is_followed(folder: Path) -> None:
    link = folder / "link"
    link.symlink_to(folder / "甲")
    assert names(link) == ["丙.txt", "丁.txt"]


@posix_only
def test_pipes_are_reported(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (entry,) = find([tmp_path])
    assert (entry.problem, entry.detail) == (
        FailureCode.NOT_REGULAR_FILE,
        "a named pipe",
    )


@posix_only
@pytest.mark.parametrize("name", [b"\xb9\xab\xca\xbe.txt", b"new\nline", b"-rf", b" "])
def test_odd_names_survive(tmp_path: Path, name: bytes) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    try:
        path.write_bytes(b"x")
    except OSError:
        pytest.skip("this file system refuses the name")
    (entry,) = find([tmp_path])
    assert entry.path.read_bytes() == b"x"


@posix_only
def test_a_folder_that_may_not_be_listed_is_unreadable(folder: Path) -> None:
    (folder / "甲").chmod(0)
    try:
        if os.access(folder / "甲", os.R_OK):
            pytest.skip("this user may read everything")
        problems = [entry for entry in find([folder]) if entry.problem]
    finally:
        (folder / "甲").chmod(0o755)
    assert [entry.path.name for entry in problems] == ["甲"]
