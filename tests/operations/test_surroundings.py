"""Bad surroundings cost a sentence, never the archive; and we leave ours as we found them."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from gongkai.archive import Archive, runs
from gongkai.errors import ArchiveError, FailureCode
from gongkai.model import Failure
from gongkai.operations import browsing, filling, inspecting, searching, upkeep

Write = Callable[..., Path]
Dump = Callable[[Path], list[str]]

posix = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX system")
FILES = 60


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory, write_minutes: Write, write_docx: Write
) -> Path:
    """Files of several kinds, some of them the same, some damaged."""
    folder = tmp_path_factory.mktemp("surroundings") / "来件"
    for number in range(FILES):
        write_minutes(folder / f"{number % 4}" / f"{number}.txt", number % 50)
    write_docx(folder / "公示.docx")
    (folder / "坏.docx").write_bytes(b"PK\x03\x04 not a package")
    (folder / "空.pdf").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def whole(folder: Path, dump: Dump) -> list[str]:
    root = folder.parent / "whole"
    filling.ingest(root, [folder], jobs=2)
    return dump(root)


def start(
    *arguments: str | Path, shell: str = "", **environment: str
) -> subprocess.Popen[str]:
    """The program in a bare environment; `shell` is run before it."""
    program = [sys.executable, "-m", "gongkai", *map(str, arguments)]
    keep = {k: os.environ[k] for k in ("PATH", "PYTHONPATH") if k in os.environ}
    command = ["sh", "-c", f'{shell}\nexec "$@"', "sh", *program] if shell else program
    return subprocess.Popen(
        command,
        env=keep | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


# Surroundings ------------------------------------------------------------------


@posix
@pytest.mark.parametrize(
    ("shell", "environment"),
    [
        ("", {"LANG": "C", "LC_ALL": "C"}),
        ("", {"HOME": "/nonexistent"}),
        ("ulimit -n 64", {}),
        ("", {"TMPDIR": "/nonexistent"}),
        ('mkdir -p "$GONE/$LONG" && export TMPDIR="$GONE/$LONG"', {"LONG": "长" * 60}),
        ("exec 1>&-", {}),
        ("exec 2>&-", {}),
        ("exec 0<&- 1>&- 2>&-", {}),
        ("umask 0777", {}),
        ('mkdir "$GONE" && cd "$GONE" && rmdir "$GONE"', {}),
    ],
    ids=[
        "C locale", "no home", "few open files", "no place for temporary files",
        "a long path for temporary files",
        "stdout closed", "stderr closed", "all closed", "closed umask", "folder removed",
    ],
)  # fmt: skip
def test_odd_surroundings_make_the_same_archive_or_one_sentence(
    shell: str, environment: dict[str, str], root: Path, folder: Path,
    whole: list[str], dump: Dump, tmp_path: Path,
) -> None:  # fmt: skip
    gone = str(tmp_path / "gone")
    process = start(
        "ingest", folder, "--archive", root, "-j", "2",
        shell=shell, GONE=gone, **environment,
    )  # fmt: skip
    _, told = process.communicate(timeout=60)
    assert "Traceback" not in told
    if process.returncode == 1:
        assert told.strip().count("\n") <= 1
        filling.ingest(root, [folder], jobs=1)
    else:
        assert process.returncode == 3  # a damaged and an empty file
    assert dump(root) == whole
    assert upkeep.verify(root).damage == ()


# Order, and several at once -----------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 8])
@pytest.mark.parametrize("order", ["sorted", "reversed", "shuffled"])
def test_order_and_number_of_workers_make_no_difference(
    jobs: int, order: str, root: Path, folder: Path, whole: list[str], dump: Dump
) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if order == "reversed":
        files.reverse()
    if order == "shuffled":
        random.Random(6).shuffle(files)
    filling.ingest(root, files, jobs=jobs)
    assert dump(root) == whole


@posix
def test_of_four_at_once_one_is_killed_and_the_archive_is_the_same(
    root: Path, folder: Path, whole: list[str], dump: Dump
) -> None:
    parts = [folder, folder / "0", folder / "1", folder]
    several = [start("ingest", part, "--archive", root, "-j", "1") for part in parts]
    time.sleep(1.5)
    os.killpg(several[0].pid, signal.SIGKILL)
    told = [process.communicate(timeout=90)[1] for process in several]

    assert all("Traceback" not in error for error in told)
    assert all("locked" not in error for error in told)
    assert {process.returncode for process in several[1:]} <= {0, 1, 3}
    filling.ingest(root, [folder], jobs=2)
    assert dump(root) == whole
    assert upkeep.verify(root).damage == ()


def test_a_second_run_takes_a_fraction_of_the_time_and_changes_nothing(
    root: Path, folder: Path, whole: list[str], dump: Dump
) -> None:
    first = filling.ingest(root, [folder], jobs=1)
    second = filling.ingest(root, [folder], jobs=1)
    assert second.unchanged + second.failed == second.found == first.found
    assert second.seconds < max(0.1 * first.seconds, 0.1)
    assert dump(root) == whole


def test_a_file_that_ended_its_worker_is_left_until_it_is_retried(
    root: Path, incoming: Path, write_minutes: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gongkai import pipeline

    good, bad = write_minutes(incoming / "a.txt"), write_minutes(incoming / "b.txt", 2)
    read: list[Path] = []
    real = pipeline.run

    def run(paths: object, *arguments: object, **options: object) -> object:
        for path in paths:  # type: ignore[attr-defined]
            read.append(path)
            if path == bad:
                yield Failure(path, FailureCode.CRASHED, "its worker was ended")
            else:
                yield from real([path], *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "run", run)
    for _ in range(20):
        assert filling.ingest(root, [incoming], jobs=1).failed == 1
    assert sorted(read) == [good, bad]
    assert filling.retry(root, jobs=1).failed == 1
    assert read.count(bad) == 2


# Clocks ------------------------------------------------------------------------


def test_a_clock_that_goes_back_costs_no_hit_and_no_link(
    root: Path, incoming: Path, write_minutes: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        write_minutes(incoming / f"{number}.txt", number)
    filling.ingest(root, [incoming / "0.txt"], jobs=1)
    shutil.rmtree(root / "index")

    long_ago = datetime(1970, 1, 2, tzinfo=UTC)
    monkeypatch.setattr("gongkai.index.generations.time.time", long_ago.timestamp)
    monkeypatch.setattr(runs, "now", lambda: long_ago.isoformat())
    tally = filling.ingest(root, [incoming], jobs=1)

    assert tally.seconds >= 0
    assert searching.search(root, "水渠").total == 3
    verified = upkeep.verify(root)
    assert (verified.pending, verified.damage) == (0, ())


@posix
def test_the_time_zone_makes_no_difference(
    folder: Path, whole: list[str], dump: Dump, tmp_path: Path
) -> None:
    for zone in ("Asia/Shanghai", "Etc/GMT+12"):
        root = tmp_path / zone
        process = start("ingest", folder, "--archive", root, TZ=zone)
        process.communicate(timeout=60)
        assert process.returncode == 3
        assert dump(root) == whole
        with Archive.create_or_open(root, write=False) as archive:
            moments = [datetime.fromisoformat(entry.at) for entry in archive.log()]
        assert abs(moments[-1] - datetime.now(UTC)) < timedelta(minutes=5)


# What we leave behind ------------------------------------------------------------


def fingerprint(folder: Path) -> dict[str, tuple[object, ...]]:
    """Everything that can be told of what is in a folder, but when it was read."""
    found: dict[str, tuple[object, ...]] = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        held = path.read_bytes() if path.is_file() else b""
        names: list[str] = []
        if hasattr(os, "listxattr"):
            with suppress(OSError):
                names = os.listxattr(path)
        found[str(path)] = (
            held, status.st_mode, status.st_mtime_ns, status.st_ino, status.st_nlink, names,
        )  # fmt: skip
    return found


def test_what_we_read_is_left_as_it_was(root: Path, folder: Path) -> None:
    before = fingerprint(folder)
    list(inspecting.inspect([folder], jobs=1))
    filling.ingest(root, [folder], jobs=2)
    filling.retry(root, jobs=1)
    upkeep.verify(root)
    assert fingerprint(folder) == before


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder with a path that leaves room for the name of a socket."""
    with tempfile.TemporaryDirectory(prefix="g", dir="/tmp") as name:
        yield Path(name)


@posix
def test_nothing_is_left_on_the_machine_also_after_a_kill(
    root: Path, folder: Path, short: Path
) -> None:
    places = {}
    for name in (
        "HOME",
        "TMPDIR",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "XDG_RUNTIME_DIR",
    ):
        place = short / name
        place.mkdir()
        places[name] = str(place)
    killed = start("ingest", folder, "--archive", root, "-j", "2", **places)
    deadline = time.monotonic() + 30
    while not list((root / "originals").glob("*/*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    killed.kill()
    killed.communicate()
    again = start("ingest", folder, "--archive", root, "-j", "2", "--json", **places)
    out, told = again.communicate(timeout=60)
    assert again.returncode == 3, told
    assert json.loads(out)["found"] == FILES + 3
    some = next(browsing.documents(root)).id
    for asked in (
        ["search", "闸门维修水泵"],
        ["search", "--like", some],
        ["doctor"],
        ["verify"],
    ):
        process = start(*asked, "--archive", root, **places)
        _, told = process.communicate(timeout=60)
        assert process.returncode in (0, 1), told

    assert [list(Path(place).iterdir()) for place in places.values()] == [[]] * 5
    assert not list((root / "staging").iterdir())
    time.sleep(0.5)
    assert alive_in({killed.pid, again.pid}) == []


def alive_in(sessions: set[int]) -> list[psutil.Process]:
    """The processes of these sessions that have not ended."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError):
            if os.getsid(process.pid) in sessions:
                found.append(process)
    return [one for one in found if one.status() != psutil.STATUS_ZOMBIE]


def test_an_archive_that_is_a_file_is_one_sentence(root: Path, folder: Path) -> None:
    root.write_text("")
    with pytest.raises(ArchiveError, match="不是文件夹"):
        filling.ingest(root, [folder])
