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
    """The program in a bare environment; `shell` is run before it, and may `set` what it is run by."""
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


POWERLESS = (
    'set -- setpriv --bounding-set -dac_override,-dac_read_search,-chown,-fowner "$@"'
)
linux = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("setpriv"), reason="needs Linux"
)


@linux
@pytest.mark.parametrize("mode", [0o700, 0o555])
def test_an_archive_of_another_user_is_one_sentence(
    mode: int, root: Path, folder: Path, whole: list[str], dump: Dump
) -> None:
    filling.ingest(root, [folder], jobs=1)
    if os.geteuid():
        pytest.skip("giving files away takes root")
    for path in (root, *root.rglob("*")):
        os.chown(path, 65_534, 65_534)
        path.chmod(mode & (0o777 if path.is_dir() else 0o444))
    process = start("ingest", folder, "--archive", root, shell=POWERLESS)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" not in told
    assert (
        told.strip()
        == {
            0o700: f"归档目录 {root} 打不开（没有权限）。",
            0o555: f"归档目录 {root} 不能写入（只读，或没有权限）。",
        }[mode]
    )
    for path in (root, *root.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert dump(root) == whole


@linux
@pytest.mark.parametrize("size", ["size=4k", "size=1m,nr_inodes=1"])
def test_a_full_folder_for_temporary_files_is_one_sentence_or_no_matter(
    size: str, root: Path, folder: Path, whole: list[str], dump: Dump, tmp_path: Path
) -> None:
    full = tmp_path / "full"
    full.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(full)]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting takes root")
    try:
        with suppress(OSError):
            (full / "fill").write_bytes(bytes(1 << 20))
        process = start("ingest", folder, "--archive", root, TMPDIR=str(full))
        _, told = process.communicate(timeout=60)
    finally:
        subprocess.run(["umount", str(full)], check=True)
    assert "Traceback" not in told
    if process.returncode == 1:
        assert len(told.splitlines()) == 1
        filling.ingest(root, [folder], jobs=1)
    assert dump(root) == whole


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


ROUNDS = int(os.environ.get("GONGKAI_ROUNDS", "2"))  # 20 before a release


@posix
@pytest.mark.parametrize("number", range(ROUNDS))
def test_of_four_at_once_one_is_killed_and_the_archive_is_the_same(
    number: int, root: Path, folder: Path, whole: list[str], dump: Dump
) -> None:
    chance = random.Random(number)
    parts = [folder, folder / "0", folder / "1", folder]
    several = [start("ingest", part, "--archive", root, "-j", "1") for part in parts]
    time.sleep(chance.uniform(0.5, 3))
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


CLOCK = """
import datetime, os, time

real, real_ns, begin = time.time, time.time_ns, time.monotonic()
shift = float(os.environ["CLOCK"]) - real()
back = float(os.environ.get("BACK", 0))  # seconds that it falls back by, after one second


def wrong():
    return shift - (back if time.monotonic() > begin + 1 else 0)


class Kind(type):
    def __instancecheck__(self, value):
        return isinstance(value, self.__mro__[1])


class Date(datetime.date, metaclass=Kind):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(time.time())


class DateTime(datetime.datetime, metaclass=Kind):
    @classmethod
    def now(cls, zone=None):
        return cls.fromtimestamp(time.time(), zone)


time.time = lambda: real() + wrong()
time.time_ns = lambda: real_ns() + int(wrong() * 1e9)
for made in (Date, DateTime):
    made.__name__ = made.__qualname__ = made.__name__.lower()
    made.__module__ = "datetime"
datetime.date, datetime.datetime = Date, DateTime
"""

MOMENTS = {
    "1970": datetime(1970, 1, 1, tzinfo=UTC),
    "1999": datetime(1999, 12, 31, 23, 59, 58, tzinfo=UTC),
    "2038": datetime(2038, 1, 19, 3, 14, 6, tzinfo=UTC),
    "2100": datetime(2100, 2, 28, 23, 59, 58, tzinfo=UTC),
}


@posix
@pytest.mark.parametrize(
    ("moment", "back"), [("1970", 86_400), ("1999", 0), ("2038", 86_400), ("2100", 0)]
)
def test_a_clock_that_is_wrong_or_falls_back_makes_no_difference(
    moment: str, back: int, root: Path, folder: Path, whole: list[str], dump: Dump,
    tmp_path: Path,
) -> None:  # fmt: skip
    (tmp_path / "sitecustomize.py").write_text(CLOCK, encoding="utf-8")
    clock = {
        "PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}",
        "CLOCK": str(MOMENTS[moment].timestamp()),
        "BACK": str(back),
    }
    process = start("ingest", folder, "--archive", root, "--json", "-j", "2", **clock)
    out, told = process.communicate(timeout=60)
    assert process.returncode == 3, told
    assert 0 <= json.loads(out)["seconds"] < 60
    assert dump(root) == whole
    bag = str(tmp_path / "备份.zip")
    for command in (["verify"], ["backup", bag]):
        process = start(*command, "--archive", root, **clock)
        _, told = process.communicate(timeout=60)
        assert process.returncode == 0, told
    with Archive.create_or_open(root, write=False) as archive:
        told_at = datetime.fromisoformat(next(iter(archive.log())).at)
    assert abs(told_at - MOMENTS[moment]) < timedelta(days=1, minutes=5)
    assert searching.search(root, "水渠").total == len(
        {path.read_bytes() for path in folder.glob("*/*.txt")}
    )


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
    originals = [path for path in (root / "originals").rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in originals} == {0o444}


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
