"""The rules of their own that users judge by go into the archive, and with it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai import rules
from gongkai.archive import Archive
from gongkai.operations import browsing, filling, judging, upkeep

Write = Callable[..., Path]


def used(root: Path) -> set[str]:
    """The digests of the rules that documents were judged by, of those that are kept."""
    return {path.name for path in (root / "used-rules").iterdir()}


def is_whole(root: Path) -> bool:
    with Archive.create_or_open(root, write=False) as archive:
        return list(archive.verify()) == []


@pytest.mark.parametrize("target", ["备份.zip", "备份"])
def test_rules_that_documents_were_taken_in_by_go_through_a_backup(
    root: Path,
    incoming: Path,
    overlay: Path,
    write_docx: Write,
    tmp_path: Path,
    target: str,
) -> None:
    write_docx(incoming / "公示.docx")
    filling.ingest(root, [incoming], overlay, jobs=1)
    digest = rules.edition(overlay).digest
    assert used(root) == {digest}
    upkeep.back_up(root, tmp_path / target)
    upkeep.restore(tmp_path / target, tmp_path / "复原")
    assert used(tmp_path / "复原") == {digest}
    assert is_whole(tmp_path / "复原")
    with Archive.create_or_open(tmp_path / "复原", write=False) as archive:
        assert archive.kept_rules(digest)
    judged = {entry.rules_digest for entry in browsing.log(root)}
    assert judged == {digest}


def test_a_run_that_judges_nothing_keeps_no_rules(
    archive: Path, incoming: Path, overlay: Path
) -> None:
    filling.ingest(archive, [incoming], overlay, jobs=1)
    assert not (archive / "used-rules").exists()


def test_rules_that_are_adopted_are_kept(archive: Path, overlay: Path) -> None:
    judging.rejudge(archive, overlay, jobs=1)
    assert used(archive) == {rules.edition(overlay).digest}
    judging.rejudge(archive, jobs=1)
    assert used(archive) == {rules.edition(overlay).digest}
    assert is_whole(archive)


def test_spoilt_rules_stay_out_of_a_backup_and_are_named(
    archive: Path, overlay: Path, tmp_path: Path
) -> None:
    judging.rejudge(archive, overlay, jobs=1)
    kept = archive / "used-rules" / rules.edition(overlay).digest
    (kept / "own.yaml").write_text("# 空的\n", encoding="utf-8")
    told = upkeep.back_up(archive, tmp_path / "备份.zip")
    assert [(item.kind, item.path) for item in told.damage] == [("rules_changed", kept)]
    with zipfile.ZipFile(tmp_path / "备份.zip") as bag:
        assert not [name for name in bag.namelist() if "used-rules" in name]


@pytest.mark.parametrize("name", ["../逃.yaml", "甲/../../逃.yaml", "./逃.yaml"])
def test_a_backup_cannot_put_rules_elsewhere(
    archive: Path, overlay: Path, tmp_path: Path, root: Path, name: str
) -> None:
    judging.rejudge(archive, overlay, jobs=1)
    upkeep.back_up(archive, tmp_path / "备份")
    manifest = tmp_path / "备份" / "manifest-sha256.txt"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("own.yaml", name), encoding="utf-8")
    told = upkeep.restore(tmp_path / "备份", tmp_path / "复原")
    assert "备份里不该有的文件，不予恢复" in {item.detail for item in told.damage}
    assert list((tmp_path / "复原").rglob("逃.yaml")) == []
