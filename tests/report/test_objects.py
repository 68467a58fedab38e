"""The JSON objects that other programs stand on: keys are added, never dropped."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gongkai.errors import FailureCode
from gongkai.model import (
    Accusation,
    Change,
    Changes,
    Damage,
    Failure,
    Kept,
    NotADocument,
    Record,
    SearchAnswer,
    SearchHit,
    Summary,
    Tally,
    Verified,
)
from gongkai.report import objects

INSPECTED = {
    "path", "sha256", "format", "status", "failure", "text_quality", "title", "genre",
    "issuer", "issuer_type", "doc_number", "issued_on", "secrecy", "category",
    "is_disclosure", "template", "tags", "review", "elements", "findings", "sensitive",
}  # fmt: skip


def test_a_record_says_everything_with_its_place(record: Record) -> None:
    said = objects.outcome(record)

    assert set(said) >= INSPECTED
    assert said["path"] == str(Path("来件/公示.docx"))
    assert said["status"] == "ok"
    assert said["issued_on"] == "2022-05"
    assert said["genre"] == {"code": "G03", "name": "公示"}
    assert said["issuer"] is None
    assert said["category"]["code"] == "MS01"
    assert said["category"]["evidence"] == [
        {"term": "低保", "where": "title", "start": 3, "end": 5, "weight": 6.0}
    ]
    date, phone = said["elements"]
    assert record.extract.text[date["start"] : date["end"]] == date["value"]
    assert (phone["verdict"], phone["start"], phone["end"]) == ("fail", None, None)
    assert said["findings"][0]["severity"] == "error"
    assert said["sensitive"][0]["masked"] == "11****021"


@pytest.mark.parametrize("code", FailureCode)
def test_a_failure_has_the_same_keys_and_a_chinese_sentence(
    record: Record, code: FailureCode
) -> None:
    said = objects.outcome(Failure(Path("坏.docx"), code, "no end"))

    assert set(said) == set(objects.outcome(record))
    assert said["status"] == "failed"
    assert said["failure"]["code"] == code.value
    assert said["failure"]["detail"].endswith("（no end）")
    assert said["title"] is None


def test_a_file_that_is_no_document_is_a_failure_too(record: Record) -> None:
    said = objects.outcome(NotADocument(Path("片.mp4"), "mp4"))
    assert set(said) == set(objects.outcome(record))
    assert said["failure"] == {"code": "type_unknown", "detail": "不是文档：mp4"}
    assert said["format"] == "mp4"


def test_what_is_archived_says_every_path(kept: Kept, summary: Summary) -> None:
    said = objects.kept(kept)
    assert said["id"] == kept.id
    assert said["paths"] == [str(path) for path in kept.paths]
    assert set(said) >= INSPECTED
    listed = objects.summary(summary)
    assert listed["path"] == said["path"]
    assert listed["category"] == "MS01"


def test_a_tally_balances() -> None:
    said = objects.tally(Tally(1, 2, 3, 4, 5, 0.12345))
    assert said.pop("seconds") == 0.123
    assert said.pop("found") == sum(said.values()) == 15


def test_a_finding_names_its_document(accusation: Accusation) -> None:
    said = objects.accusation(accusation)
    assert {"id", "path", "title", "issuer", "issued_on", "rule", "severity"} <= set(
        said
    )


def test_a_search_says_its_total_and_hits(summary: Summary) -> None:
    hit = SearchHit(summary, 1.5, "杏花村<mark>低保</mark>")
    answer = SearchAnswer(1, 2.5, {"genre": {"G03": 1}}, (hit,))
    assert objects.answer(answer) == {
        "total": 1, "took_ms": 2.5, "facets": {"genre": {"G03": 1}}, "widened": False,
        "notes": [], "suggestions": [],
    }  # fmt: skip
    assert objects.hit(hit)["snippet"] == "杏花村<mark>低保</mark>"


def test_damage_without_a_document_says_null() -> None:
    said = objects.damage(Damage("catalogue", None, None, "目录库损坏"))
    assert said == {
        "kind": "catalogue",
        "id": None,
        "path": None,
        "detail": "目录库损坏",
    }


def keys(value: Any) -> Iterator[str]:
    """Every key of an object and of the objects in it."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from keys(part)
    if isinstance(value, list):
        for part in value:
            yield from keys(part)


def test_every_key_is_documented(kept: Kept, accusation: Accusation) -> None:
    document, finding = accusation.document, accusation.finding
    change = Change(
        kept.id, kept.paths[0], None, "MS01", "CW03", (finding,), (finding,)
    )
    changes = Changes(1, 1, 1, 1, {"reclassified": (change,)})
    said = [
        objects.kept(kept),
        objects.accusation(accusation),
        objects.tally(Tally()),
        objects.failure(Failure(Path("a"), FailureCode.EMPTY, "")),
        objects.answer(SearchAnswer(0, 0.0, {}, ())),
        objects.hit(SearchHit(document, 1.0, "")),
        objects.damage(Damage("run_log", None, None, "")),
        objects.verified(Verified(1, 0, ())),
        objects.changes(changes),
    ]
    documented = (Path(__file__).parents[2] / "docs" / "json.md").read_text("utf-8")
    missing = {key for key in keys(said) if f"`{key}`" not in documented}
    assert missing == set()


@pytest.mark.skipif(sys.platform == "win32", reason="undecodable names are POSIX's")
def test_a_line_is_valid_json_whatever_a_file_is_called() -> None:
    path = Path(os.fsdecode(b"a\nb\xd5\\.txt"))
    line = objects.line(objects.failure(Failure(path, FailureCode.EMPTY, "")))
    assert "\n" not in line
    assert line.encode()
    assert json.loads(line)["path"] == str(path)
