"""Weights and thresholds are rule data, and wrong ones are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.classify import holds
from gongkai.errors import RuleError
from gongkai.model import Where
from gongkai.rules import Rulebook, load

DUES = "党费收缴情况公示\n应交党费、实交党费"


def _overlay(folder: Path, text: str) -> Path:
    (folder / "scoring.yaml").write_text(text, "utf-8")
    return folder


def test_built_in_scoring_weighs_every_place(rulebook: Rulebook) -> None:
    words = {where for where in Where if where not in (Where.GENRE, Where.ISSUER)}
    assert set(rulebook.scoring.title_terms) == words
    assert set(rulebook.scoring.body_terms) == words


def test_a_user_s_scoring_replaces_the_keys_it_writes(tmp_path: Path) -> None:
    book = load(_overlay(tmp_path, "scoring:\n  by_form: {G03: SW06}\n"))
    assert holds("SW06", book, DUES)
    assert book.scoring.forms == load().scoring.forms


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("colour: {title: 1}", "不认识的键"),
        ("title_terms: {tittle: 6}", "不在可选之列"),
        ("title_terms: {title: six}", "应是数"),
        ("forms: [SW98]", "没有类别"),
        ("by_form: {G98: SW05}", "没有文种"),
        ("issuer_types: {学堂: {XW: 2}}", "不在可选之列"),
        ("issuer_words: {中共: {DW99: 2}}", "没有类别"),
        ("points: {accept: 5}", "缺少"),
    ],
)
def test_a_scoring_that_cannot_be_meant_is_refused(
    tmp_path: Path, line: str, complaint: str
) -> None:
    with pytest.raises(RuleError, match=complaint) as refused:
        load(_overlay(tmp_path, f"scoring:\n  {line}\n"))
    assert refused.value.line == 2


def test_a_retired_category_is_dropped_from_the_scoring(tmp_path: Path) -> None:
    retired = "categories:\n  - {code: SW04, status: retired}\n"
    book = load(_overlay(tmp_path, retired))
    assert "SW04" not in book.scoring.forms
    assert all(one.category != "SW04" for one in book.scoring.fallbacks)


def test_the_category_of_last_resort_cannot_be_retired(tmp_path: Path) -> None:
    retired = "categories:\n  - {code: SW99, status: retired}\n"
    with pytest.raises(RuleError, match="总要有一类"):
        load(_overlay(tmp_path, retired))
