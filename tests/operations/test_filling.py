"""Every file has one fate, the tally balances, and nothing is done twice."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.archive import Archive
from gongkai.errors import ArchiveBusyError, ArchiveError, FailureCode, RuleError
from gongkai.model import Tally
from gongkai.operations import browsing, filling
from gongkai.report.progress import Silent

Write = Callable[..., Path]
Dump = Callable[[Path], list[str]]

posix = pytest.mark.skipif(sys.platform == "win32", reason="names and pipes of POSIX")


def fates(tally: Tally) -> tuple[int, int, int, int, int]:
    return (
        tally.archived,
        tally.unchanged,
        tally.duplicate,
        tally.not_a_document,
        tally.failed,
    )


def codes(root: Path) -> dict[str, FailureCode]:
    return {failure.path.name: failure.code for failure in browsing.failures(root)}


def make_mixed(folder: Path, write_minutes: Write, write_docx: Write) -> int:
    """A folder with something of every kind; the number of files in it."""
    write_docx(folder / "公示.docx")
    write_minutes(folder / "记录" / "一.txt", 1)
    write_minutes(folder / "记录" / "二.txt", 2)
    shutil.copy(folder / "公示.docx", folder / "公示（副本）.docx")
    (folder / "空.txt").write_bytes(b"")
    (folder / "坏.docx").write_bytes((folder / "公示.docx").read_bytes()[:500])
    (folder / "伪.docx").write_bytes(b"%PDF-1.7\nnot a document\n")
    (folder / "片.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(200))
    return 8


def test_the_tally_of_a_mixed_folder_balances(
    root: Path, incoming: Path, write_minutes: Write, write_docx: Write
) -> None:
    count = make_mixed(incoming, write_minutes, write_docx)

    tally = filling.ingest(root, [incoming], jobs=2)

    assert tally.found == count
    assert fates(tally) == (3, 0, 1, 1, 3)
    assert codes(root)["空.txt"] is FailureCode.EMPTY
    assert codes(root)["坏.docx"] is FailureCode.TRUNCATED
    assert FailureCode.INTERNAL_ERROR not in codes(root).values()
    (notice,) = (d for d in browsing.documents(root) if len(d.paths) == 2)
    assert {path.name for path in notice.paths} == {"公示.docx", "公示（副本）.docx"}


def test_one_worker_makes_the_same_archive_as_two(
    tmp_path: Path, incoming: Path, write_minutes: Write, write_docx: Write, dump: Dump
) -> None:
    make_mixed(incoming, write_minutes, write_docx)
    one, two = tmp_path / "one", tmp_path / "two"

    first = filling.ingest(one, [incoming], jobs=1)
    second = filling.ingest(two, [incoming], jobs=2)

    assert fates(first) == fates(second)
    assert dump(one) == dump(two)


def test_what_has_not_changed_is_not_read_again(
    root: Path, incoming: Path, write_minutes: Write, write_docx: Write
) -> None:
    make_mixed(incoming, write_minutes, write_docx)
    filling.ingest(root, [incoming], jobs=1)
    changed = write_minutes(incoming / "记录" / "一.txt", 30)
    os.utime(changed, ns=(1, 1))
    write_minutes(incoming / "记录" / "三.txt", 3)
    shutil.copy(incoming / "公示.docx", incoming / "公示（三）.docx")

    tally = filling.ingest(root, [incoming], jobs=1)

    assert fates(tally) == (2, 4, 1, 0, 3)
    assert tally.found == 10


def test_paths_are_kept_whole_wherever_the_run_was_started(
    root: Path, incoming: Path, write_minutes: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_minutes(incoming / "一.txt")
    monkeypatch.chdir(incoming)

    filling.ingest(root, [Path("../来件/一.txt")], jobs=1)
    tally = filling.ingest(root, [incoming], jobs=1)

    assert tally.unchanged == tally.found == 1
    (document,) = browsing.documents(root)
    assert document.paths == (path,)


def test_an_archive_inside_the_folder_is_not_ingested(
    incoming: Path, write_minutes: Write
) -> None:
    write_minutes(incoming / "一.txt")
    root = incoming / "gongkai-archive"

    filling.ingest(root, [incoming], jobs=1)

    assert filling.ingest(root, [incoming], jobs=1).found == 1


def test_paths_that_are_not_there_fail_and_the_run_goes_on(
    root: Path, incoming: Path, write_minutes: Write
) -> None:
    path = write_minutes(incoming / "一.txt")

    tally = filling.ingest(root, [incoming / "没有.docx", path], jobs=1)

    assert fates(tally) == (1, 0, 0, 0, 1)
    assert codes(root) == {"没有.docx": FailureCode.UNREADABLE}


@posix
@pytest.mark.parametrize(
    "name",
    [
        "会议记录 终稿.txt".encode(),
        b"new\nline.txt",
        b"-rf.txt",
        b"\xb9\xab\xca\xbe.txt",
    ],
    ids=["chinese", "newline", "dash", "undecodable"],
)
def test_odd_names_are_archived_like_any_other(
    root: Path, incoming: Path, write_minutes: Write, name: bytes
) -> None:
    path = incoming / os.fsdecode(name)
    try:
        write_minutes(path)
    except OSError:
        pytest.skip("this file system refuses the name")

    tally = filling.ingest(root, [incoming], jobs=1)

    assert fates(tally) == (1, 0, 0, 0, 0)
    (document,) = browsing.documents(root)
    assert document.paths == (path,)


@posix
def test_what_is_no_regular_file_is_one_failure_each(
    root: Path, incoming: Path, write_minutes: Write
) -> None:
    path = write_minutes(incoming / "一.txt")
    (incoming / "链接.txt").symlink_to(path)
    os.mkfifo(incoming / "管道.txt")

    tally = filling.ingest(root, [incoming], jobs=1)

    assert fates(tally) == (1, 0, 0, 0, 2)
    assert set(codes(root).values()) == {FailureCode.NOT_REGULAR_FILE}
    assert fates(filling.retry(root, jobs=1)) == (0, 0, 0, 0, 2)
    assert len(codes(root)) == 2


def test_retry_tries_only_what_failed_for_the_reason(
    root: Path, incoming: Path, write_minutes: Write, write_docx: Write
) -> None:
    make_mixed(incoming, write_minutes, write_docx)
    filling.ingest(root, [incoming], jobs=1)
    write_docx(incoming / "坏.docx", "杏花村公告\n今天停水。\n")
    write_minutes(incoming / "空.txt", 9)

    tally = filling.retry(root, FailureCode.TRUNCATED, jobs=1)

    assert fates(tally) == (1, 0, 0, 0, 1)
    assert set(codes(root)) == {"空.txt", "伪.docx"}
    assert fates(filling.retry(root, jobs=1)) == (1, 0, 0, 0, 1)


def test_a_failure_whose_file_is_gone_is_forgotten(root: Path, incoming: Path) -> None:
    (incoming / "空.txt").write_bytes(b"")
    filling.ingest(root, [incoming], jobs=1)
    (incoming / "空.txt").unlink()

    assert filling.retry(root, jobs=1).found == 0
    assert codes(root) == {}


def test_a_document_that_changes_under_our_hands_is_a_failure(
    root: Path, incoming: Path, write_minutes: Write
) -> None:
    """The original that is kept must be the one that was judged."""
    path = write_minutes(incoming / "一.txt", 1)

    class Meddler(Silent):
        def expect(self, count: Callable[[], int]) -> None:
            self.thread = threading.Thread(target=self.meddle)
            self.thread.start()

        def meddle(self) -> None:
            for number in range(2, 4000):
                write_minutes(path, number)

    watch = Meddler()
    tally = filling.ingest(root, [incoming], jobs=1, watch=watch)
    watch.thread.join()

    assert tally.found == 1
    with Archive.create_or_open(root, write=False) as archive:
        assert list(archive.verify()) == []


def test_a_second_writer_is_told_to_wait(
    root: Path, incoming: Path, write_minutes: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_minutes(incoming / "一.txt")
    heard: list[str] = []

    class Listener(Silent):
        def say(self, sentence: str) -> None:
            heard.append(sentence)

    first = Archive.create_or_open(root, write=True)
    closing = threading.Timer(0.5, first.close)
    closing.start()
    tally = filling.ingest(root, [incoming], jobs=1, watch=Listener())
    closing.join()

    assert tally.archived == 1
    assert heard == ["另一个进程正在写入，等待中…"]


def test_a_writer_that_never_ends_is_not_waited_for(root: Path, incoming: Path) -> None:
    with Archive.create_or_open(root, write=True), pytest.raises(ArchiveBusyError):
        Archive.create_or_open(root, write=True, patience=0)


def test_an_archive_of_a_newer_version_is_refused(archive: Path) -> None:
    with Archive.create_or_open(archive, write=True) as opened:
        opened.set_setting("version", "99")

    with pytest.raises(ArchiveError, match="更新的版本"):
        filling.ingest(archive, [archive.parent])
    with pytest.raises(ArchiveError, match="更新的版本"):
        filling.retry(archive)


def test_bad_rules_are_refused_before_anything_is_done(
    root: Path, incoming: Path, overlay: Path
) -> None:
    (overlay / "bad.yaml").write_text("elements:\n  - nonsense: 1\n", encoding="utf-8")

    with pytest.raises(RuleError, match=r"bad\.yaml:2"):
        filling.ingest(root, [incoming], overlay)
    assert not root.exists()


def test_rules_of_the_users_own_are_used(
    root: Path, incoming: Path, write_docx: Write, overlay: Path
) -> None:
    write_docx(incoming / "公示.docx")
    filling.ingest(root, [incoming], overlay, jobs=1)

    assert "N_PHONE" not in {item.finding.rule for item in browsing.findings(root)}
