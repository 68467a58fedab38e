"""End, or fail, an ingest at one system call after the other: `python -m tests.operations.by_syscall HOW POINTS`.

HOW is `kill` (the process ends with the call undone) or the name of an error that the call
returns (ENOSPC, EIO, EDQUOT, EROFS). POINTS are spread over all calls that change a disk,
each kind walked on its own. After each the archive must be undamaged, the program have
said what was wrong in a sentence or have ended well, and the next run make what a run
makes that nobody disturbed. For a look by hand before a release; needs strace.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from gongkai.archive import Archive
from gongkai.errors import ArchiveError
from gongkai.operations import filling, upkeep
from tests.hostile import seeds

CALLS = (
    "openat", "write", "pwrite64", "rename", "fsync", "fdatasync", "unlink", "ftruncate",
    "mkdir", "fchmodat", "copy_file_range", "sendfile",
)  # fmt: skip
LAST = 200  # calls of `openat`: before those, Python itself is being loaded
FOR_KILLS = {"openat", "unlink"}  # where an error would mostly be Python's to tell of
FILES = 12


def lay(folder: Path) -> None:
    """Documents of several formats, a bundle, a copy, and one that is damaged."""
    folder.mkdir()
    good = seeds.seeds()
    for kind in ("docx", "txt", "html", "zip", "xlsx"):
        (folder / f"公示.{kind}").write_bytes(good[kind])
    shutil.copy(folder / "公示.txt", folder / "公示（副本）.txt")
    (folder / "坏.docx").write_bytes(good["docx"][:900])
    for number in range(FILES):
        lines = "\n".join((*seeds.LINES, f"第{number}号"))
        (folder / f"{number}.txt").write_text(lines, "utf-8")


def ingest(root: Path, folder: Path, *strace: str) -> subprocess.CompletedProcess[str]:
    """An ingest in small batches, under strace."""
    code = (
        "import sys; from gongkai.operations import filling; filling.BATCH = 5\n"
        "from gongkai.cli import main\n"
        "if __name__ == '__main__': main(sys.argv[1:])"
    )
    options = ["--archive", str(root), "--json", "--jobs", "1", "--ocr", "off"]
    program = [sys.executable, "-c", code, "ingest", str(folder), *options]
    return subprocess.run(
        ["strace", "-f", "--seccomp-bpf", "-qq", *strace, *program],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def counted(root: Path, folder: Path, log: Path) -> Counter[str]:
    """How often one thread makes each call, at most; strace counts each by itself."""
    ingest(root, folder, "-e", f"trace={','.join(CALLS)}", "-o", str(log))
    seen: Counter[tuple[str, str]] = Counter()
    for line in log.read_text("utf-8", "replace").splitlines():
        if made := re.match(r"(\d+) +(\w+)\(", line):
            seen[made[1], made[2]] += 1
    most: Counter[str] = Counter()
    for (_, call), count in seen.items():
        most[call] = max(most[call], count)
    return most


def points(counts: Counter[str], total: int) -> Iterator[tuple[str, int]]:
    """Calls and which of them, evenly spread."""
    each = -(-total // len(counts))
    for call, count in sorted(counts.items()):
        first = max(1, count - LAST) if call == "openat" else 1
        step = max(1, (count - first + 1) / each)
        for number in range(min(each, count - first + 1)):
            yield call, first + int(number * step)


def dump(root: Path) -> list[str]:
    with Archive.create_or_open(root, write=False) as archive:
        return list(archive.dump())


def wrong_after(root: Path, folder: Path, whole: list[str], how: str, said: str) -> str:
    """What is not as it should be after a run that was disturbed; empty when all is well."""
    if (
        "Traceback" in said and how != "kill"
    ):  # a child may miss the one that was killed
        return f"a traceback: {said.splitlines()[-1]}"
    if (root / "catalogue.db").exists():
        try:
            damage = upkeep.verify(root).damage
        except ArchiveError as error:
            if how != "kill" or "catalogue.db" in str(error):
                return str(error)
            damage = ()
        if damage:
            return f"damage: {damage[0]}"
    filling.ingest(root, [folder], jobs=1, ocr=False)
    filling.retry(root, jobs=1, ocr=False)  # a worker may have been hit
    if upkeep.verify(root).damage:
        return "damage after the next run"
    return "" if dump(root) == whole else "another archive"


def main() -> None:
    how, total = sys.argv[1], int(sys.argv[2])
    place = Path(tempfile.mkdtemp(prefix="by-syscall-"))
    folder = place / "来件"
    lay(folder)
    filling.ingest(place / "whole", [folder], jobs=1, ocr=False)
    whole = dump(place / "whole")
    counts = counted(place / "counted", folder, place / "log")
    if how != "kill":
        counts = Counter({c: n for c, n in counts.items() if c not in FOR_KILLS})
    tried: Counter[str] = Counter()
    ended: Counter[int] = Counter()
    wrong = []
    for call, number in points(counts, total):
        error = "error=EINTR:signal=SIGKILL" if how == "kill" else f"error={how}"
        root = place / "root"
        done = ingest(
            root, folder, "-o", os.devnull, "-e", f"trace={call}",
            "-e", f"inject={call}:{error}:when={number}",
        )  # fmt: skip
        told = wrong_after(root, folder, whole, how, done.stderr)
        tried[call] += 1
        ended[done.returncode] += 1
        if told:
            wrong.append((call, number, done.returncode, told))
            sys.stdout.write(f"{wrong[-1]}\n")
            sys.stdout.flush()
        shutil.rmtree(root, ignore_errors=True)
    sys.stdout.write(
        f"{how}: {tried.total()} points, {len(wrong)} wrong; {dict(tried)}; exit codes {dict(ended)}\n"
    )
    shutil.rmtree(place)


if __name__ == "__main__":
    main()
