"""What a batch of queries found, as spreadsheets."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

from gongkai.model import Looked, SearchHit, Summary
from gongkai.report import hits


def looked(summary: Summary) -> list[Looked]:
    hit = SearchHit(summary, 1.0, "=A&amp;B<mark>低保</mark>", page=3, paragraph=7)
    return [Looked("低保", 5, (hit,)), Looked("=鲸鱼", 0, (), "左括号没有配对")]


def test_csv_has_a_line_a_hit_and_one_for_what_found_nothing(
    summary: Summary, tmp_path: Path
) -> None:
    hits.write_csv(looked(summary), tmp_path / "a.csv")
    text = (tmp_path / "a.csv").read_text("utf-8-sig")
    heading, hit, none = csv.reader(text.splitlines())

    assert dict(zip(heading, hit, strict=True)) == {
        "检索式": "低保", "命中件数": "5", "说明": "只列出前 1 件", "编号": summary.id,
        "路径": str(summary.paths[0]), "标题": summary.title or "", "发文机关": summary.issuer or "",
        "成文日期": summary.issued_on or "", "类别": f"{summary.category} {summary.category_name}",
        "页": "3", "段": "7", "摘录": "'=A&B低保",
    }  # fmt: skip
    assert none[:3] == ["'=鲸鱼", "0", "左括号没有配对"]
    assert set(none[3:]) == {""}


def test_excel_has_the_counts_and_the_hits(summary: Summary, tmp_path: Path) -> None:
    hits.write_xlsx(looked(summary), tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        book = package.read("xl/workbook.xml").decode()
        strings = package.read("xl/sharedStrings.xml").decode()
    assert "检索汇总" in book
    assert "命中文件" in book
    assert "A&amp;B低保" in strings
    assert "<f>" not in strings


def test_lines_count_the_hits(summary: Summary) -> None:
    assert list(hits.lines(looked(summary))) == [
        "     5 件  低保（只列出前 1 件）",
        "     0 件  '=鲸鱼（左括号没有配对）",
    ]
