"""A catalogue that the disk spoilt says so, or says what it always said."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.archive import Archive, Fate
from gongkai.errors import ArchiveError
from gongkai.model import Record

MakeRecord = Callable[..., Record]
Put = Callable[..., Path]
Fill = Callable[..., list[Fate]]

FLIPS = int(os.environ.get("GONGKAI_FLIPS", "50"))  # 1,000 before a release


def dump(root: Path) -> list[str]:
    with Archive.create_or_open(root, write=False) as archive:
        return list(archive.dump())


def is_named(root: Path) -> bool:
    with Archive.create_or_open(root, write=False) as archive:
        return bool(list(archive.verify()))


@pytest.mark.parametrize("wiped", [1, 600])
def test_a_spoilt_byte_is_named_or_changes_nothing(
    wiped: int, root: Path, archive: Archive, fill: Fill, put: Put,
    make_record: MakeRecord, tmp_path: Path,
) -> None:  # fmt: skip
    fill(*(make_record(put(f"{n}.txt", f"内容{n}" * (1 + n * 20))) for n in range(12)))
    archive.close()
    whole, chance = dump(root), random.Random(wiped)
    data = (root / "catalogue.db").read_bytes()
    spoilt_root = tmp_path / "spoilt"
    shutil.copytree(root, spoilt_root)
    named = 0
    for _ in range(FLIPS):
        spoilt = bytearray(data)
        at = chance.randrange(len(spoilt))
        for place in range(at, min(at + wiped, len(spoilt))):
            spoilt[place] ^= chance.randrange(1, 256)
        (spoilt_root / "catalogue.db").write_bytes(spoilt)
        for beside in spoilt_root.glob("catalogue.db-*"):
            beside.unlink()
        try:
            if is_named(spoilt_root):
                named += 1
            else:
                assert dump(spoilt_root) == whole, at
        except ArchiveError:
            named += 1
    assert named > FLIPS / 10
