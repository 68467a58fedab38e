"""Originals: whole or not there, and never another file's bytes."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.archive import Archive, Fate
from gongkai.errors import ChangedError, UnreadableError
from gongkai.model import Record

MakeRecord = Callable[..., Record]
Put = Callable[..., Path]
Fill = Callable[..., list[Fate]]


def test_an_original_stands_under_its_digest_and_is_read_only(
    root: Path, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    record = make_record(put("甲.txt", "甲"))
    fill(record)
    digest = record.source.digest
    original = root / "originals" / digest[:2] / digest
    assert original.read_bytes() == "甲".encode()
    assert not original.stat().st_mode & stat.S_IWUSR
    assert list((root / "staging").iterdir()) == []


def test_a_file_that_changed_since_it_was_read_is_not_kept(
    root: Path, archive: Archive, put: Put, make_record: MakeRecord
) -> None:
    record = make_record(put("甲.txt", "甲"))
    put("甲.txt", "乙")
    with pytest.raises(ChangedError):
        archive.keep(record.source)
    assert list((root / "staging").iterdir()) == []


def test_a_file_that_is_gone_is_unreadable(
    archive: Archive, put: Put, make_record: MakeRecord
) -> None:
    record = make_record(put("甲.txt", "甲"))
    record.source.path.unlink()
    with pytest.raises(UnreadableError):
        archive.keep(record.source)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_in_place_of_the_file_does_not_hang_us(
    archive: Archive, put: Put, make_record: MakeRecord
) -> None:
    record = make_record(put("甲.txt", "甲"))
    record.source.path.unlink()
    os.mkfifo(record.source.path)
    with pytest.raises(ChangedError):
        archive.keep(record.source)


def test_the_source_is_left_as_it_was(
    fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    path = put("甲.txt", "甲")
    before = path.stat()
    fill(make_record(path))
    after = path.stat()
    assert path.read_text(encoding="utf-8") == "甲"
    assert (after.st_mode, after.st_mtime_ns) == (before.st_mode, before.st_mtime_ns)


def test_a_truncated_original_is_made_whole_when_the_file_is_seen_again(
    root: Path, archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    record = make_record(put("甲.txt", "甲乙丙"))
    fill(record)
    original = archive.original(archive.document(record.source.digest))
    original.chmod(0o644)
    original.write_bytes(b"")
    fill(record)
    assert list(archive.verify()) == []


def test_what_an_interrupted_run_left_in_staging_is_cleared_away(
    root: Path, put: Put, make_record: MakeRecord
) -> None:
    with Archive.create_or_open(root, write=True) as archive:
        archive.keep(make_record(put("甲.txt", "甲")).source)
        assert len(list((root / "staging").iterdir())) == 1
    with Archive.create_or_open(root, write=True):
        assert list((root / "staging").iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_file_stays_open(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    fill(make_record(put("甲.txt", "甲")))
    before = len(list(Path("/proc/self/fd").iterdir()))
    for n in range(20):
        fill(make_record(put(f"{n}.txt", f"内容{n}")))
    assert len(list(Path("/proc/self/fd").iterdir())) == before
