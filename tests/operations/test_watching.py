"""What arrives in a folder is archived when it has come to rest, and the watch outlives what goes wrong."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gongkai.archive import Archive
from gongkai.errors import GongkaiError
from gongkai.model import Tally
from gongkai.operations import browsing, upkeep, watching
from gongkai.report.progress import Silent

Write = Callable[..., Path]
QUIET = 0.05


class Heard(Silent):
    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, sentence: str) -> None:
        self.said.append(sentence)


class Day:
    """A watch whose pauses are when things happen; it ends when all have."""

    def __init__(self, *happenings: Callable[[], object]) -> None:
        self._rest = list(happenings)
        self._idle = 0

    def sleep(self, seconds: float) -> None:
        time.sleep(QUIET * 1.2)
        self._idle += 1
        if self._idle % 3:  # looks enough to see that something has come to rest
            return
        if not self._rest:
            raise KeyboardInterrupt
        self._rest.pop(0)()


def watched(
    root: Path,
    folder: Path,
    *happenings: Callable[[], object],
    heard: Heard | None = None,
) -> list[Tally]:
    """What each round came to, while one thing after the other happened."""

    def rounds() -> Iterator[Tally]:
        arrivals = watching.watch(
            root, [folder], jobs=1, watch=heard or Heard(),
            quiet=QUIET, sleep=Day(*happenings).sleep,
        )  # fmt: skip
        try:
            yield from arrivals
        except KeyboardInterrupt:
            return

    return list(rounds())


def names(root: Path) -> list[str]:
    return sorted(path.name for one in browsing.documents(root) for path in one.paths)


def test_what_is_there_and_what_arrives_is_taken_once(
    root: Path, incoming: Path, write_minutes: Write
) -> None:
    write_minutes(incoming / "1.txt", 1)
    rounds = watched(
        root,
        incoming,
        lambda: write_minutes(incoming / "新来" / "2.txt", 2),
        lambda: None,
        lambda: write_minutes(incoming / "1.txt", 3),
    )
    assert [(tally.found, tally.archived) for tally in rounds] == [(1, 1)] * 3
    assert names(root) == ["1.txt", "1.txt", "2.txt"]
    assert upkeep.verify(root).damage == ()


def test_a_file_that_is_still_being_written_is_left_until_it_is_whole(
    root: Path, incoming: Path
) -> None:
    path = incoming / "记录.txt"
    written = 0

    def look_and_write(seconds: float) -> None:
        nonlocal written
        time.sleep(QUIET / 3)
        written += 1
        if written <= 12:
            with path.open("a", encoding="utf-8") as file:
                file.write(f"第{written}项：杏花村水渠维修，同意二十七票。\n")
        if written == 24:
            raise KeyboardInterrupt

    path.write_text("杏花村村民代表会议记录\n", encoding="utf-8")
    arrivals = watching.watch(
        root, [incoming], jobs=1, quiet=QUIET, sleep=look_and_write
    )
    with pytest.raises(KeyboardInterrupt):
        list(arrivals)
    (document,) = browsing.documents(root)
    with Archive.create_or_open(root, write=False) as archive:
        assert "第12项" in archive.texts([document.id])[document.id]


def test_files_that_will_be_renamed_are_left_until_they_are(
    root: Path, incoming: Path, write_minutes: Write
) -> None:
    part = write_minutes(incoming / "记录.txt.crdownload")
    write_minutes(incoming / "~$记录.txt", 2)
    rounds = watched(root, incoming, lambda: part.rename(incoming / "记录.txt"))
    assert [tally.found for tally in rounds] == [1]
    assert names(root) == ["记录.txt"]


def test_a_failed_file_is_not_tried_again_before_it_changes(
    root: Path, incoming: Path, write_docx: Write
) -> None:
    path = incoming / "公示.docx"
    path.write_bytes(b"PK\x03\x04 half of it")
    rounds = watched(root, incoming, lambda: None, lambda: write_docx(path))
    assert [(tally.failed, tally.archived) for tally in rounds] == [(1, 0), (0, 1)]
    assert list(browsing.failures(root)) == []


def test_what_arrives_waits_while_the_archive_cannot_be_written(
    root: Path, incoming: Path, write_minutes: Write
) -> None:
    root.write_text("in the way")
    write_minutes(incoming / "1.txt")
    heard = Heard()
    rounds = watched(root, incoming, root.unlink, lambda: None, heard=heard)
    assert any("不是文件夹" in sentence for sentence in heard.said)
    assert [tally.archived for tally in rounds] == [1]


def test_a_folder_that_goes_and_comes_back_is_said_once_and_is_no_failure(
    root: Path, incoming: Path, write_minutes: Write
) -> None:
    write_minutes(incoming / "1.txt")
    away = incoming.with_name("拔出")
    heard = Heard()

    def come_back() -> None:
        away.rename(incoming)
        write_minutes(incoming / "2.txt", 2)

    rounds = watched(
        root,
        incoming,
        lambda: incoming.rename(away),
        lambda: None,
        come_back,
        heard=heard,
    )
    assert [sentence for sentence in heard.said if "打不开" in sentence] == [
        f"文件夹 {incoming} 现在打不开，等它回来。"
    ]
    assert [tally.failed for tally in rounds] == [0] * len(rounds)
    assert names(root) == ["1.txt", "2.txt"]


def test_a_folder_that_is_none_is_refused(root: Path, tmp_path: Path) -> None:
    with pytest.raises(GongkaiError, match="无法监视"):
        next(watching.watch(root, [tmp_path / "没有"]))
    assert not root.exists()


def test_the_archive_itself_is_not_watched(
    root: Path, tmp_path: Path, write_minutes: Write
) -> None:
    write_minutes(tmp_path / "1.txt")
    rounds = watched(root, tmp_path, lambda: None, lambda: None)
    assert [tally.found for tally in rounds] == [1]


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_command_ends_politely_when_it_is_asked_to(
    way: signal.Signals, root: Path, incoming: Path, write_minutes: Write
) -> None:
    write_minutes(incoming / "1.txt")
    arguments = [
        "watch",
        str(incoming),
        "--archive",
        str(root),
        "--quiet",
        "0",
        "--json",
    ]
    with subprocess.Popen(
        [sys.executable, "-m", "gongkai", *arguments, "-j", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["archived"] == 1
        write_minutes(incoming / "2.txt", 2)
        assert json.loads(process.stdout.readline())["archived"] == 1
        began = time.monotonic()
        process.send_signal(way)
        _, told = process.communicate(timeout=30)
    assert time.monotonic() - began < 5
    assert process.returncode == 130
    assert "已中断" in told
    assert "Traceback" not in told
    shutil.rmtree(incoming)
    assert names(root) == ["1.txt", "2.txt"]
