"""The rules of their own that users judged by are kept as they were, and missed when gone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gongkai import rules
from gongkai.archive import Archive
from gongkai.errors import RuleError

RULE = "elements:\n  - id: N_PHONE\n    status: retired\n"


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    folder = tmp_path / "规则"
    (folder / "村").mkdir(parents=True)
    (folder / "own.yaml").write_text(RULE, encoding="utf-8")
    (folder / "村" / "more.yml").write_text("# 还没有写\n", encoding="utf-8")
    (folder / "说明.txt").write_text("不是规则", encoding="utf-8")
    return folder


@pytest.fixture
def kept(archive: Archive, overlay: Path) -> Path:
    """Rules that a run has judged by."""
    place = archive.keep_rules(overlay)
    archive.begin_run("ingest", *rules.edition(place))
    return place


def damage(archive: Archive) -> list[tuple[str, Path | None]]:
    return [(item.kind, item.path) for item in archive.verify()]


def test_the_copy_says_what_the_rules_said(
    archive: Archive, overlay: Path, kept: Path
) -> None:
    digest = rules.load(overlay).digest
    assert kept == archive.root / "used-rules" / digest
    assert rules.load(kept).digest == digest
    assert archive.kept_rules(digest) == kept
    assert {path.name for path in kept.rglob("*.*")} == {"own.yaml", "more.yml"}
    assert damage(archive) == []


def test_rules_that_are_kept_already_are_left_alone(
    archive: Archive, overlay: Path, kept: Path
) -> None:
    before = kept.stat().st_ino
    assert archive.keep_rules(overlay) == archive.keep_rules(kept) == kept
    archive.begin_run("ingest", *rules.edition(kept))
    assert kept.stat().st_ino == before
    assert list((archive.root / "staging").iterdir()) == []


def test_every_set_of_rules_has_a_folder_of_its_own(
    archive: Archive, overlay: Path, kept: Path
) -> None:
    (overlay / "own.yaml").write_text(RULE + "# 又改了\n", encoding="utf-8")
    assert archive.keep_rules(overlay) != kept
    assert archive.kept_rules(kept.name) == kept


def test_the_built_in_rules_alone_are_not_copied(archive: Archive) -> None:
    archive.begin_run("ingest", *rules.edition())
    assert not (archive.root / "used-rules").exists()
    assert archive.kept_rules(rules.edition().digest) is None
    assert archive.kept_rules("") is None


@pytest.mark.parametrize("spoil", ["change", "add", "link", "hide"])
def test_rules_that_were_changed_are_named_and_not_used(
    archive: Archive, overlay: Path, kept: Path, spoil: str
) -> None:
    rule = kept / "own.yaml"
    if spoil == "change":
        rule.write_text(RULE.replace("N_PHONE", "N_SEAL"), encoding="utf-8")
    elif spoil == "add":
        (kept / "村" / "third.yaml").write_text("", encoding="utf-8")
    elif spoil == "link":
        rule.rename(archive.root / "own.yaml")
        rule.symlink_to(archive.root / "own.yaml")
    else:
        rule.unlink()
    assert damage(archive) == [("rules_changed", kept)]
    assert archive.kept_rules(kept.name) is None
    assert archive.keep_rules(overlay) == kept
    assert damage(archive) == []


def test_rules_that_are_gone_are_named_and_not_used(
    archive: Archive, kept: Path
) -> None:
    shutil.rmtree(kept)
    assert damage(archive) == [("rules_missing", kept)]
    assert archive.kept_rules(kept.name) is None


def test_what_does_not_belong_there_is_named(archive: Archive, kept: Path) -> None:
    foreign = kept.with_name("0" * 64)
    foreign.mkdir()
    note = kept.with_name("说明.txt")
    note.write_text("记一笔", encoding="utf-8")
    assert damage(archive) == [("rules_foreign", foreign), ("rules_foreign", note)]


def test_what_a_broken_run_kept_is_no_damage_and_not_used(
    archive: Archive, overlay: Path
) -> None:
    place = archive.keep_rules(overlay)
    assert damage(archive) == []
    assert archive.kept_rules(place.name) is None


def test_rules_that_cannot_be_read_are_refused(
    archive: Archive, tmp_path: Path
) -> None:
    with pytest.raises(RuleError):
        archive.keep_rules(tmp_path / "没有")
    assert not (archive.root / "used-rules").exists()


def test_only_the_writer_keeps_rules(archive: Archive, overlay: Path) -> None:
    with (
        Archive.create_or_open(archive.root, write=False) as reader,
        pytest.raises(RuntimeError),
    ):
        reader.keep_rules(overlay)
