"""The example documents: made again from their sources they say the same, and each has its expectation."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from lxml import etree

from gongkai.errors import FailureCode
from gongkai.model import Secrecy, Status, Unjudgeable

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
DOCUMENTS = EXAMPLES / "documents"
FAMILIES = {"DW", "JW", "CW", "CJ", "MS", "ZW", "GC", "XW", "YW", "CQ", "SW"}
UNREADABLE = {"odd/broken-download.docx", "odd/locked.pdf"}


def load_expected(
    path: Path = EXAMPLES / "expected.jsonl",
) -> dict[str, dict[str, Any]]:
    """What a careful archivist says of each example, by its path below examples/documents."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {row["path"]: row for row in rows}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory in which the examples were just made from their sources."""
    out = tmp_path_factory.mktemp("examples")
    subprocess.run(
        [sys.executable, EXAMPLES / "make_examples.py", "--out", out],
        check=True,
        capture_output=True,
    )
    return out


def test_every_committed_document_is_what_its_source_makes(made: Path) -> None:
    committed = {path: _content(DOCUMENTS / path) for path in _paths(DOCUMENTS)}

    assert {
        path: _content(made / "documents" / path) for path in _paths(made / "documents")
    } == committed


@pytest.mark.parametrize("name", ["expected.jsonl", "CATALOGUE.md"])
def test_the_lists_beside_the_documents_are_up_to_date(made: Path, name: str) -> None:
    assert (made / name).read_text(encoding="utf-8") == (EXAMPLES / name).read_text(
        encoding="utf-8"
    )


def test_every_document_has_an_expectation_and_every_expectation_a_document() -> None:
    assert set(load_expected()) == _paths(DOCUMENTS)


def test_every_family_has_at_least_three_examples() -> None:
    categories = [row["category"] or "" for row in load_expected().values()]

    assert [
        family
        for family in FAMILIES
        if sum(c.startswith(family) for c in categories) < 3
    ] == []


def test_expectations_use_the_words_of_the_contract() -> None:
    for path, row in load_expected().items():
        assert row["status"] in set(Status), path
        assert (row["failure"] is not None) == (row["status"] == Status.FAILED), path
        assert row["failure"] is None or row["failure"] in set(FailureCode), path
        assert set(row["reasons"]) <= set(Unjudgeable), path
        assert row["secrecy"] is None or row["secrecy"] in set(Secrecy), path


def test_the_two_copies_of_one_document_are_the_same_bytes() -> None:
    original, copy = (
        DOCUMENTS / "village/reps-quorum-2023.docx",
        DOCUMENTS / "odd/reps-meeting-copy.docx",
    )

    assert copy.read_bytes() == original.read_bytes()


def test_the_examples_stay_small() -> None:
    assert (
        sum(path.stat().st_size for path in EXAMPLES.rglob("*") if path.is_file())
        < 3_000_000
    )


def _paths(root: Path) -> set[str]:
    return {
        path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()
    }


def _content(path: Path) -> object:
    """What must not change. Compressed bytes may, with the version of a library."""
    data = path.read_bytes()
    if path.relative_to(path.parents[1]).as_posix() in UNREADABLE:
        return data[:5]
    if data.startswith(b"%PDF"):
        return _pages(path)
    if data.startswith(b"PK"):
        return _parts(path)
    return data


def _pages(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def _parts(path: Path) -> dict[str, list[str]]:
    with zipfile.ZipFile(path) as package:
        names = [
            name
            for name in package.namelist()
            if name.startswith("word/") and name.endswith(".xml")
        ]
        return {
            name: [
                str(text) for text in etree.fromstring(package.read(name)).itertext()
            ]
            for name in names
        }
