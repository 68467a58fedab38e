"""Whatever is changed behind the archive's back is named."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gongkai.archive import Archive, Fate
from gongkai.model import Record

MakeRecord = Callable[..., Record]
Put = Callable[..., Path]
Fill = Callable[..., list[Fate]]


@pytest.fixture
def filled(archive: Archive, fill: Fill, put: Put, make_record: MakeRecord) -> Archive:
    fill(*(make_record(put(f"{name}.txt", f"内容{name}")) for name in "abc"))
    return archive


def first_original(archive: Archive) -> Path:
    path = archive.original(next(archive.kept()))
    path.chmod(0o644)
    return path


def damage(archive: Archive) -> list[tuple[str, str | None]]:
    return [(item.kind, item.document) for item in archive.verify()]


def test_a_whole_archive_has_no_damage_and_every_document_is_checked(
    filled: Archive,
) -> None:
    checked: list[None] = []
    assert list(filled.verify(lambda: checked.append(None))) == []
    assert len(checked) == 3


def test_a_flipped_bit_in_an_original_is_found(filled: Archive) -> None:
    original = first_original(filled)
    data = bytearray(original.read_bytes())
    data[-1] ^= 1
    original.write_bytes(data)
    assert damage(filled) == [("original_changed", original.name[:16])]


def test_a_missing_original_is_found(filled: Archive) -> None:
    original = first_original(filled)
    original.unlink()
    assert damage(filled) == [("original_missing", original.name[:16])]


def test_originals_that_are_all_gone_are_all_named(
    filled: Archive, root: Path, tmp_path: Path
) -> None:
    (root / "originals").rename(tmp_path / "elsewhere")
    assert [kind for kind, _ in damage(filled)] == ["original_missing"] * 3


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege")
def test_a_link_in_place_of_an_original_is_found(
    filled: Archive, tmp_path: Path
) -> None:
    original = first_original(filled)
    elsewhere = original.rename(tmp_path / "elsewhere")
    original.symlink_to(elsewhere)
    assert damage(filled) == [("original_changed", original.name[:16])]


def test_two_originals_that_changed_places_are_both_found(filled: Archive) -> None:
    one, other = (filled.original(kept) for kept in list(filled.kept())[:2])
    for path in (one, other):
        path.chmod(0o644)
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    assert {kind for kind, _ in damage(filled)} == {"original_changed"}
    assert len(damage(filled)) == 2


@pytest.mark.parametrize("name", ["note.txt", "ab/note.txt", f"ab/ab{'0' * 62}"])
def test_a_foreign_file_among_the_originals_is_found(
    name: str, filled: Archive, root: Path
) -> None:
    path = root / "originals" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("x", encoding="utf-8")
    (found,) = filled.verify()
    assert (found.kind, found.path) == ("original_foreign", path)


def test_an_original_that_an_interrupted_run_left_is_no_damage(
    archive: Archive, put: Put, make_record: MakeRecord
) -> None:
    archive.keep(make_record(put("a.txt", "甲")).source)
    archive.commit([], archive.begin_run("ingest"))
    assert list(archive.verify()) == []


@pytest.mark.parametrize(
    "change",
    [
        "update contents set text = text || '。'",
        "update contents set structure = x'00'",
        "update contents set metadata = '{}'",
        "update contents set judgement = '{}'",
        "update documents set title = '别的'",
        "update documents set issued_on = '1999'",
        "update documents set rules_version = '0'",
        "update documents set size = size + 1",
        "delete from findings",
        "update findings set message = '没有问题'",
        "update verdicts set verdict = 'pass'",
    ],
)
def test_a_changed_row_is_found(change: str, filled: Archive, root: Path) -> None:
    with closing(sqlite3.connect(root / "catalogue.db")) as database:
        database.execute(change)
        database.commit()
    assert [kind for kind, _ in damage(filled)] == ["row_changed"] * 3


@pytest.mark.parametrize(
    "change", ["update events set counts = '{}'", "delete from events where number = 1"]
)
def test_a_changed_log_of_runs_is_found(
    change: str, filled: Archive, root: Path
) -> None:
    filled.end_run(filled.begin_run("retry"), {"found": 3})
    with closing(sqlite3.connect(root / "catalogue.db")) as database:
        database.execute(change)
        database.commit()
    assert {kind for kind, _ in damage(filled)} == {"run_log"}


def test_a_document_without_contents_is_found(filled: Archive, root: Path) -> None:
    with closing(sqlite3.connect(root / "catalogue.db")) as database:
        database.execute("delete from contents where document = 1")
        database.commit()
    assert ("row_changed", next(filled.documents()).id) in damage(filled)
