"""What a batch of queries found, as tables for a spreadsheet: CSV and Excel files."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any

from gongkai.model import Looked, SearchHit
from gongkai.report.sheets import harmless

COUNTS = ("检索式", "命中件数", "说明")
HITS = (
    "检索式", "编号", "路径", "标题", "发文机关", "成文日期", "类别", "页", "段", "摘录",
)  # fmt: skip

Row = list[str | int]


def write_csv(looked: Iterable[Looked], path: Path) -> None:
    """A line a hit, after how many there are; a query that found nothing has one as well."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*COUNTS, *HITS[1:]])
        for item in looked:
            count = _count(item)
            blank: list[Row] = [["" for _ in HITS]]
            for row in [_hit(item.query, hit) for hit in item.hits] or blank:
                writer.writerow([*count, *row[1:]])


def write_xlsx(looked: Sequence[Looked], path: Path) -> None:
    """An Excel file of two sheets: how many hits each query has, and the hits."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with path.open("wb") as file, xlsxwriter.Workbook(file, options) as book:
        _sheet(book, "检索汇总", COUNTS, map(_count, looked))
        hits = (_hit(item.query, hit) for item in looked for hit in item.hits)
        _sheet(book, "命中文件", HITS, hits)


def lines(looked: Iterable[Looked]) -> Iterator[str]:
    """How many hits each query has, for people."""
    for item in looked:
        query, total, problem = _count(item)
        yield f"{total:>6} 件  {query}" + (f"（{problem}）" if problem else "")


def _sheet(book: Any, name: str, headings: Sequence[str], rows: Iterable[Row]) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, headings, book.add_format({"bold": True}))
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(rows, start=1):
        sheet.write_row(last, 0, row)
    sheet.autofilter(0, 0, last, len(headings) - 1)


def _count(item: Looked) -> Row:
    note = item.problem
    if item.total > len(item.hits):
        note = f"只列出前 {len(item.hits)} 件"
    return [harmless(item.query), item.total, harmless(note)]


def _hit(query: str, hit: SearchHit) -> Row:
    seen = hit.document
    cells = (
        query, seen.id, str(seen.paths[0]), seen.title, seen.issuer, seen.issued_on,
        f"{seen.category} {seen.category_name}", _number(hit.page), _number(hit.paragraph),
        unescape(re.sub("</?mark>", "", hit.snippet)),
    )  # fmt: skip
    return [harmless(cell or "") for cell in cells]


def _number(number: int | None) -> str:
    return "" if number is None else str(number)
