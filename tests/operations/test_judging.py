"""Changed rules are looked at before they are adopted, and adopted without reading a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.archive import Archive
from gongkai.errors import ArchiveError, RuleError
from gongkai.model import Changes
from gongkai.operations import browsing, judging, searching

Dump = Callable[[Path], list[str]]


def counts(changes: Changes) -> tuple[int, int, int, int]:
    return (
        changes.judged,
        changes.reclassified,
        changes.newly_flagged,
        changes.newly_cleared,
    )


def rules_of(root: Path) -> set[str]:
    return {item.finding.rule for item in browsing.findings(root)}


def test_judging_again_by_the_same_rules_changes_nothing(
    archive: Path, dump: Dump
) -> None:
    before = dump(archive)
    assert counts(judging.rejudge(archive, jobs=1)) == (5, 0, 0, 0)
    assert dump(archive) == before


def test_a_preview_counts_and_shows_and_writes_nothing(
    archive: Path, overlay: Path, dump: Dump
) -> None:
    before = dump(archive)

    changes = judging.preview(archive, overlay, jobs=1)

    assert counts(changes) == (5, 0, 0, 1)
    (sample,) = changes.samples["newly_cleared"]
    assert sample.path.name == "公示.docx"
    assert [finding.rule for finding in sample.cleared] == ["N_PHONE"]
    assert changes.failures == ()
    assert dump(archive) == before


def test_rules_are_adopted_from_kept_text_alone(archive: Path, overlay: Path) -> None:
    assert "N_PHONE" in rules_of(archive)
    with Archive.create_or_open(archive, write=False) as opened:
        for kept in opened.kept():
            opened.original(kept).unlink()

    assert counts(judging.rejudge(archive, overlay, jobs=1)) == (5, 0, 0, 1)
    assert "N_PHONE" not in rules_of(archive)
    assert searching.search(archive, "水渠").total == 3

    assert counts(judging.rejudge(archive, jobs=2)) == (5, 0, 1, 0)
    assert "N_PHONE" in rules_of(archive)


def test_a_category_that_is_retired_is_no_longer_given(
    archive: Path, tmp_path: Path
) -> None:
    (notice,) = (
        d for d in browsing.documents(archive) if d.paths[0].name == "公示.docx"
    )
    rule = f"categories:\n  - code: {notice.category}\n    status: retired\n"
    (tmp_path / "own.yaml").write_text(rule, encoding="utf-8")

    changes = judging.rejudge(archive, tmp_path, jobs=1)

    assert changes.reclassified == 1
    (sample,) = changes.samples["reclassified"]
    assert sample.before == notice.category != sample.after
    assert browsing.document(
        archive, notice.id
    ).record.classification.category.code == (sample.after)


def test_the_rules_a_run_judged_by_are_in_the_log(archive: Path, overlay: Path) -> None:
    judging.rejudge(archive, overlay, jobs=1)
    with Archive.create_or_open(archive, write=True) as opened:
        run = opened.begin_run("test")
        assert run.number > 2
        assert list(opened.verify()) == []


def test_bad_rules_and_missing_archives_are_refused(
    root: Path, archive: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.yaml").write_text("elements: 1\n", encoding="utf-8")
    with pytest.raises(RuleError):
        judging.preview(archive, tmp_path)
    with pytest.raises(RuleError):
        judging.rejudge(archive, tmp_path)
    with pytest.raises(ArchiveError, match="不存在"):
        judging.rejudge(root.with_name("没有"))
