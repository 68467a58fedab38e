"""Every damage to an original is found, named with its document, and nothing else is."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gongkai.operations import browsing, filling, upkeep

Write = Callable[..., Path]
FLIPS = int(os.environ.get("GONGKAI_FLIPS", "50"))  # 1,000 before a release
EACH = FLIPS // 10
KINDS = ("cut", "zeroed", "emptied", "deleted", "swapped", "linked", "opened")
FILES = max(40, EACH * len(KINDS))


TOLD = {"deleted": "original_missing", "opened": "original_writable"}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, write_minutes: Write) -> Path:
    """An archive of enough originals to spoil."""
    folder = tmp_path_factory.mktemp("kept") / "来件"
    for number in range(FILES):
        write_minutes(folder / f"{number}.txt", number)
    root = folder.parent / "归档"
    filling.ingest(root, [folder], jobs=2)
    return root


@pytest.fixture
def originals(kept: Path) -> Iterator[list[Path]]:
    """The originals, in a random order; they are whole again afterwards."""
    found = [path for path in (kept / "originals").rglob("*") if path.is_file()]
    assert len(found) == FILES
    whole = {path: path.read_bytes() for path in found}
    random.Random(8).shuffle(found)
    yield found
    for path, data in whole.items():
        path.unlink(missing_ok=True)
        path.write_bytes(data)
        path.chmod(0o444)


def told(root: Path) -> dict[str, str]:
    """The kind of damage of each file that is named."""
    found: dict[str, str] = {}
    known = {one.id for one in browsing.documents(root)}
    for damage in upkeep.verify(root).damage:
        assert damage.path is not None
        if damage.kind != "original_foreign":
            assert damage.document in known
            assert damage.document == damage.path.name[:16]
        found[str(damage.path)] = damage.kind
    return found


def spoil(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)
    path.chmod(0o444)


def test_a_whole_archive_raises_no_alarm(kept: Path, originals: list[Path]) -> None:
    assert told(kept) == {}


def test_every_flipped_bit_is_found(kept: Path, originals: list[Path]) -> None:
    chance = random.Random(9)
    for _ in range(FLIPS // 10):
        some = chance.sample(originals, 10)
        whole = {path: path.read_bytes() for path in some}
        for path, data in whole.items():
            at, bit = chance.randrange(len(data)), 1 << chance.randrange(8)
            spoil(path, data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :])
        assert told(kept) == dict.fromkeys(map(str, some), "original_changed")
        for path, data in whole.items():
            spoil(path, data)


def test_every_kind_of_damage_is_found_at_once(
    kept: Path, originals: list[Path], tmp_path: Path
) -> None:
    rest = iter(originals)
    some = {kind: [next(rest) for _ in range(EACH)] for kind in KINDS}
    for path in some["cut"]:
        spoil(path, path.read_bytes()[:-1])
    for path in some["zeroed"]:
        spoil(path, bytes(path.stat().st_size))
    for path in some["emptied"]:
        spoil(path, b"")
    for path in some["deleted"]:
        path.unlink()
    if os.name == "nt":  # which has no such modes
        del some["opened"]
    for number, path in enumerate(some.get("opened", ())):
        path.chmod(0o444 | (0o200, 0o020, 0o002)[number % 3])
    swapped = [path.read_bytes() for path in some["swapped"]]
    for path, data in zip(some["swapped"], swapped[1:] + swapped[:1], strict=True):
        spoil(path, data)
    for number, path in enumerate(some["linked"]):
        copy = shutil.copy(path, tmp_path / str(number))
        path.unlink()
        if os.name == "nt":  # where links take a privilege
            path.mkdir()
        else:
            path.symlink_to(copy)
    foreign = kept / "originals" / "ab" / ("0" * 64)
    foreign.parent.mkdir(exist_ok=True)
    foreign.write_text("foreign")

    expected = {
        str(path): TOLD.get(kind, "original_changed")
        for kind, paths in some.items()
        for path in paths
    }
    try:
        assert told(kept) == expected | {str(foreign): "original_foreign"}
    finally:
        foreign.unlink()
        for path in some["linked"]:
            if path.is_dir():
                path.rmdir()
