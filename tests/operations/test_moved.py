"""A file is its content: where it went is noted, and nothing of it is done twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from gongkai.archive import Archive
from gongkai.model import Summary
from gongkai.operations import browsing, filling, upkeep

Write = Callable[..., Path]


def only(root: Path) -> Summary:
    (document,) = browsing.documents(root)
    return document


def documents_alone(root: Path) -> list[str]:
    """The dump without what it says of paths."""
    with Archive.create_or_open(root, write=False) as archive:
        return [line for line in archive.dump() if '"kind": "document"' in line]


def test_a_renamed_file_is_the_same_document_and_its_old_name_a_former_one(
    root: Path, incoming: Path, write_minutes: Write
) -> None:
    old, new = incoming / "记录.txt", incoming / "2021年记录.txt"
    write_minutes(old)
    filling.ingest(root, [incoming], jobs=1)
    before = only(root)
    old.rename(new)

    tally = filling.ingest(root, [incoming], jobs=1)

    assert (tally.found, tally.duplicate) == (1, 1)
    after = only(root)
    assert after.id == before.id
    assert (after.paths, after.former_paths) == ((new,), (old,))
    assert browsing.document(root, after.id).former_paths == (old,)
    assert upkeep.verify(root).damage == ()


def test_a_renamed_folder_changes_only_where_documents_are(
    root: Path, incoming: Path, write_minutes: Write
) -> None:
    for number in range(1, 7):
        write_minutes(incoming / "第一季度" / f"{number}.txt", number)
    filling.ingest(root, [incoming], jobs=1)
    said = documents_alone(root)
    moved = incoming / "已归档" / "2021Q1"
    moved.parent.mkdir()
    (incoming / "第一季度").rename(moved)

    assert filling.ingest(root, [incoming], jobs=1).duplicate == 6

    assert documents_alone(root) == said
    for document in browsing.documents(root):
        assert [path.parent for path in document.paths] == [moved]
        assert [path.parent.name for path in document.former_paths] == ["第一季度"]
    again = filling.ingest(root, [incoming], jobs=1)
    assert (again.found, again.unchanged) == (6, 6)


def test_a_copy_keeps_both_paths(
    root: Path, incoming: Path, write_minutes: Write
) -> None:
    one = write_minutes(incoming / "a.txt")
    filling.ingest(root, [incoming], jobs=1)
    other = Path(shutil.copy(one, incoming / "b.txt"))
    filling.ingest(root, [incoming], jobs=1)
    assert (only(root).paths, only(root).former_paths) == ((one, other), ())


def test_a_file_that_comes_back_is_where_it_was(
    root: Path, incoming: Path, write_minutes: Write
) -> None:
    one, other = incoming / "a.txt", incoming / "b.txt"
    write_minutes(one)
    filling.ingest(root, [incoming], jobs=1)
    one.rename(other)
    filling.ingest(root, [incoming], jobs=1)
    other.rename(one)
    filling.ingest(root, [incoming], jobs=1)
    assert (only(root).paths, only(root).former_paths) == ((one,), (other,))


def test_a_file_that_is_gone_and_nowhere_else_keeps_its_document_and_path(
    root: Path, incoming: Path, write_minutes: Write
) -> None:
    one = write_minutes(incoming / "a.txt")
    filling.ingest(root, [incoming], jobs=1)
    one.unlink()
    assert filling.ingest(root, [incoming], jobs=1).found == 0
    assert only(root).paths == (one,)


def test_two_names_that_are_exchanged_are_not_mistaken(
    root: Path, incoming: Path, write_minutes: Write
) -> None:
    one, other = (write_minutes(incoming / f"{n}.txt", n) for n in (1, 2))
    filling.ingest(root, [incoming], jobs=1)
    ids = {document.paths[0]: document.id for document in browsing.documents(root)}
    third = incoming / "3.txt"
    one.rename(third)
    other.rename(one)
    third.rename(other)

    filling.ingest(root, [incoming], jobs=1)

    now = {document.paths[0]: document.id for document in browsing.documents(root)}
    assert now == {one: ids[other], other: ids[one]}
