"""One run over everything that means harm: each file has its fate, and the run goes on."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from gongkai.archive import Archive
from gongkai.errors import FailureCode
from gongkai.operations import upkeep
from tests.hostile import evil, reaching
from tests.hostile.evil import EVIL

MEMORY = 300  # MB for the process that writes
REACHING = [name for name in EVIL if EVIL[name].make.__module__ == reaching.__name__]
PARTS = ("archived", "unchanged", "duplicate", "not_a_document", "failed")

CODE = """
import re, sys
from gongkai.cli import main
try:
    main(sys.argv[1:])
finally:
    with open("/proc/self/status") as status:  # ru_maxrss counts who started us, too
        print(int(re.search(r"VmHWM:\\s+(\\d+)", status.read())[1]) // 1024, file=sys.stderr)
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measured by Linux")


class Listener:
    """Counts those who come, and answers nobody."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.visits = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._server.accept()
                self.visits += 1
                line.close()

    def close(self) -> None:
        self._server.close()


@dataclass
class Run:
    """What came of one run over all of it."""

    folder: Path
    root: Path
    code: int
    tally: dict[str, Any]
    told: str
    seconds: float
    memory: int  # MB
    visits: int
    fates: dict[str, str] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Everything evil in one folder, ingested from the command line."""
    place = tmp_path_factory.mktemp("evil")
    folder, root = place / "来件", place / "归档"
    listener = Listener()
    lay(folder, listener.port, canary(place))
    arguments = ["ingest", str(folder), "--archive", str(root), "--json", "--jobs", "2"]
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", CODE, *arguments], capture_output=True, encoding="utf-8"
    )
    seconds = time.monotonic() - begin
    *told, memory = done.stderr.splitlines()
    result = Run(
        folder, root, done.returncode, json.loads(done.stdout), "\n".join(told), seconds,
        int(memory), listener.visits,
    )  # fmt: skip
    learn(result)
    yield result
    listener.close()


def canary(place: Path) -> Path:
    path = place / "canary.txt"
    path.write_text(evil.CANARY, encoding="utf-8")
    return path


def lay(folder: Path, port: int, canary: Path) -> None:
    """Write every file; where one speaks of the listener or the canary, of those here."""
    folder.mkdir()
    for name, (make, *_) in EVIL.items():
        (folder / name).write_bytes(make())
    for name, data in evil.spoilt():
        (folder / name).write_bytes(data)
    for name in EVIL:
        path = folder / name
        if path.suffix in (".docx", ".xlsx", ".ofd"):
            _rewrite(path, port, canary)
        elif b"{port}" in (data := path.read_bytes()) or b"{canary}" in data:
            path.write_bytes(_filled(data, port, canary))


def _rewrite(path: Path, port: int, canary: Path) -> None:
    """Fill in addresses inside a package that has any."""
    import zipfile

    if path.stat().st_size > 100_000:
        return
    with suppress(zipfile.BadZipFile):
        with zipfile.ZipFile(path) as package:
            if any(member.file_size > 1 << 20 for member in package.infolist()):
                return
            members = {name: package.read(name) for name in package.namelist()}
        filled = {name: _filled(data, port, canary) for name, data in members.items()}
        if filled != members:
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
                for name, data in filled.items():
                    package.writestr(name, data)


def _filled(data: bytes, port: int, canary: Path) -> bytes:
    """The bytes with the addresses of here, also where they are wide."""
    for word, here in (("{port}", str(port)), ("{canary}", str(canary))):
        for encoding in ("utf-8", "utf-16-le"):
            data = data.replace(word.encode(encoding), here.encode(encoding))
    return data


def learn(run: Run) -> None:
    with Archive.create_or_open(run.root, write=False) as archive:
        for failure in archive.failures():
            run.fates[failure.path.name] = failure.code.value
            run.details[failure.path.name] = failure.detail
        for kept in archive.kept():
            for path in kept.paths:
                run.fates[path.name] = "archived"
                run.texts[path.name] = kept.record.extract.text


def test_the_run_comes_to_its_end_and_its_balance(run: Run) -> None:
    assert run.code == 3, run.told
    assert "Traceback" not in run.told
    files = sum(1 for _ in run.folder.iterdir())
    assert run.tally["found"] == files == sum(run.tally[part] for part in PARTS)
    assert len(run.fates) + run.tally["not_a_document"] == files
    assert set(run.fates.values()) <= {"archived", *FailureCode} - {"internal_error"}


@pytest.mark.parametrize("name", EVIL)
def test_each_has_its_fate(name: str, run: Run) -> None:
    fate = run.fates.get(name, "not_a_document")
    assert fate in EVIL[name].fates, run.details.get(name)
    if fate == "archived":
        assert EVIL[name].needle in run.texts[name]


@pytest.mark.parametrize("name", [name for name, _ in evil.spoilt()])
def test_what_is_spoilt_is_refused_or_says_no_more_than_it_did(
    name: str, run: Run
) -> None:
    fate = run.fates.get(name, "not_a_document")
    assert fate != "crashed"
    if fate == "archived" and name.startswith("cut"):
        assert name.endswith(".txt")  # of which nobody can tell that more was to come


def test_no_document_reaches_beyond_itself(run: Run) -> None:
    assert len(REACHING) >= 18
    assert run.visits == 0
    assert not Path("/tmp/outside-dde").exists()
    assert [name for name, text in run.texts.items() if evil.CANARY in text] == []
    there = {path.name for path in run.folder.parent.iterdir()}
    assert there == {"来件", "归档", "canary.txt"}
    assert not list(run.folder.parent.rglob("outside*"))


def test_time_and_memory_stay_within_bounds(run: Run) -> None:
    hopeless = sum(fate == "timeout" for fate in run.fates.values())
    assert hopeless == 0
    assert run.seconds < 120
    assert run.memory < MEMORY


def test_what_is_archived_is_whole_and_nothing_is_tried_again(run: Run) -> None:
    assert upkeep.verify(run.root).damage == ()
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", CODE, "ingest", str(run.folder), "--archive", str(run.root), "--json"],
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    tally = json.loads(done.stdout)
    assert tally["failed"] == run.tally["failed"]
    assert tally["unchanged"] == tally["found"] - tally["failed"]
    assert time.monotonic() - begin < 10
