"""Real documents that are spoilt by chance fail with a reason or are read; none brings anything down."""

from __future__ import annotations

import json
import os
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from gongkai.archive import Archive
from gongkai.errors import FailureCode
from gongkai.operations import browsing, filling, upkeep
from tests.hostile import seeds
from tests.hostile.mutate import mutate, seeds_in

EXAMPLES = Path(__file__).parents[2] / "examples" / "documents"
COUNT = 400
OURS = {FailureCode.INTERNAL_ERROR, FailureCode.CRASHED, FailureCode.TIMEOUT}


def test_spoilt_documents_fail_with_a_reason_or_are_read(tmp_path: Path) -> None:
    good = tmp_path / "完好"
    good.mkdir()
    for kind, data in seeds.seeds().items():
        for copy in range(4):  # beside a hundred examples of three formats
            (good / f"{copy}.{kind}").write_bytes(data)
    folder, root = tmp_path / "来件", tmp_path / "归档"
    mutate(seeds_in(EXAMPLES) + seeds_in(good), folder, COUNT)

    tally = filling.ingest(root, [folder], jobs=2, ocr=False)

    assert tally.found >= COUNT
    assert tally.archived > COUNT / 4
    failures = list(browsing.failures(root))
    assert len(failures) == tally.failed
    assert [failure for failure in failures if failure.code in OURS] == []
    assert all(failure.detail for failure in failures)
    assert upkeep.verify(root).damage == ()
    accounted = paths(root)
    assert sum(accounted.values()) == len(accounted) == tally.found
    assert set(files(folder)) <= accounted.keys()


def files(folder: Path) -> Iterator[bytes]:
    """The files of a folder, by the system's own word."""
    with os.scandir(os.fsencode(folder)) as entries:
        yield from (entry.path for entry in entries)


def paths(root: Path) -> Counter[bytes]:
    """How often the catalogue speaks of each path, those of members of bundles among them."""
    with Archive.create_or_open(root, write=False) as archive:
        lines = [json.loads(line) for line in archive.dump()]
    return Counter(b64decode(one["path"]) for one in lines if one["kind"] == "path")
