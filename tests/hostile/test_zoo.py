"""What a file system can hold besides honest files with honest names."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from gongkai.archive import Archive
from gongkai.operations import browsing, filling, upkeep

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="names of POSIX")

TEXT = """关于拟接收李小满同志为中共预备党员的公示
经第{n}支部委员会研究，拟接收李小满同志为中共预备党员，现予公示。
公示时间：2022年5月9日至2022年5月13日。
2022年5月9日
"""

NAMES = (
    b"new\nline.txt", b"tab\there.txt", b"-rf", b"--help", b" ", b"two  spaces .txt",
    b"\xb9\xab\xca\xbe.txt", b"half\xe5\x85.txt", b"\xff\xfe", b"\x1b[31mred\x1b[0m.txt",
    b"\x07bell\x08.txt", "公示\u202egpj.txt".encode(), "零\u200b宽\ufeff.txt".encode(),
    b"=cmd|' /C calc'!A0.txt", b"+1+1.txt", b"@SUM(A1).txt", b"'quoted'.txt", b'"q".txt',
    b"$(touch x).txt", b"`id`.txt", b"%s%n.txt", b"*.txt", b"?.txt", b"a;b|c&d.txt",
    b"\\back\\slash.txt", b"C:.txt", b"CON.txt", b"nul", b"..txt", b".hidden.txt", b"x" * 255,
    ("长" * 85).encode(), "e\u0301.txt".encode(), "\u00e9.txt".encode(), b"<script>.txt",
    "\U000e0041tag.txt".encode(), "\ud7b0\u2028line.txt".encode(), b"\x7f\xc2\x85.txt",
)  # fmt: skip


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of files with odd names and different contents, and an archive of it."""
    place = tmp_path_factory.mktemp("names")
    folder = place / "来件"
    folder.mkdir()
    for number, name in enumerate(NAMES):
        path = os.path.join(os.fsencode(folder), name)  # noqa: PTH118  # a name of bytes
        try:
            with open(path, "wb") as file:  # noqa: PTH123
                file.write(TEXT.format(n=number).encode())
        except OSError:
            continue  # this file system refuses the name
    filling.ingest(place / "归档", [folder], jobs=1)
    return folder, place / "归档"


def test_every_name_is_archived_and_opens_the_file_again(
    named: tuple[Path, Path],
) -> None:
    folder, root = named
    names = {os.fsencode(path.name) for path in folder.iterdir()}
    assert len(names) > 30
    with Archive.create_or_open(root, write=False) as archive:
        kept = list(archive.kept())
    paths = [path for one in kept for path in one.paths]
    assert {os.fsencode(path.name) for path in paths} == names
    for one in kept:
        assert (
            one.paths[0].read_text(encoding="utf-8").strip() == one.record.extract.text
        )
    again = filling.ingest(root, [folder], jobs=1)
    assert again.unchanged == again.found == len(names)


COMMANDS = (
    ["list"], ["list", "--json"], ["search", "预备党员"], ["search", "预备党员", "--json"],
    ["check"], ["check", "--json"], ["verify"],
)  # fmt: skip


def gongkai(*arguments: str) -> bytes:
    command = [sys.executable, "-m", "gongkai", *arguments]
    done = subprocess.run(command, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_name_disturbs_a_terminal_or_a_line(
    command: list[str], named: tuple[Path, Path]
) -> None:
    out = gongkai(*command, "--archive", str(named[1])).decode("utf-8")
    if "--json" in command:
        for line in out.split("\n")[:-1]:
            json.loads(line)
    else:
        assert not [char for char in out if char != "\n" and is_dangerous(char)]


def is_dangerous(char: str) -> bool:
    """Whether a character moves a cursor, or turns or hides text."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def test_a_table_holds_no_formula_and_one_row_a_finding(
    named: tuple[Path, Path], tmp_path: Path
) -> None:
    import csv

    gongkai("check", "--archive", str(named[1]), "--csv", str(tmp_path / "t.csv"))
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    found = sum(1 for _ in browsing.findings(named[1]))
    assert len(rows) == 1 + found > 30
    assert not [c for row in rows for c in row if c.startswith(tuple("=+-@\t\r"))]
    assert not [c for row in rows for c in row if any(map(is_dangerous, c))]


def test_failures_are_a_line_each_whatever_the_name(tmp_path: Path) -> None:
    folder = tmp_path / "来件"
    folder.mkdir()
    for name in (
        b"a\nb.docx",
        b"\x1b[2Jc.docx",
        "d\u202e.docx".encode(),
        b"=e.docx",
        b"\xb9\xab\xca\xbe.docx",
    ):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(b"PK\x03\x04")
    filling.ingest(tmp_path / "归档", [folder], jobs=1)
    out = gongkai("failures", "--archive", str(tmp_path / "归档")).decode()
    assert len(out.splitlines()) == 5
    assert "公示.docx" in out  # as GB 2312 writes it
    assert not [char for char in out if char != "\n" and is_dangerous(char)]


# What is no file ------------------------------------------------------------------


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One honest file among pipes, sockets, devices, rings of links and locked doors."""
    folder = tmp_path_factory.mktemp("zoo") / "来件"
    folder.mkdir()
    (folder / "公示.txt").write_text(TEXT.format(n=1), encoding="utf-8")
    os.mkfifo(folder / "管道.txt")
    line = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(folder)  # the name of a socket may not be long
    line.bind("s.txt")
    os.chdir(here)
    (folder / "自指.txt").symlink_to("自指.txt")
    (folder / "环").mkdir()
    (folder / "环" / "回").symlink_to(folder)
    (folder / "零.txt").symlink_to("/dev/zero")
    (folder / "密码.txt").symlink_to("/etc/passwd")
    (folder / "断.txt").symlink_to("没有")
    with suppress(PermissionError):
        os.mknod(folder / "设备.txt", 0o666 | 0o020000, os.makedev(1, 5))
    for name, mode in (("锁", 0o000), ("只列", 0o444)):
        (folder / name).mkdir()
        (folder / name / "内.txt").write_text(TEXT.format(n=2), encoding="utf-8")
        (folder / name).chmod(mode)
    (folder / "封.txt").write_text(TEXT.format(n=3), encoding="utf-8")
    (folder / "封.txt").chmod(0)
    bury(folder / "深", 40)
    yield folder
    line.close()
    for name in ("锁", "只列"):
        (folder / name).chmod(0o755)


def bury(folder: Path, levels: int) -> None:
    """A file below so many folders that no path leads to it any more."""
    here = os.getcwd()  # noqa: PTH109
    folder.mkdir()
    os.chdir(folder)
    for _ in range(levels):
        Path("d" * 200).mkdir()
        os.chdir("d" * 200)
    Path("底.txt").write_text(TEXT.format(n=4), encoding="utf-8")
    os.chdir(here)


POWERLESS = []  # what takes from root its right to read every file
if sys.platform == "linux" and os.geteuid() == 0:
    POWERLESS = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]


def test_what_is_no_file_is_named_and_never_opened(zoo: Path, tmp_path: Path) -> None:
    root = tmp_path / "归档"
    command = ["ingest", str(zoo), "--archive", str(root), "--json", "--jobs", "1"]
    done = subprocess.run(
        [*POWERLESS, sys.executable, "-m", "gongkai", *command],
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 3, done.stderr.decode()
    tally = json.loads(done.stdout)

    codes = {
        failure.path.name: failure.code.value for failure in browsing.failures(root)
    }
    links = {"管道.txt", "s.txt", "自指.txt", "回", "零.txt", "密码.txt", "断.txt"}
    assert {name for name, code in codes.items() if code == "not_regular_file"} >= links
    assert codes["d" * 200] == "unreadable"
    locked = {"锁", "内.txt", "封.txt"}
    assert {name for name in locked if codes.get(name) == "unreadable"} == locked
    assert tally["archived"] == 1
    assert balanced(root, tally["found"])
    assert upkeep.verify(root).damage == ()


def balanced(root: Path, found: int) -> bool:
    """Whether the ledger holds as many paths as a run says it found."""
    with Archive.create_or_open(root, write=False) as archive:
        held = sum(1 for line in archive.dump() if json.loads(line)["kind"] == "path")
    return held == found


# Many, and moving -----------------------------------------------------------------


def test_ten_thousand_files_in_one_folder(tmp_path: Path) -> None:
    folder = tmp_path / "来件"
    folder.mkdir()
    for number in range(10_000):
        (folder / f"{number}.txt").touch()
    begin = time.monotonic()
    tally = filling.ingest(tmp_path / "归档", [folder], jobs=2)
    assert (tally.found, tally.failed) == (10_000, 10_000)
    assert balanced(tmp_path / "归档", tally.found)
    assert time.monotonic() - begin < 60


def test_files_that_change_while_they_are_read_never_lie(tmp_path: Path) -> None:
    """Whatever is archived is bytes that stood there together, and their text."""
    folder, root = tmp_path / "来件", tmp_path / "归档"
    folder.mkdir()
    stop = threading.Event()

    def meddle() -> None:
        number = 0
        while not stop.is_set():
            path = folder / f"{number % 40}.txt"
            text = TEXT.format(n=number) * (1 + number % 50)
            with suppress(OSError):
                if number % 7 == 0:
                    path.unlink()
                elif number % 5 == 0:
                    path.rename(folder / f"{(number + 1) % 40}.txt")
                else:
                    path.write_text(text, encoding="utf-8")
            if number % 11 == 0:
                (folder / f"d{number % 3}").mkdir(exist_ok=True)
            elif number % 13 == 0:
                with suppress(OSError):
                    (folder / f"d{number % 3}").rmdir()
            number += 1

    meddler = threading.Thread(target=meddle)
    meddler.start()
    try:
        tallies = [filling.ingest(root, [folder], jobs=2) for _ in range(2)]
    finally:
        stop.set()
        meddler.join()

    assert all(tally.found for tally in tallies)
    assert upkeep.verify(root).damage == ()
    with Archive.create_or_open(root, write=False) as archive:
        for kept in archive.kept():
            data = archive.original(kept).read_text(encoding="utf-8")
            assert data.strip() == kept.record.extract.text
    codes = {failure.code.value for failure in browsing.failures(root)}
    assert codes <= {"changed_while_reading", "unreadable", "empty"}
