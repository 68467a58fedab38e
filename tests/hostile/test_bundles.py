"""Bundles that mean harm: one run takes them all, balances, and writes nowhere else."""

from __future__ import annotations

import gzip
import io
import random
import stat
import tarfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from gongkai.model import Tally
from gongkai.operations import browsing, filling, upkeep

TEXT = "杏花村水渠维修公示，公示期五个工作日，监督电话见村务公开栏。".encode()
NAMES = (
    "../../../../outside.txt", "/outside.txt", "..\\..\\outside.txt", "C:\\outside.txt",
    "/", ".", "..", "x" * 3000 + ".txt", "-rf.txt", "nl\nname.txt", "CON.txt",
    "\u202etxt.exe", "a", "a/b.txt", "a.txt", "a.txt", "A.TXT", "a!/b.zip!/c.txt",
)  # fmt: skip


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with (
        warnings.catch_warnings(action="ignore"),  # of names that come twice
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle,
    ):
        for name, content in members:
            info = zipfile.ZipInfo(name) if isinstance(name, str) else name
            info.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(info, content)
    return buffer.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


def fan(levels: int) -> bytes:
    """Six bundles in each of six bundles, and so on."""
    data = zipped(("底.txt", TEXT))
    for _ in range(levels):
        data = zipped(*((f"{n}.zip", data) for n in range(6)))
    return data


def sparse() -> bytes:
    """A tar bundle whose one member claims to be eight exabytes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as bundle:
        info = tarfile.TarInfo("大.txt")
        info.size = 1 << 62
        bundle.addfile(info)
    return buffer.getvalue()


def evil() -> Iterator[tuple[str, bytes]]:
    yield "names.zip", zipped(*((name, TEXT) for name in NAMES))
    yield "links.zip", zipped((link("d"), b"/tmp"), ("d/outside.txt", TEXT))
    yield "bomb.zip", zipped(("bomb.txt", bytes(64 << 20)), ("一.txt", TEXT))
    yield "bomb.txt.gz", gzip.compress(bytes(64 << 20))
    yield "fan.zip", fan(4)
    yield "sparse.tar", sparse()
    yield "many.zip", zipped(*((f"{n}.bin", b"\0\1") for n in range(2000)))
    good = zipped(*((f"{n}.txt", TEXT * n) for n in range(1, 9)))
    rng = random.Random(3)
    for number in range(20):
        spoilt = bytearray(good)
        for _ in range(3):
            spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
        yield f"spoilt{number}.zip", bytes(spoilt)
    yield "noise.zip", b"PK\3\4" + rng.randbytes(50_000)
    yield "noise.gz", b"\x1f\x8b\x08" + rng.randbytes(50_000)
    yield "noise.rar", b"Rar!\x1a\x07\x01\0" + rng.randbytes(50_000)
    yield "noise.7z", b"7z\xbc\xaf\x27\x1c\0\4" + rng.randbytes(50_000)


class Run(NamedTuple):
    folder: Path
    root: Path
    tally: Tally


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("evil") / "来件"
    folder.mkdir()
    for name, data in evil():
        (folder / name).write_bytes(data)
    root = folder.parent / "归档"
    return Run(folder, root, filling.ingest(root, [folder], jobs=2))


def test_the_ledger_balances_and_stays_so(run: Run) -> None:
    again = filling.ingest(run.root, [run.folder], jobs=2)
    assert again.found == run.tally.found
    assert again.failed == run.tally.failed
    assert again.unchanged == again.found - again.failed
    assert upkeep.verify(run.root).damage == ()


def test_each_is_refused_for_what_it_is(run: Run) -> None:
    codes = Counter[tuple[str, str]]()
    for failure in browsing.failures(run.root):
        inside = str(failure.path.relative_to(run.folder))
        codes[inside.partition("!/")[0], failure.code.value] += 1
    assert "internal_error" not in {code for _, code in codes}
    assert not {"crashed", "timeout", "out_of_memory"} & {code for _, code in codes}
    assert codes["links.zip", "not_regular_file"] == 1
    assert codes["bomb.zip", "limit_ratio"] == 1
    assert codes["bomb.txt.gz", "limit_ratio"] >= 1
    assert codes["fan.zip", "limit_depth"] == 6**3
    assert codes["sparse.tar", "limit_size"] == 1
    assert (
        sum(codes[f"noise.{kind}", "corrupt"] for kind in ("zip", "rar", "7z"))
        + sum(codes[f"noise.{kind}", "truncated"] for kind in ("zip", "rar", "7z"))
        >= 1
    )


def test_what_is_good_beside_it_is_archived(run: Run) -> None:
    places = {
        str(path.relative_to(run.folder))
        for document in browsing.documents(run.root)
        for path in document.paths
    }
    assert "bomb.zip!/一.txt" in places
    assert "links.zip!/d/outside.txt" in places
    assert {"names.zip!/a.txt", "names.zip!/a（2）.txt", "names.zip!/A.TXT"} <= places
    assert sum(place.startswith("names.zip") for place in places) == len(NAMES) - 1


def test_nothing_is_written_elsewhere(run: Run) -> None:
    assert {path.name for path in run.folder.parent.iterdir()} == {"来件", "归档"}
    assert len(list(run.folder.iterdir())) == len(list(evil()))
    assert list((run.root / "staging").iterdir()) == []
    assert not list(run.folder.parent.rglob("outside*"))
    assert not Path("/outside.txt").exists()
