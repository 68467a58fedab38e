"""How well judgements agree with what a careful archivist says of the same documents.

A *gold* row is a line of `examples/expected.jsonl`, or of a labelled corpus whose rows call
the category `leaf`. Elements that the archivist holds `unclear` count neither way.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from gongkai.model import Outcome, Record, Severity, Verdict

Row = Mapping[str, Any]

_BRACKETS = str.maketrans("[]【】﹝﹞<>", "〔〕〔〕〔〕〔〕")


@dataclass(slots=True)
class Tally:
    """Cases that agree, and all cases, by measure; and the cases that do not agree."""

    hits: Counter[str] = field(default_factory=Counter)
    cases: Counter[str] = field(default_factory=Counter)
    mistakes: list[str] = field(default_factory=list)

    def add(self, measure: str, agrees: bool, document: str, said: str = "") -> None:
        self.hits[measure] += agrees
        self.cases[measure] += 1
        if not agrees:
            self.mistakes.append(f"{measure:22} {document}  {said}")

    def detect(self, measure: str, said: bool, true: bool, document: str) -> None:
        """Count towards precision when it is said, and towards recall when it is true."""
        if said:
            self.add(f"{measure}_precision", true, document)
        if true:
            self.add(f"{measure}_recall", said, document)

    def shares(self) -> dict[str, float]:
        """The share of each measure, rounded down to a thousandth."""
        return {
            measure: int(1000 * Fraction(self.hits[measure], cases)) / 1000
            for measure, cases in sorted(self.cases.items())
        }


def rows(path: Path) -> dict[str, Row]:
    """Gold rows by what names their document: its path, or the stem of its file."""
    found = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {row.get("path") or row["id"]: row for row in found}


def tally(gold: Mapping[str, Row], outcomes: Iterable[tuple[str, Outcome]]) -> Tally:
    """Compare what was said of each document with its gold row."""
    counted = Tally()
    for name, outcome in outcomes:
        row = gold[name]
        if row.get("status", "ok") != "ok":
            continue  # nothing can be said of it; tests of the examples see to these
        if isinstance(outcome, Record):
            _compare(counted, name, row, outcome)
        else:
            counted.add("answered", False, name, repr(outcome))
    return counted


def _compare(counted: Tally, name: str, row: Row, record: Record) -> None:
    counted.add("answered", True, name)
    _compare_form(counted, name, row, record)
    _compare_matter(counted, name, row, record)
    _compare_elements(counted, name, row, record)
    if "wrong" in row:
        wrong = {
            finding.rule
            for finding in record.judgement.findings
            if finding.rule.startswith(("V_", "R_"))
            and finding.severity >= Severity.WARN
        }
        counted.detect(
            "fault", bool(wrong), bool(row["wrong"]), f"{name} {sorted(wrong)}"
        )
    private = bool(record.judgement.sensitive or record.metadata.secrecy)
    true = bool(row.get("sensitive") or row.get("secrecy"))
    counted.detect("sensitive", private, true, name)


def _compare_form(counted: Tally, name: str, row: Row, record: Record) -> None:
    said = record.metadata
    genre = said.genre and said.genre.value.code
    right = (row["genre"], *row.get("genre_also", ()))
    counted.add("genre", genre in right, name, f"{genre} for {right}")
    for measure, found in (
        ("title", said.title),
        ("issued_on", said.issued_on),
        ("doc_number", said.doc_number),
        ("issuer", said.issuer),
    ):
        value = None if found is None else str(found.value)
        if row.get(measure):
            counted.add(
                measure,
                _same(measure, row[measure], value),
                name,
                f"{value} for {row[measure]}",
            )
        elif measure == "doc_number" and value:
            counted.add(measure, False, name, f"{value} for none")


def _same(measure: str, true: str, said: str | None) -> bool:
    if said is None:
        return False
    true, said = _folded(true), _folded(said)
    if measure == "issued_on":
        return said.startswith(true)
    if measure in ("doc_number", "issuer"):
        near = min(len(true), len(said)) >= 4
        return true == said or (near and (true.endswith(said) or said.endswith(true)))
    return true == said


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(_BRACKETS)


def _compare_matter(counted: Tally, name: str, row: Row, record: Record) -> None:
    said = record.classification
    code = said.category.code
    first = row["category"] if "category" in row else row["leaf"]
    if first is None:
        return
    right = (first, *row.get("category_also", row.get("leaf_also", ())))
    counted.add("category", code in right, name, f"{code} for {right}")
    family = code[:2] in {other[:2] for other in right}
    counted.add("family", family, name, f"{code} for {right}")
    if row["is_disclosure"] is not None:  # null: archivists would not agree
        counted.detect("disclosure", said.is_disclosure, row["is_disclosure"], name)


def _compare_elements(counted: Tally, name: str, row: Row, record: Record) -> None:
    verdicts = {element.id: element.verdict for element in record.judgement.elements}
    unclear = set(row.get("unclear", ()))
    failed = {e for e, verdict in verdicts.items() if verdict is Verdict.FAIL}
    for element in (failed | set(row.get("absent", ()))) - unclear:
        counted.detect(
            "accusation",
            element in failed,
            element in row.get("absent", ()),
            f"{name} {element} {verdicts.get(element, 'not asked')}",
        )
