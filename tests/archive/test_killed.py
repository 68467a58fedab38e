"""Killed at any moment, an archive is whole, and the next run completes it."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from gongkai.archive import Archive

# Files each in one of four ways; small batches, so that kills hit every step.
FILL = """
import hashlib, os, pathlib, sys
from gongkai.archive import Archive, Arrival
from gongkai.errors import FailureCode
from gongkai.model import *

def outcome(path):
    data = path.read_bytes()
    if path.suffix == ".bad":
        return Failure(path, FailureCode.CORRUPT, "bad")
    if path.suffix == ".bin":
        return NotADocument(path, "bin")
    source = Source(path, hashlib.sha256(data).hexdigest(), "txt", len(data))
    finding = Finding("N_PHONE", Severity.ERROR, "缺少监督电话")
    judgement = Judgement((ElementVerdict("N_PHONE", "电话", Verdict.FAIL),), (finding,))
    score = Classification(Score("CW03", "财务公开", 5.0))
    return Record(source, Extract(data.decode(), ()), Metadata(), score, judgement)

root, folder = map(pathlib.Path, sys.argv[1:])
print("ready", flush=True)
with Archive.create_or_open(root, write=True) as archive:
    run = archive.begin_run("ingest", "r" * 64, "1")
    paths = sorted(folder.iterdir())
    for first in range(0, len(paths), 12):
        batch = []
        for path in paths[first : first + 12]:
            status, key = path.stat(), os.fsencode(path)
            seen = archive.known([key]).get(key)
            if seen and seen.fate(status.st_size, status.st_mtime_ns):
                continue
            made = outcome(path)
            if isinstance(made, Record):
                archive.keep(made.source)
            batch.append(Arrival(made, status.st_size, status.st_mtime_ns))
        archive.commit(batch, run)
    archive.end_run(run, {})
"""

KILLS = 12


def start(root: Path, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", FILL, str(root), str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def finish(root: Path, folder: Path) -> float:
    """Run to the end; the seconds it took, without starting Python."""
    with start(root, folder) as process:
        begin = time.monotonic()
        assert process.wait() == 0
    return time.monotonic() - begin


def dump(root: Path) -> list[str]:
    with Archive.create_or_open(root, write=False) as archive:
        return list(archive.dump())


def test_killing_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "来件"
    folder.mkdir()
    for n in range(240):
        suffix = {3: "bad", 7: "bin"}.get(n % 11, "txt")
        text = f"第{n % 200}号公示\n" * (1 + n % 50)
        (folder / f"{n:03}.{suffix}").write_text(text, encoding="utf-8")
    whole = tmp_path / "whole"
    seconds = finish(whole, folder)
    expected = dump(whole)
    assert len(expected) > 300

    chance = random.Random(20240521)
    root = tmp_path / "killed"
    for _ in range(KILLS):
        with start(root, folder) as process:
            time.sleep(chance.uniform(0, seconds / 4))
            process.kill()
        if (root / "catalogue.db").exists():
            with Archive.create_or_open(root, write=True) as archive:
                assert list(archive.verify()) == []
    finish(root, folder)
    assert dump(root) == expected
    assert list((root / "staging").iterdir()) == []
    originals = [path for path in (root / "originals").rglob("*") if path.is_file()]
    assert len(originals) == sum('"kind": "document"' in line for line in expected)
