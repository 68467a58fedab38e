"""What becomes of every file, and under which paths a document stands."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.archive import Archive, Arrival, Fate, Run
from gongkai.errors import ArchiveError, FailureCode
from gongkai.model import Extract, Failure, NotADocument, Record

MakeRecord = Callable[..., Record]
Put = Callable[..., Path]
Fill = Callable[..., list[Fate]]


def seen(archive: Archive, path: Path) -> Fate | None:
    """What the archive says of a file as it is now, without reading it."""
    key, status = os.fsencode(path), path.stat()
    sighting = archive.known([key]).get(key)
    return sighting.fate(status.st_size, status.st_mtime_ns) if sighting else None


def test_a_record_comes_back_as_it_went_in(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    record = make_record(put("公示.txt", "财务公示\n收入若干"), poor=True)
    assert fill(record) == [Fate.ARCHIVED]
    kept = archive.document(record.source.digest)
    assert kept.record == record
    assert kept.id == record.source.digest[:16]
    assert archive.original(kept).read_bytes() == record.source.path.read_bytes()


def test_each_file_has_one_fate(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    first, copy = put("甲.txt", "同样的内容"), put("乙.txt", "同样的内容")
    bad, film = put("坏.pdf", "x"), put("片.mp4", "x")
    failure = Failure(bad, FailureCode.CORRUPT, "no trailer")
    fates = fill(
        make_record(first), make_record(copy), failure, NotADocument(film, "mp4")
    )
    assert fates == [Fate.ARCHIVED, Fate.DUPLICATE, Fate.FAILED, Fate.NOT_A_DOCUMENT]
    assert list(archive.failures()) == [failure]
    counts = archive.counts()
    assert (counts.documents, counts.paths, counts.duplicates) == (1, 2, 1)
    assert (counts.failed, counts.not_a_document) == (1, 1)


def test_what_has_not_changed_need_not_be_read_again(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    path, film = put("甲.txt", "甲"), put("片.mp4", "x")
    fill(make_record(path), NotADocument(film, "mp4"))
    assert seen(archive, path) is Fate.UNCHANGED
    assert seen(archive, film) is Fate.UNCHANGED
    path.write_text("改过了", encoding="utf-8")
    assert seen(archive, path) is None
    assert archive.known([b"never seen"]) == {}


def test_what_failed_and_has_not_changed_has_still_failed(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    path = put("甲.txt", "甲")
    fill(Failure(path, FailureCode.TIMEOUT, "60 s"))
    assert seen(archive, path) is Fate.FAILED
    fill(Failure(path, FailureCode.TIMEOUT, "60 s"))
    assert archive.known([os.fsencode(path)])[os.fsencode(path)].attempts == 2
    assert fill(make_record(path)) == [Fate.ARCHIVED]
    assert list(archive.failures()) == []


def test_a_file_that_was_only_touched_is_unchanged(
    fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    path = put("甲.txt", "甲")
    fill(make_record(path))
    os.utime(path, ns=(1, 1))
    assert fill(make_record(path)) == [Fate.UNCHANGED]


@pytest.mark.parametrize("names", [("b.txt", "a.txt"), ("a.txt", "b.txt")])
def test_the_first_path_in_byte_order_stands_for_a_document_whatever_came_first(
    names: tuple[str, str],
    archive: Archive,
    fill: Fill,
    put: Put,
    make_record: MakeRecord,
) -> None:
    for name in names:
        fill(make_record(put(name, "同样的内容")))
    (document,) = archive.documents()
    assert [path.name for path in document.paths] == ["a.txt", "b.txt"]


def test_a_path_with_new_content_moves_to_a_new_document_and_the_old_one_stays(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    path, copy = put("甲.txt", "旧"), put("丙.txt", "旧")
    old = make_record(path)
    fill(old, make_record(copy))
    put("甲.txt", "新的内容")
    assert fill(make_record(path)) == [Fate.ARCHIVED]
    assert archive.document(old.source.digest).paths == (copy,)
    put("丙.txt", "又是新的")
    fill(make_record(copy))
    left = archive.document(old.source.digest)
    assert left.paths == tuple(sorted([path, copy], key=os.fsencode))
    assert archive.original(left).read_text(encoding="utf-8") == "旧"
    assert archive.counts().documents == 3


def test_the_same_batch_twice_changes_nothing(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    records = [make_record(put(f"{n}.txt", f"内容{n % 3}")) for n in range(6)]
    fill(*records)
    before = list(archive.dump())
    assert set(fill(*reversed(records))) == {Fate.UNCHANGED}
    assert list(archive.dump()) == before


def test_the_dump_is_the_same_whatever_the_order_and_the_batches(
    tmp_path: Path, put: Put, make_record: MakeRecord
) -> None:
    paths = [put(f"{n}.txt", f"内容{n % 7}") for n in range(20)]
    records = [make_record(path) for path in paths]
    dumps = []
    for name, order, size in (("a", records, 20), ("b", records[::-1], 3)):
        with Archive.create_or_open(tmp_path / name, write=True) as archive:
            run = archive.begin_run("ingest", "d" * 64, "2026.1")
            for first in range(0, len(order), size):
                batch = order[first : first + size]
                for record in batch:
                    archive.keep(record.source)
                archive.commit([Arrival(record, 1, 1) for record in batch], run)
            dumps.append(list(archive.dump()))
    assert dumps[0] == dumps[1]
    assert len(dumps[0]) == 27


@pytest.mark.skipif(os.name == "nt", reason="Windows moves no folder in use")
def test_an_archive_that_was_taken_away_is_said_to_be_gone(
    archive: Archive, run: Run, put: Put, make_record: MakeRecord
) -> None:
    record = make_record(put("甲.txt", "甲"))
    archive.root.rename(archive.root.with_name("拔走"))

    with pytest.raises(ArchiveError, match="不见了"):
        archive.commit([Arrival(record, 1, 1)], run)


def test_a_batch_that_fails_half_way_leaves_nothing(
    archive: Archive, run: Run, put: Put, make_record: MakeRecord
) -> None:
    good, lost = make_record(put("甲.txt", "甲")), make_record(put("乙.txt", "乙"))
    archive.keep(good.source)
    with pytest.raises(RuntimeError, match="was not kept"):
        archive.commit([Arrival(good, 1, 1), Arrival(lost, 1, 1)], run)
    assert archive.counts().paths == 0
    assert list(archive.verify()) == []


def test_failures_are_listed_by_path_and_by_reason(
    archive: Archive, fill: Fill, put: Put
) -> None:
    made = [
        Failure(put(f"{n:03}.pdf", "x"), code, "")
        for n in range(600)
        for code in [list(FailureCode)[n % 2]]
    ]
    fill(*reversed(made))
    assert list(archive.failures()) == made
    assert list(archive.failures(FailureCode.CORRUPT)) == made[1::2]
    archive.forget_failures([failure.path for failure in made[:598]])
    assert list(archive.failures()) == made[598:]


def test_forgetting_failures_leaves_documents_alone(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    path = put("甲.txt", "甲")
    fill(make_record(path))
    archive.forget_failures([path])
    assert archive.counts().paths == 1


@pytest.mark.skipif(sys.platform != "linux", reason="names of bytes")
@pytest.mark.parametrize(
    "name",
    [
        b"\xd6\xd0\xb9\xfa.txt",
        b"two\nlines.txt",
        b"-rf",
        "\u202e会议.txt".encode(),
        b"\x1b[2J",
    ],
)
def test_any_file_name_survives(
    name: bytes, tmp_path: Path, archive: Archive, fill: Fill, make_record: MakeRecord
) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.write_text(f"内容{name!r}", encoding="utf-8")
    fill(make_record(path))
    assert seen(archive, path) is Fate.UNCHANGED
    (document,) = archive.documents()
    assert document.paths == (path,)
    assert all(line.isprintable() for line in archive.dump())


def test_lone_surrogates_and_nul_in_a_text_do_no_harm(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    plain = make_record(put("甲.txt", "甲"))
    odd = Extract("村\ud800务\x00公开", plain.extract.blocks, notes=("\udcff",))
    fill(dataclasses.replace(plain, extract=odd))
    (kept,) = archive.kept()
    assert kept.record.extract.text == "村\ufffd务\x00公开"
    assert list(archive.verify()) == []


def test_a_time_beyond_what_a_database_can_keep_is_recognised_again(
    archive: Archive, run: Run, put: Put
) -> None:
    path = put("甲.txt", "甲")
    failure = Failure(path, FailureCode.CORRUPT, "")
    archive.commit([Arrival(failure, 1, 15_032_385_535 * 10**9)], run)
    sighting = archive.known([os.fsencode(path)])[os.fsencode(path)]
    assert sighting.fate(1, 15_032_385_535 * 10**9) is Fate.FAILED
