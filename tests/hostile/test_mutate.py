"""Real documents that are spoilt by chance fail with a reason or are read; none brings anything down."""

from __future__ import annotations

from pathlib import Path

from gongkai.errors import FailureCode
from gongkai.operations import browsing, filling, upkeep
from tests.hostile.mutate import mutate, seeds_in

EXAMPLES = Path(__file__).parents[2] / "examples" / "documents"
COUNT = 120
OURS = {FailureCode.INTERNAL_ERROR, FailureCode.CRASHED, FailureCode.TIMEOUT}


def test_spoilt_documents_fail_with_a_reason_or_are_read(tmp_path: Path) -> None:
    mutate(seeds_in(EXAMPLES), tmp_path / "来件", COUNT)
    root = tmp_path / "归档"

    tally = filling.ingest(root, [tmp_path / "来件"], jobs=2, ocr=False)

    assert tally.found >= COUNT
    assert tally.archived > COUNT / 4
    failures = list(browsing.failures(root))
    assert len(failures) == tally.failed
    assert [failure for failure in failures if failure.code in OURS] == []
    assert all(failure.detail for failure in failures)
    assert upkeep.verify(root).damage == ()
