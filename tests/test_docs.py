"""What the code has, the documents name."""

from __future__ import annotations

import dataclasses
from enum import Enum
from pathlib import Path

import pytest

from gongkai.cli import main
from gongkai.errors import FailureCode
from gongkai.model import (
    BlockKind,
    Metadata,
    Part,
    Severity,
    Status,
    Unjudgeable,
    Verdict,
    Where,
)
from gongkai.report import words

DOCS = Path(__file__).parents[1] / "docs"
LISTS = (FailureCode, Unjudgeable, Status, Verdict, Severity, Where, Part, BlockKind)


@pytest.fixture(scope="module")
def glossary() -> str:
    return (DOCS / "glossary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", main.commands)
def test_command_is_documented(name: str) -> None:
    commands = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert f"## gongkai {name}\n" in commands


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Metadata)])
def test_element_of_a_document_is_in_the_glossary(name: str, glossary: str) -> None:
    assert f"| `{name}` |" in glossary


@pytest.mark.parametrize(
    "member", [member for closed in LISTS for member in closed], ids=repr
)
def test_value_of_a_closed_list_is_in_the_glossary(member: Enum, glossary: str) -> None:
    assert f"| `{member!s}` |" in glossary


WORDS = (
    words.FAILURE,
    words.REASON,
    words.STATUS,
    words.VERDICT,
    words.SEVERITY,
    words.WHERE,
    words.PART,
)


@pytest.mark.parametrize("closed", LISTS[:-1], ids=lambda closed: closed.__name__)
def test_every_value_that_a_user_may_meet_has_chinese_words(closed: type[Enum]) -> None:
    assert any(set(closed) == set(terms) for terms in WORDS)
