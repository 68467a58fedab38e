"""What an archive holds is listed, shown and given back byte by byte."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.archive import Archive
from gongkai.errors import ArchiveError, FailureCode
from gongkai.model import Filters
from gongkai.operations import browsing, filling

Write = Callable[..., Path]


def test_documents_are_listed_by_path_with_all_their_paths(filled: Path) -> None:
    listed = list(browsing.documents(filled))

    paths = [document.paths[0] for document in listed]
    assert paths == sorted(paths)
    assert sum(len(document.paths) for document in listed) == 6
    assert [d.paths[0].name for d in browsing.documents(filled, Filters(until="2021"))]


def test_a_document_is_shown_by_the_beginning_of_its_id(filled: Path) -> None:
    first = next(browsing.documents(filled))

    assert browsing.document(filled, first.id[:6]).id == first.id
    with pytest.raises(ArchiveError, match="没有编号"):
        browsing.document(filled, "0000000")


def test_failures_are_listed_by_reason(filled: Path) -> None:
    (failure,) = browsing.failures(filled)

    assert failure.path.name == "坏.docx"
    assert list(browsing.failures(filled, failure.code)) == [failure]
    assert list(browsing.failures(filled, FailureCode.TIMEOUT)) == []


def test_findings_speak_of_documents_that_are_listed(filled: Path) -> None:
    ids = {document.id for document in browsing.documents(filled)}
    found = list(browsing.findings(filled))

    assert found
    assert {item.document.id for item in found} <= ids


def test_one_original_comes_back_as_it_was(filled: Path, tmp_path: Path) -> None:
    document = next(browsing.documents(filled))

    done = browsing.export(filled, tmp_path / "取出", document.id)

    assert (done.written, done.damage) == (1, ())
    copy = tmp_path / "取出" / document.paths[0].name
    assert copy.read_bytes() == document.paths[0].read_bytes()


def test_all_originals_come_back_and_twice_changes_nothing(
    filled: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "取出"
    for _ in range(2):
        assert browsing.export(filled, folder).written == 5

    with Archive.create_or_open(filled, write=False) as archive:
        digests = {kept.record.source.digest for kept in archive.kept()}
    written = {hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}
    assert written == digests
    assert len(list(folder.iterdir())) == 5


def test_of_several_documents_with_one_name_none_is_lost(
    root: Path, incoming: Path, tmp_path: Path, write_minutes: Write
) -> None:
    for number in range(3):
        write_minutes(incoming / str(number) / "记录.txt", number)
    filling.ingest(root, [incoming], jobs=1)

    assert browsing.export(root, tmp_path / "取出").written == 3
    assert len(list((tmp_path / "取出").iterdir())) == 3


def test_what_is_there_already_is_not_overwritten(filled: Path, tmp_path: Path) -> None:
    document = next(browsing.documents(filled))
    other = tmp_path / document.paths[0].name
    other.write_text("something of the user's own", encoding="utf-8")

    browsing.export(filled, tmp_path, document.id)

    assert other.read_text(encoding="utf-8") == "something of the user's own"
    copy = other.with_name(f"{other.stem}-{document.id}{other.suffix}")
    assert copy.read_bytes() == document.paths[0].read_bytes()


def test_a_damaged_original_is_not_given_back(archive: Path, tmp_path: Path) -> None:
    document = next(browsing.documents(archive))
    with Archive.create_or_open(archive, write=False) as opened:
        opened.original(opened.document(document.id)).unlink()

    done = browsing.export(archive, tmp_path / "取出")

    assert done.written == 4
    assert [damage.document for damage in done.damage] == [document.id]


def test_a_folder_that_cannot_be_written_is_said(filled: Path, tmp_path: Path) -> None:
    (tmp_path / "文件").write_bytes(b"")
    with pytest.raises(ArchiveError, match="写不到"):
        browsing.export(filled, tmp_path / "文件")
