"""The stages in their order, and what comes of a file that one of them cannot take."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from gongkai import pipeline, rules
from gongkai.errors import EmptyError, FailureCode, RuleError
from gongkai.model import (
    Extract,
    Failure,
    NotADocument,
    Opinion,
    Record,
    Source,
    Status,
)
from gongkai.rules import Rulebook, loader
from gongkai.workers import Limits

NOTICE = """关于拟接收李小满同志为中共预备党员的公示
经杏花村党支部委员会研究，拟接收李小满同志为中共预备党员，现予公示。
公示时间：2022年5月9日至2022年5月13日。
中共杏花村支部委员会
2022年5月9日
"""


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "公示.txt"
    path.write_text(NOTICE, encoding="utf-8")
    return path


def kept(record: Record) -> tuple[Source, Callable[[], Extract]]:
    """A record as an archive hands it out to be judged again."""
    return record.source, partial(replace, record.extract)


@pytest.fixture
def mixed(tmp_path: Path, notice: Path) -> list[Path]:
    """A notice, an empty file, a film, a path that leads nowhere, and the notice again."""
    empty, film, copy = (tmp_path / name for name in ("空.txt", "片.mp4", "副本.txt"))
    empty.write_bytes(b"")
    film.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(200))
    shutil.copy(notice, copy)
    return [notice, empty, film, tmp_path / "没有.docx", copy]


def test_a_record_holds_what_every_stage_says(notice: Path, rulebook: Rulebook) -> None:
    record = pipeline.process(notice, rulebook)

    assert record.status is Status.OK
    assert record.source.path == notice
    assert record.metadata.title is not None
    assert record.metadata.title.value == NOTICE.splitlines()[0]
    assert record.classification.category.code == "DW04"
    assert "N_PHONE" in {finding.rule for finding in record.judgement.findings}


def test_process_raises_what_run_makes_a_value_of(
    tmp_path: Path, rulebook: Rulebook
) -> None:
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")

    with pytest.raises(EmptyError):
        pipeline.process(empty, rulebook)
    (failure,) = pipeline.run([empty], jobs=1)
    assert isinstance(failure, Failure)
    assert (failure.path, failure.code) == (empty, FailureCode.EMPTY)


def test_outcomes_come_in_order_whatever_the_number_of_workers(
    mixed: list[Path], rulebook: Rulebook
) -> None:
    one = list(pipeline.run(mixed, jobs=1))
    two = list(pipeline.run(mixed, jobs=2))

    assert one == two
    assert [type(outcome) for outcome in one] == [
        Record, Failure, NotADocument, Failure, Record,
    ]  # fmt: skip
    assert one[0] == pipeline.process(mixed[0], rulebook)


def test_rules_of_the_users_own_reach_the_workers(notice: Path, tmp_path: Path) -> None:
    own = tmp_path / "规则"
    own.mkdir()
    rule = "elements:\n  - id: N_PHONE\n    status: retired\n"
    (own / "own.yaml").write_text(rule, encoding="utf-8")

    (record,) = pipeline.run([notice], own, jobs=1)

    assert isinstance(record, Record)
    assert "N_PHONE" not in {finding.rule for finding in record.judgement.findings}


def test_rules_that_cannot_be_loaded_end_the_run(notice: Path, tmp_path: Path) -> None:
    own = tmp_path / "rules"
    own.mkdir()
    (own / "own.yaml").write_text("elements:\n  - nonsense: 1\n", encoding="utf-8")

    with pytest.raises(RuleError) as caught:
        list(pipeline.run([notice], own, jobs=1))

    assert (caught.value.path, caught.value.line) == (own / "own.yaml", 2)


def test_a_file_that_takes_too_long_is_given_up(mixed: list[Path]) -> None:
    outcomes = list(pipeline.run(mixed[:1], jobs=1, limits=Limits(seconds=0.001)))

    (failure,) = outcomes
    assert isinstance(failure, Failure)
    assert failure.code is FailureCode.TIMEOUT


def test_judging_again_needs_no_file(notice: Path, rulebook: Rulebook) -> None:
    record = pipeline.process(notice, rulebook)
    notice.unlink()

    (opinion,) = pipeline.rejudge([kept(record)], jobs=1)

    assert opinion == Opinion(
        record.source, record.metadata, record.classification, record.judgement
    )


def test_a_text_that_cannot_be_judged_again_is_a_failure(
    notice: Path, rulebook: Rulebook
) -> None:
    record = pipeline.process(notice, rulebook)
    limits = Limits(seconds=0.001)

    (failure,) = pipeline.rejudge([kept(record)], None, 1, limits)

    assert isinstance(failure, Failure)
    assert failure.path == notice


def test_a_text_is_extracted_without_being_judged(mixed: list[Path]) -> None:
    extract = pipeline.extract(mixed[0])
    assert isinstance(extract, Extract)
    assert extract.text.startswith(NOTICE.splitlines()[0])
    assert isinstance(pipeline.extract(mixed[1]), Failure)
    assert isinstance(pipeline.extract(mixed[2]), NotADocument)


@pytest.mark.parametrize(
    ("file", "good", "bad"),
    [
        ("genres.yaml", "cues: ['发出(?:", "cues: ['发出((?:"),
        ("privacy.yaml", "pattern: '", "pattern: '("),
    ],
)
def test_a_spoilt_built_in_rule_is_named_at_the_latest_when_it_is_needed(
    file: str,
    good: str,
    bad: str,
    notice: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spoilt = tmp_path / "data"
    shutil.copytree(loader.BUILT_IN, spoilt)
    text = (spoilt / file).read_text("utf-8")
    assert good in text
    (spoilt / file).write_text(text.replace(good, bad), "utf-8")
    monkeypatch.setattr(loader, "BUILT_IN", spoilt)

    with pytest.raises(RuleError, match="正则表达式有误") as told:
        pipeline.process(notice, rules.load())

    assert told.value.path == spoilt / file
