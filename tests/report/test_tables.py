"""Lists as people read them, on one line each and safe on a terminal."""

from __future__ import annotations

import csv
import dataclasses
import zipfile
from pathlib import Path

import pytest

from gongkai.errors import FailureCode
from gongkai.model import (
    Accusation,
    Change,
    Changes,
    Damage,
    Failure,
    SearchAnswer,
    SearchHit,
    Severity,
    Summary,
    Verified,
)
from gongkai.report import sheets, tables


def test_a_document_is_one_line_with_its_marks(summary: Summary) -> None:
    assert tables.document(summary) == (
        "0123456789abcdef  2022-05  低保（MS01）  杏花村低保公示"
    )
    secret = dataclasses.replace(
        summary, secrecy="机密", title="通\n知", issued_on=None
    )
    assert tables.document(secret).endswith(
        "日期不详  低保（MS01）  通\\n知  密级：机密，不入索引"
    )


def test_a_failure_names_code_sentence_and_detail() -> None:
    failure = Failure(Path("坏\u202e.docx"), FailureCode.CORRUPT, "no\nend")
    assert tables.failure(failure) == (
        "坏\\u202e.docx  [corrupt] 文件已损坏，无法打开（no\\nend）"
    )


def test_findings_are_grouped_and_counted(accusation: Accusation) -> None:
    warning = dataclasses.replace(accusation.finding, severity=Severity.WARN)
    both = [accusation, Accusation(accusation.document, warning)]
    counts = tables.FindingCounts()

    lines = list(tables.findings(counts.over(both)))

    assert lines[0].startswith(accusation.document.id)
    assert lines[1:] == [
        "    [错误] 缺少监督电话（N_PHONE）",
        "        依据：某规定",
        "    [警告] 缺少监督电话（N_PHONE）",
        "        依据：某规定",
    ]
    assert counts.sentence() == "1 件文件，2 个问题：错误 1，警告 1，提示 0。"
    assert counts.worst == Severity.ERROR


@pytest.mark.parametrize(
    ("color", "shown"),
    [(False, "A&B【低保】"), (True, "A&B\x1b[1;31m低保\x1b[0m")],
    ids=["plain", "terminal"],
)
def test_a_snippet_loses_its_html(summary: Summary, color: bool, shown: str) -> None:
    hit = SearchHit(summary, 1.0, "A&amp;B<mark>低保</mark>")
    lines = list(tables.answer(SearchAnswer(1, 3.2, {}, (hit,)), color=color))
    assert lines[0] == "共 1 件，用时 3 毫秒。"
    assert lines[-1].strip() == shown


def test_changes_are_counted_and_shown(accusation: Accusation) -> None:
    change = Change("0123", Path("a"), "公示", "MS01", "CW03", (accusation.finding,))
    failure = Failure(Path("b"), FailureCode.TIMEOUT, "60 s")
    samples = {"reclassified": (change,), "newly_flagged": (change,)}
    lines = list(tables.changes(Changes(9, 1, 1, 0, samples, (failure,)), "试用"))
    assert lines[0].startswith("试用：共 9 件，改变类别 1 件")
    assert "  0123  公示：MS01 → CW03" in lines
    assert "      [错误] 缺少监督电话（N_PHONE）" in lines
    assert lines[-1].startswith("未能判定，维持原判：b")


def test_what_was_proved_is_said_in_one_sentence() -> None:
    assert tables.verified(Verified(3, 0, ())).startswith("完好：3 件")
    damage = Damage("original_missing", "0123", None, "原件不见了")
    said = tables.verified(Verified(3, 2, (damage,)))
    assert "1 处损坏" in said
    assert "2 件尚未进入索引" in said


def test_cells_of_a_spreadsheet_never_start_a_formula(
    accusation: Accusation, tmp_path: Path
) -> None:
    evil = dataclasses.replace(accusation.document, title="=cmd|' /C calc'!A0")
    found = [Accusation(evil, accusation.finding)]
    sheet, book = tmp_path / "a.csv", tmp_path / "a.xlsx"

    sheets.write_csv(found, sheet)
    sheets.write_xlsx(found, book)

    with sheet.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["标题"].startswith("'=cmd")
    assert row["级别"] == "错误"
    with zipfile.ZipFile(book) as package:
        content = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in content
    assert "autoFilter" in content
