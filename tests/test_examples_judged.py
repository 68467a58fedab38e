"""What the pipeline says of each example is what a careful archivist says of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gongkai import pipeline
from gongkai.model import Failure, NotADocument, Outcome, Record, Severity, Verdict
from gongkai.report import objects

EXAMPLES = Path(__file__).parents[1] / "examples"
EXPECTED: dict[str, dict[str, Any]] = {
    row["path"]: row
    for row in map(
        json.loads,
        (EXAMPLES / "expected.jsonl").read_text(encoding="utf-8").splitlines(),
    )
}


@pytest.fixture(scope="module")
def judged() -> dict[str, Outcome]:
    """The outcome of every example, by its path below examples/documents."""
    outcomes = pipeline.run(EXAMPLES / "documents" / path for path in EXPECTED)
    return dict(zip(EXPECTED, outcomes, strict=True))


@pytest.mark.parametrize("path", EXPECTED)
def test_an_example_is_judged_as_expected(
    path: str, judged: dict[str, Outcome]
) -> None:
    expected = EXPECTED[path]
    said = dict(_said(judged[path], expected))

    assert said == {key: _sorted(expected[key]) for key in said}


def _said(outcome: Outcome, expected: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """What was said, in the terms of the expectation; an alternative it allows counts as it."""
    shown = objects.outcome(outcome)
    yield "status", shown["status"]
    yield "failure", shown["failure"] and shown["failure"]["code"]
    if isinstance(outcome, Failure | NotADocument):
        return
    yield "reasons", shown["text_quality"]["reasons"]
    if expected["reasons"]:
        return
    for key in ("title", "issuer", "issued_on", "doc_number", "secrecy", "template"):
        yield key, shown[key]
    for key in ("genre", "category"):
        code = shown[key]["code"]
        if expected[key] is not None:
            yield key, expected[key] if code in expected[f"{key}_also"] else code
    if expected["is_disclosure"] is not None:
        yield "is_disclosure", shown["is_disclosure"]
    yield from _accused(outcome, expected)


def _accused(record: Record, expected: dict[str, Any]) -> Iterator[tuple[str, object]]:
    judgement = record.judgement
    failed = {e.id for e in judgement.elements if e.verdict is Verdict.FAIL}
    yield "absent", sorted(failed - set(expected["unclear"]))
    grave = [s for s in judgement.sensitive if s.severity > Severity.INFO]
    yield "sensitive", sorted({s.kind for s in grave})
    wrong = {f.rule for f in judgement.findings if f.severity > Severity.INFO}
    yield "wrong", sorted(rule for rule in wrong if rule.startswith(("V_", "R_")))


def _sorted(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value
