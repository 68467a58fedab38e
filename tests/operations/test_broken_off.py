"""A run that is broken off anywhere loses nothing, says what was done, and is taken up again."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from gongkai.archive import Archive
from gongkai.errors import ArchiveError
from gongkai.interruption import undisturbed
from gongkai.operations import browsing, filling, searching, upkeep

Write = Callable[..., Path]
Dump = Callable[[Path], list[str]]

FILES = 300
PARTS = ("archived", "unchanged", "duplicate", "not_a_document", "failed")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, write_minutes: Write) -> Path:
    """A folder of more files than are committed together, some of them in bundles."""
    folder = tmp_path_factory.mktemp("many") / "来件"
    for number in range(FILES):
        write_minutes(folder / f"{number % 7}" / f"{number:03}.txt", number)
    shutil.make_archive(str(folder / "4" / "内"), "gztar", folder / "5")
    shutil.rmtree(folder / "5")
    shutil.make_archive(str(folder / "4"), "zip", folder / "4")
    shutil.rmtree(folder / "4")
    for number in range(0, FILES, 50):
        (folder / f"空{number}.docx").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def whole(many: Path, dump: Dump) -> list[str]:
    """What the catalogue says after a run that nothing disturbed."""
    root = many.parent / "whole"
    filling.ingest(root, [many], jobs=2)
    return dump(root)


def start(root: Path, folder: Path, largest: int = 0) -> subprocess.Popen[str]:
    """An ingest of its own, in small batches, so that a signal finds some committed.

    `largest`: bytes that a file may have at most, as on a disk that is full.
    """
    code = (
        "import sys\n"
        "from gongkai.operations import filling\n"
        f"largest = {largest}\n"
        "if largest:\n"
        "    import resource\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))\n"
        "filling.BATCH = 20\n"
        "from gongkai.cli import main\n"
        "print('ready', file=sys.stderr, flush=True)\n"
        "main(sys.argv[1:])"
    )
    arguments = ["ingest", str(folder), "--archive", str(root), "--json", "--jobs", "2"]
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,  # its workers hear what it hears, as in a terminal
    )


def wait_for(root: Path, documents: int) -> None:
    """Until so many documents are committed."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if (root / "catalogue.db").exists():
            with (
                suppress(ArchiveError),  # it is still being made
                Archive.create_or_open(root, write=False) as archive,
            ):
                if archive.counts().documents >= documents:
                    return
        time.sleep(0.02)
    raise AssertionError("it never came so far")


@pytest.mark.parametrize(
    ("documents", "way"),
    [(0, "SIGINT"), (40, "SIGINT"), (40, "SIGTERM"), (40, "SIGHUP")],
)
def test_being_asked_to_end_keeps_what_is_complete_and_prints_the_balance(
    root: Path, many: Path, whole: list[str], dump: Dump, documents: int, way: str
) -> None:
    process = start(root, many)
    wait_for(root, documents)
    began = time.monotonic()
    os.killpg(process.pid, getattr(signal, way))
    out, told = process.communicate(timeout=60)

    assert time.monotonic() - began < 5
    assert process.returncode == 130
    assert "已中断" in told
    assert "Traceback" not in told
    tally = json.loads(out.splitlines()[-1])
    assert tally["found"] == sum(tally[part] for part in PARTS)
    with Archive.create_or_open(root, write=False) as archive:
        assert archive.counts().documents == tally["archived"] >= documents
    assert upkeep.verify(root).damage == ()

    again = filling.ingest(root, [many], jobs=2)
    assert again.unchanged == tally["archived"]
    assert dump(root) == whole


def test_killed_at_any_moment_the_next_run_completes_the_archive(
    root: Path, many: Path, whole: list[str], dump: Dump
) -> None:
    chance = random.Random(20240521)
    for documents in (1, 100, 180):
        process = start(root, many)
        wait_for(root, documents)
        time.sleep(chance.uniform(0, 0.2))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert upkeep.verify(root).damage == ()

    filling.ingest(root, [many], jobs=2)

    assert dump(root) == whole
    verified = upkeep.verify(root)
    assert (verified.damage, verified.pending) == ((), 0)
    assert searching.search(root, "杏花村村民代表会议").total == FILES


MOMENTS = int(os.environ.get("GONGKAI_MOMENTS", "9"))


def test_being_asked_to_end_at_any_moment_ends_it_at_once(
    root: Path, many: Path, whole: list[str], dump: Dump
) -> None:
    """One after the other on the same archive; `GONGKAI_MOMENTS=50` before a release."""
    chance = random.Random(20240522)
    begin = time.monotonic()
    start(root, many).communicate()
    seconds = time.monotonic() - begin
    shutil.rmtree(root)
    for number in range(MOMENTS):
        process = start(root, many)
        assert process.stderr is not None
        assert process.stderr.readline() == "ready\n"
        time.sleep(0.01 + chance.uniform(0, 0.7) * seconds / (1 + number % 3))
        asked = time.monotonic()
        os.killpg(
            process.pid, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)[number % 3]
        )
        out, told = process.communicate(timeout=60)
        assert time.monotonic() - asked < 5
        assert process.returncode in (130, 3)  # it may have been done
        assert "Traceback" not in told
        assert "Exception" not in told
        assert not in_session(process.pid)
        if out:
            tally = json.loads(out.splitlines()[-1])
            assert tally["found"] == sum(tally[part] for part in PARTS)
        if number % 10 == 9:
            shutil.rmtree(root)
    filling.ingest(root, [many], jobs=2)
    assert dump(root) == whole
    assert upkeep.verify(root).damage == ()


def in_session(number: int) -> list[psutil.Process]:
    """The processes of a session that are alive a moment later."""
    for _ in range(100):
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error, ProcessLookupError):
                if os.getsid(process.pid) == number and process.status() != "zombie":
                    found.append(process)
        if not found:
            break
        time.sleep(0.02)
    return found


def test_nobody_reading_on_costs_the_result_and_nothing_else(
    root: Path, many: Path, whole: list[str], dump: Dump
) -> None:
    process = start(root, many)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    told = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 1
    assert "Traceback" not in told
    assert "Exception" not in told
    assert dump(root) == whole


KILLS = int(os.environ.get("GONGKAI_KILLS", "20"))


def test_killed_at_random_points_over_and_over(
    tmp_path: Path, many: Path, dump: Dump
) -> None:
    """From an empty folder each few kills; `GONGKAI_KILLS=200` is what is run before a release."""
    some = tmp_path / "来件"
    shutil.copytree(many / "0", some / "0")
    shutil.copy(many / "4.zip", some)
    chance = random.Random(20240521)
    begin = time.monotonic()
    start(tmp_path / "undisturbed", some).communicate()
    seconds = time.monotonic() - begin
    whole = dump(tmp_path / "undisturbed")
    root = tmp_path / "0"
    for number in range(1, KILLS + 1):
        process = start(root, some)
        time.sleep(chance.uniform(0.3, 0.9) * seconds)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if (root / "catalogue.db").exists():
            with suppress(ArchiveError):  # killed while it was being made
                assert upkeep.verify(root).damage == ()
        if number % 4 == 0 or number == KILLS:
            filling.ingest(root, [some], jobs=2)
            assert dump(root) == whole
            assert upkeep.verify(root).damage == ()
            assert list((root / "staging").iterdir()) == []
            root = tmp_path / str(number)


def test_readers_read_while_a_run_goes_on(root: Path, many: Path) -> None:
    process = start(root, many)
    wait_for(root, 20)
    counts = []
    while process.poll() is None:
        counts.append(sum(1 for _ in browsing.documents(root)))
        answer = searching.search(root, "村民代表会议", limit=3)
        assert answer.total <= FILES
        assert all("<mark>" in hit.snippet for hit in answer.hits)
    process.communicate()

    assert counts == sorted(counts)
    assert process.returncode == 3  # some files are empty


def test_two_runs_at_once_do_the_work_of_one(
    root: Path, many: Path, whole: list[str], dump: Dump
) -> None:
    runs = [start(root, many) for _ in range(2)]
    told = [process.communicate(timeout=120) for process in runs]

    assert all("Traceback" not in error for _, error in told)
    assert {process.returncode for process in runs} <= {1, 3}
    tallies = [json.loads(out) for out, _ in told if out]
    assert sum(tally["archived"] for tally in tallies) == FILES
    if len(tallies) < 2:
        assert any("另一个进程正在写入" in error for _, error in told)
    assert dump(root) == whole


def test_a_full_disk_is_one_sentence_and_what_is_archived_is_whole(
    root: Path, many: Path, whole: list[str], dump: Dump
) -> None:
    process = start(root, many, largest=600_000)
    out, told = process.communicate(timeout=120)

    assert process.returncode == 1
    assert "Traceback" not in told
    assert str(root) in told.splitlines()[-1]
    with Archive.create_or_open(root, write=False) as archive:
        documents = archive.counts().documents
    assert 0 < documents < FILES
    assert json.loads(out)["archived"] == documents
    assert upkeep.verify(root).damage == ()

    filling.ingest(root, [many], jobs=2)
    assert dump(root) == whole


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX")
def test_a_read_only_archive_is_one_sentence(root: Path, many: Path) -> None:
    filling.ingest(root, [many / "0"], jobs=1)
    before = sorted(root.rglob("*"))
    for folder in [path for path in before if path.is_dir()] + [root]:
        folder.chmod(0o555)
    try:
        if os.access(root, os.W_OK):
            pytest.skip("this user may write everywhere")
        process = start(root, many)
        _, told = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "不能写入" in told
        assert "Traceback" not in told
        assert sorted(root.rglob("*")) == before
        assert upkeep.verify(root).damage == ()
    finally:
        for folder in [root, *(path for path in before if path.is_dir())]:
            folder.chmod(0o755)


def test_an_archive_that_vanishes_is_one_sentence(
    root: Path, tmp_path: Path, many: Path, whole: list[str], dump: Dump
) -> None:
    """As when a disk is pulled out; what was written until then is whole."""
    process = start(root, many)
    wait_for(root, 20)
    root.rename(tmp_path / "拔走")
    out, told = process.communicate(timeout=60)

    assert process.returncode == 1, told
    assert "Traceback" not in told
    tally = json.loads(out)
    assert tally["found"] == sum(tally[part] for part in PARTS)
    shutil.rmtree(root, ignore_errors=True)
    (tmp_path / "拔走").rename(root)
    assert upkeep.verify(root).damage == ()
    filling.ingest(root, [many], jobs=2)
    assert dump(root) == whole


@pytest.mark.skipif(sys.platform != "linux", reason="mounts of Linux")
def test_a_disk_that_fills_up_in_earnest(
    tmp_path: Path, many: Path, whole: list[str], dump: Dump
) -> None:
    disk = tmp_path / "盘"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting takes root")
    try:
        process = start(disk / "归档", many)
        _, told = process.communicate(timeout=120)
        assert process.returncode == 1, told
        assert "Traceback" not in told
        assert "磁盘已满" in told or "索引写不进去" in told
        assert upkeep.verify(disk / "归档").damage == ()

        subprocess.run(["mount", "-o", "remount,size=60m", str(disk)], check=True)
        filling.ingest(disk / "归档", [many], jobs=2)
        assert dump(disk / "归档") == whole
        assert upkeep.verify(disk / "归档").damage == ()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_ctrl_c_waits_for_a_step_that_must_not_be_torn() -> None:
    done = []

    def step() -> None:
        with undisturbed():
            signal.raise_signal(signal.SIGINT)
            done.append("step")

    with pytest.raises(KeyboardInterrupt):
        step()
    assert done == ["step"]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
